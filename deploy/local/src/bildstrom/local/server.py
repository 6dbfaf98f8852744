"""What every server here can tell: how to start it, whether it is ready, how long that may take."""

from typing import Protocol

from bildstrom.local.process import Command


class Server(Protocol):
    """One process of the stack.

    Attributes:
        needs: names that must be ready before it starts; it is stopped before them.
        port: where it is asked whether it is ready, shown in the status table.
        ready_s: seconds until a start counts as failed.
        stop_s: seconds between SIGTERM and SIGKILL.
    """

    name: str
    needs: tuple[str, ...]
    port: int
    ready_s: float
    stop_s: float

    def prepare(self) -> Command:
        """Write what the process reads at its start, and say how it is run.

        Raises:
            Missing: something has to be installed or fetched first.
        """

    def probe(self) -> None:
        """Return when the server answers a real request of its protocol.

        Raises:
            NotReady: it does not, yet.
        """

    def clean(self) -> None:
        """Remove what a killed process leaves outside its home."""
