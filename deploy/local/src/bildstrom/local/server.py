"""What every server here can tell: how to start it, whether it is ready, how long that may take."""

from typing import Protocol

from bildstrom.local.process import Command


class Server(Protocol):
    """One process of the stack."""

    @property
    def name(self) -> str:
        """What it is called in commands, records and log files."""

    @property
    def needs(self) -> tuple[str, ...]:
        """Names that must be ready before it starts; it is stopped before them."""

    @property
    def port(self) -> int:
        """Where it is asked whether it is ready."""

    @property
    def ready_s(self) -> float:
        """Seconds until a start counts as failed."""

    @property
    def stop_s(self) -> float:
        """Seconds between SIGTERM and SIGKILL."""

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
