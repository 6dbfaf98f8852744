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
LOOKED_AT_ONCE = 5_000  # rows, when it is pruned; the relay waits no longer than for these
_BUSY_SECONDS = 10.0
_ASKED_AT_ONCE = 500  # SQLite takes 999 variables and more

# without an index by age, which would double what a row costs the relay, 58 us instead of 28: a sweep looks at all rows
_SCHEMA = """
CREATE TABLE IF NOT EXISTS durable (
    project TEXT NOT NULL, sop_instance_uid TEXT NOT NULL, sop_class_uid TEXT NOT NULL, received INTEGER NOT NULL,
    PRIMARY KEY (project, sop_instance_uid, sop_class_uid)
) WITHOUT ROWID;
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
            place: tuple[str, str] | None = ("", "")
            try:
                while place is not None:
                    place = self._prune_from(place, project.name, before)
            except sqlite3.Error as error:
                log.error("the ledger cannot be pruned", **{"error.type": type(error).__name__})

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _prune_from(self, place: tuple[str, str], project: str, before: int) -> tuple[str, str] | None:
        """Look at some rows behind a place; gives the last of them, or None at the end."""
        with self._lock, self._transaction():
            rows: list[tuple[str, str, int]] = self._connection.execute(
                "SELECT sop_instance_uid, sop_class_uid, received FROM durable"
                " WHERE project = ? AND (sop_instance_uid, sop_class_uid) > (?, ?)"
                " ORDER BY sop_instance_uid, sop_class_uid LIMIT ?",
                (project, *place, LOOKED_AT_ONCE),
            ).fetchall()
            self._connection.executemany(
                "DELETE FROM durable WHERE project = ? AND sop_instance_uid = ? AND sop_class_uid = ?",
                [(project, uid, sop_class) for uid, sop_class, received in rows if received < before],
            )
        return rows[-1][:2] if len(rows) == LOOKED_AT_ONCE else None

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
