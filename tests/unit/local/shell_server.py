"""Small shell programs that stand for servers."""

from pathlib import Path

from bildstrom.local.errors import NotReady
from bildstrom.local.process import Command


def shell(script: str, *arguments: str) -> Command:
    """Run a script by sh, which sees the arguments as $1 and so on."""
    return Command(("sh", "-c", script, "sh", *arguments))


class ShellServer:
    """A server that is a shell script: it is told a file, and is ready when that exists.

    Attributes:
        cleaned: how often :meth:`clean` was called.
    """

    def __init__(
        self, script: str, ready: Path, name: str = "shell", needs: tuple[str, ...] = (), ready_s: float = 10.0
    ) -> None:
        self.name = name
        self.needs = needs
        self.port = 0
        self.ready_s = ready_s
        self.stop_s = 0.5
        self.cleaned = 0
        self._script = script
        self._ready = ready

    def prepare(self) -> Command:
        """The script."""
        self._ready.unlink(missing_ok=True)
        return shell(self._script, str(self._ready))

    def probe(self) -> None:
        """Ready when the file exists."""
        if not self._ready.exists():
            raise NotReady("no file yet")

    def clean(self) -> None:
        """Count the calls."""
        self.cleaned += 1
