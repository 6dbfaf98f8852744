"""The service as processes of its own, with a broker that is never there: what is stored stays in the spool."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from polling import poll_until
from spooled import files

from bildstrom.ingest.commitment.transactions import Transactions
from bildstrom.ingest.spool.entry import Entry
from bildstrom.ingest.spool.outbox import Outbox

PROJECTS = '[projects.demo]\ncalled_ae_titles = ["BILDSTROM"]\n'


class Service:
    """Runs until it is stopped.

    Args:
        folder: for spool, objects, projects, log.
    """

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        (folder / "keys").mkdir(parents=True, exist_ok=True)
        (folder / "keys" / "demo.key").write_text("00" * 32)
        self.projects = folder / "projects.toml"
        if not self.projects.exists():
            self.projects.write_text(PROJECTS)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        settings = {
            "kafka": "127.0.0.1:1",
            "objects": f"file:{folder / 'objects'}",
            "dicom-port": str(self.port),
            "spool": str(folder / "spool"),
            "projects-file": str(self.projects),
            "keys-dir": str(folder / "keys"),
        }
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        (folder / "log").touch()
        said = self.log.count(b"accepting")
        with (folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "bildstrom.ingest", *options, *arguments], stderr=log
            )
        try:
            poll_until(lambda: self.log.count(b"accepting") > said, "the service to accept", deadline=60)
        except AssertionError:
            self.kill()
            raise

    @property
    def log(self) -> bytes:
        """What it said so far."""
        return (self.folder / "log").read_bytes()

    def workers(self) -> list[int]:
        """The pids of its workers."""
        task = Path(f"/proc/{self.process.pid}/task")
        children = [int(pid) for item in task.iterdir() for pid in (item / "children").read_text().split()]
        return [pid for pid in children if b"ingest.serve.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def reload(self) -> None:
        """Have it read the projects again, and wait until it has."""
        said = self.log.count(b"projects read again")
        self.process.send_signal(signal.SIGHUP)
        poll_until(lambda: self.log.count(b"projects read again") > said, "the reload", 30)

    def stop(self) -> int:
        """SIGTERM; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill(self) -> None:
        """SIGKILL to the parent alone; nothing when it has ended."""
        self.process.kill()
        self.process.wait(30)

    def entries(self) -> list[Entry]:
        """What lies in the spool; only once the service is stopped."""
        outbox = Outbox(self.folder / "spool")
        entries = [entry for name in outbox.recover() if (entry := outbox.read(name)) is not None]
        outbox.close()
        return entries

    def owed(self) -> list[str]:
        """The names of the storage commitments whose report is owed."""
        return Transactions(self.folder / "spool").names()

    def files(self) -> list[str]:
        """The names of all files of the spool's folders, but for the spares."""
        return sorted(path.name for folder in (self.folder / "spool").glob("*/") for path in files(folder))


def alive(pid: int) -> bool:
    """Whether a process runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return b") Z" not in Path(f"/proc/{pid}/stat").read_bytes()
