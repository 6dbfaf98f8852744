"""The processes and shared memory of a running Triton, as the kernel sees them."""

from pathlib import Path

from bildstrom.inference.shared_region import FOLDER, PREFIX


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
