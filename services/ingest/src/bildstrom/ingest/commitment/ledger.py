"""The ledger: which instances of a project are durable here, beyond the time that their entries lie in the spool.

The relay writes it, once per batch, before it retires the entries; whoever judges a commitment reads it, from any
process. UIDs are pseudonymous.
"""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from bildstrom.dicom.projects import Projects
from bildstrom.ingest.spool.entry import Entry
from bildstrom.runtime.logs import log

FILE = "ledger.db"
DAY_SECONDS = 86_400
PRUNED_AT_ONCE = 5_000  # rows; the relay waits no longer than for these
_BUSY_SECONDS = 10.0
_ASKED_AT_ONCE = 500  # SQLite takes 999 variables and more

_SCHEMA = """
CREATE TABLE IF NOT EXISTS durable (
    project TEXT NOT NULL, sop_instance_uid TEXT NOT NULL, sop_class_uid TEXT NOT NULL, received INTEGER NOT NULL,
    PRIMARY KEY (project, sop_instance_uid, sop_class_uid)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS durable_by_age ON durable (project, received);
"""


class LedgerWriter:
    """The writing side; one per spool, any thread.

    Args:
        path: of the file; its folder exists.

    Raises:
        sqlite3.Error: the file is no ledger, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")  # one fsync for a batch
        self._connection.executescript(_SCHEMA)

    def record(self, entries: Sequence[Entry]) -> None:
        """Write down what is in the object store; what is known keeps its time.

        Where that fails, objects go on all the same: their commitment will be refused, and a sender keeps what it has.
        """
        rows = [_row(entry) for entry in entries]
        try:
            with self._lock, self._transaction():
                self._connection.executemany("INSERT OR IGNORE INTO durable VALUES (?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            log.error("the ledger cannot be written", count=len(rows), **{"error.type": type(error).__name__})

    def prune(self, projects: Projects, now: float | None = None) -> None:
        """Forget what the projects' retention allows to be removed."""
        for project in projects:
            before = int((time.time() if now is None else now) - project.retention_days * DAY_SECONDS)
            try:
                while self._pruned(project.name, before) == PRUNED_AT_ONCE:
                    pass
            except sqlite3.Error as error:
                log.error("the ledger cannot be pruned", **{"error.type": type(error).__name__})

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _pruned(self, project: str, before: int) -> int:
        key = "project, sop_instance_uid, sop_class_uid"
        chosen = f"SELECT {key} FROM durable WHERE project = ? AND received < ? LIMIT {PRUNED_AT_ONCE}"
        with self._lock:
            return self._connection.execute(
                f"DELETE FROM durable WHERE ({key}) IN ({chosen})", (project, before)
            ).rowcount

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def _row(entry: Entry) -> tuple[str, str, str, int]:
    instance = entry.event.instance
    return instance.project, instance.sop_instance_uid, instance.sop_class_uid, entry.event.received_at.seconds


class Ledger:
    """The reading side."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def classes(self, project: str, sop_instance_uids: Collection[str]) -> dict[str, frozenset[str]]:
        """The SOP classes under which instances are durable; what is not there is not known.

        Args:
            sop_instance_uids: pseudonymous ones.

        Raises:
            sqlite3.Error: the ledger cannot be read.
        """
        asked = list(sop_instance_uids)
        found: dict[str, frozenset[str]] = {}
        address = f"{self._path.resolve().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS)) as connection:
            for at in range(0, len(asked), _ASKED_AT_ONCE):
                some = asked[at : at + _ASKED_AT_ONCE]
                marks = ", ".join("?" * len(some))
                rows = connection.execute(
                    "SELECT sop_instance_uid, sop_class_uid FROM durable"
                    f" WHERE project = ? AND sop_instance_uid IN ({marks})",
                    (project, *some),
                )
                for uid, sop_class in rows:
                    found[uid] = found.get(uid, frozenset()) | {sop_class}
        return found
