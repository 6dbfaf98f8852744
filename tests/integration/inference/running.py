"""A running Triton: what the suite offers of it, and its processes and shared memory as the kernel sees them."""

from pathlib import Path
from typing import Protocol

from bildstrom.inference.shared_region import FOLDER, PREFIX
from bildstrom.local.stack import Stack


class Servers(Protocol):
    """What these tests use of the suite's ``servers``."""

    @property
    def stack(self) -> Stack:
        """The processes."""

    def triton(self) -> str:
        """``host:port`` of Triton's gRPC."""

    def zipkin(self) -> str:
        """Base URL of the query API."""

    def otlp(self) -> str:
        """Base URL of the OTLP/HTTP receiver."""


def stubs(model: str) -> list[int]:
    """Process ids of a model's python processes."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:  # it has ended in the meantime
            continue
        if command[0].endswith(b"triton_python_backend_stub") and any(
            f"/{model}/".encode() in part for part in command
        ):
            found.append(int(process.name))
    return found


def children(parent: int, processes: list[int]) -> list[int]:
    """Those of the processes that descend from ``parent``."""
    return [process for process in processes if parent in _ancestors(process)]


def regions() -> set[str]:
    """Names of the shared memory regions that inference has on this machine."""
    return {path.name for path in FOLDER.glob(f"{PREFIX}*")}


def _ancestors(process: int) -> set[int]:
    found = set()
    while process > 1:
        status = Path(f"/proc/{process}/status").read_text()
        process = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("PPid:"))
        found.add(process)
    return found
