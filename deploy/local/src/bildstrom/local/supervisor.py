"""Starts, watches and ends single servers of one home; what it knows is on disk, so every command sees the same."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from bildstrom.local import process
from bildstrom.local.errors import NotReady, StartFailed
from bildstrom.local.folders import Home
from bildstrom.local.identity import is_running, marked, resident_bytes
from bildstrom.local.ports import is_taken
from bildstrom.local.records import Record, Records
from bildstrom.local.server import Server

_PROBE_S = 0.05
_TAIL_BYTES = 16_384
_TAIL_LINES = 15


@dataclass(frozen=True, slots=True)
class Status:
    """How a process is doing.

    Attributes:
        state: ``running``, ``ended`` (it was started and is gone) or ``stopped``.
        exit_code: 128 + n for signal n; None when it runs or when another process started it.
    """

    name: str
    state: str
    pid: int | None
    port: int
    rss_bytes: int
    exit_code: int | None


class Supervisor:
    """The processes of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._records = Records(home.run)

    def start(self, server: Server, cancelled: threading.Event) -> None:
        """Start a server and return when it is ready; one that runs already is only waited for.

        Raises:
            StartFailed: it ended or did not become ready in time; nothing of it is left running.
        """
        record = self._running(server.name)
        if record is None:
            self.sweep(server)
            if is_taken(server.port):
                # asked before the start, because a stranger on that port might answer the probe
                raise StartFailed(server.name, _taken(server.port), "")
            log = self._home.log(server.name)
            command = server.prepare()
            offset = log.stat().st_size if log.exists() else 0
            identity = process.spawn(command, log, self._mark(server.name))
            record = Record(server.name, identity, offset if offset <= process.LOG_LIMIT else 0)
            self._records.write(record)
        try:
            self._wait_ready(server, record, cancelled)
        except BaseException:
            self.stop(server)
            raise

    def stop(self, server: Server) -> bool:
        """End a server and everything it started; True when it ended by itself after SIGTERM, or was not running."""
        record = self._records.read(server.name)
        clean = True
        if record is not None:
            clean = process.stop(record.identity, server.stop_s)
            code = process.exit_code(record.identity)
            clean = clean and code in (None, 0, 128 + 15)
            process.reap(record.identity)
        self.sweep(server)
        self._records.remove(server.name)
        return clean

    def kill(self, server: Server) -> None:
        """End a server as a crash does: SIGKILL to it and all it started, no record changed."""
        process.kill_marked(self._mark(server.name))
        server.clean()

    def sweep(self, server: Server) -> None:
        """End what is left of a server whose record is lost or whose main process is gone."""
        process.kill_marked(self._mark(server.name))
        server.clean()

    def anything_runs(self) -> bool:
        """Whether any process of this home runs."""
        return bool(marked(str(self._home.root)))

    def sweep_all(self) -> list[int]:
        """End every process of this home, recorded or not; the pids that were ended."""
        ended = process.kill_marked(str(self._home.root))
        for record in self._records:
            process.reap(record.identity)
            self._records.remove(record.name)
        return ended

    def status(self, server: Server) -> Status:
        """How a server is doing now."""
        record = self._records.read(server.name)
        if record is None:
            return Status(server.name, "stopped", None, server.port, 0, None)
        pid = record.identity.pid
        if is_running(record.identity):
            rss = sum(resident_bytes(member) for member in marked(self._mark(server.name)))
            return Status(server.name, "running", pid, server.port, rss, None)
        return Status(server.name, "ended", pid, server.port, 0, process.exit_code(record.identity))

    def log_tail(self, name: str, lines: int) -> str:
        """The last lines that a process wrote."""
        return _tail(self._home.log(name), 0, lines)

    def _running(self, name: str) -> Record | None:
        record = self._records.read(name)
        return record if record is not None and is_running(record.identity) else None

    def _mark(self, name: str) -> str:
        return f"{self._home.root}#{name}"

    def _wait_ready(self, server: Server, record: Record, cancelled: threading.Event) -> None:
        deadline = time.monotonic() + server.ready_s
        while True:
            ended = not is_running(record.identity)
            try:
                if not ended:
                    return server.probe()
                reason = f"ended with exit code {process.exit_code(record.identity)} before it was ready"
            except NotReady as error:
                reason = f"not ready after {server.ready_s:.0f} s: {error}"
            if ended or time.monotonic() > deadline:
                log = _tail(self._home.log(server.name), record.log_offset, _TAIL_LINES)
                raise StartFailed(server.name, reason, log)
            if cancelled.wait(_PROBE_S):
                raise StartFailed(server.name, "start was called off", "")


def _taken(port: int) -> str:
    return (
        f"port {port} is taken, by another stack perhaps: end that by `make down` in its checkout (`ss -ltnp` shows who"
        " listens), or give this one other ports: .venv/bin/python -m bildstrom.local up --free-ports"
    )


def _tail(path: Path, offset: int, lines: int) -> str:
    if not path.exists():
        return ""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(offset, size - max(_TAIL_BYTES, 400 * lines)))
        text = file.read().decode(errors="replace")
    return "\n".join(text.splitlines()[-lines:])
