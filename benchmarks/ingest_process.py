"""Bildstrom's ingest as a process of its own, in a folder of its own: started, found ready, killed, looked into."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

CALLED = "BILDSTROM"
NOBODY = "127.0.0.1:9"  # the discard port of loopback: no broker there


class IngestProcess:
    """One ingest over one folder; it may be started again after its end.

    Args:
        folder: for spool, objects, key and log.
        kafka: bootstrap servers.
        project: that it knows, and no other.
        settings: beyond those, as on the command line.
    """

    def __init__(
        self, folder: Path, kafka: str = NOBODY, project: str = "bench", settings: dict[str, str] | None = None
    ) -> None:
        self.project = project
        self.spool = folder / "spool"
        self.objects = folder / "objects"
        self.log = folder / "ingest.log"
        self.key = os.urandom(32)
        self.port = free_port()
        self.pid = 0
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "keys").mkdir(parents=True, exist_ok=True)
        (folder / "keys" / f"{project}.key").write_text(self.key.hex())
        (folder / "projects.toml").write_text(f'[projects.{project}]\ncalled_ae_titles = ["{CALLED}"]\n')
        told = {
            "kafka": kafka,
            "objects": f"file:{self.objects}",
            "dicom-port": str(self.port),
            "spool": str(self.spool),
            "spool-reserve-bytes": "0",
            "projects-file": str(folder / "projects.toml"),
            "keys-dir": str(folder / "keys"),
            "log-level": "warning",
        } | (settings or {})
        arguments = [part for name, value in told.items() for part in (f"--{name}", value)]
        self._command = [sys.executable, "-m", "bildstrom.ingest", *arguments]

    def start(self) -> None:
        """Start, and return when its port takes connections; workers may still be starting."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, start_new_session=True)
        self.pid = self._process.pid
        wait_for_port(self.port, self._process)

    def wait_for(self, port: int) -> None:
        """Return when it takes connections on a further port."""
        assert self._process is not None
        wait_for_port(port, self._process)

    def workers(self) -> list[int]:
        """Process ids of its children."""
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        try:
            return [int(pid) for pid in path.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            return []

    def kill_worker(self, index: int) -> None:
        """End one worker as a crash does."""
        workers = self.workers()
        if workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(workers[index % len(workers)], signal.SIGKILL)

    def kill_parent(self) -> None:
        """End the parent alone; its workers notice."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def kill_all(self) -> None:
        """End parent and workers at one moment, as a power cut does; what was not fsynced stays in the page cache."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Ask it to end; kill it after twenty seconds."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill_all()

    def waiting(self) -> int:
        """Entries of the spool that are not announced yet."""
        return sum(1 for path in self.spool.glob("*/*") if _size(path))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # retired since it was listed
        return 0


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: "subprocess.Popen[bytes]", seconds: float = 120.0) -> None:
    """Until a connection is taken.

    Raises:
        SystemExit: the process ended, or the time is over.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    process.kill()
    raise SystemExit(f"a server did not come up on port {port}; exit code {process.poll()}")
