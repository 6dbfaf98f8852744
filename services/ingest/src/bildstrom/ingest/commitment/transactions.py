"""Transactions that a report is owed for: one file each, durable before the request is answered.

The folder lies beside the entries of the spool. Every writing process has its own folder in it, and a file's name is
derived from who asks and for what, so that a request that is sent again is the same transaction.
"""

import contextlib
import hashlib
import json
import os
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bildstrom.dicom.projects import Project
from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.ingest.commitment.action import Action, Reference, Refused
from bildstrom.runtime.local_objects import make_durable_folder
from bildstrom.runtime.logs import log
from bildstrom.runtime.shared_syncs import fsync

MAX_PENDING = 1000  # transactions; a further one is answered 0213

_SUFFIX, _PART = ".json", ".part"


@dataclass(frozen=True, slots=True)
class Transaction:
    """A commitment that was requested.

    Attributes:
        project: its name.
        peer: AE title of who asks.
        title: AE title that was called.
        requested: seconds since 1970.
    """

    project: str
    peer: str
    title: str
    requested: float
    action: Action

    def name(self, project: Project) -> str:
        """Derived without telling anything; the project's key is in it."""
        uid = pseudonymous_uid(project.key, self.action.transaction_uid)
        return hashlib.sha256("\0".join((self.project, self.peer, uid)).encode()).hexdigest()[:32]


class Transactions:
    """All pending ones of a service.

    Args:
        root: of the spool.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve() / "commitments"
        self._lock = threading.Lock()

    def keep(self, transaction: Transaction, project: Project, writer: str) -> str:
        """Make a transaction durable, unless it is known already; its name: folder and file.

        Args:
            writer: the folder of this process.

        Raises:
            Refused: ``transaction_in_use`` for other instances, ``too_many_transactions``.
            OSError: the disk is full, or failed.
        """
        name = transaction.name(project)
        with self._lock:
            pending = self.names()
            known = next((one for one in pending if one.endswith(f"/{name}")), None)
            former = self.read(known) if known is not None else None
            if known is not None and former is not None:
                if set(former.action.references) != set(transaction.action.references):
                    raise Refused("transaction_in_use")
                return known
            if len(pending) >= MAX_PENDING:
                raise Refused("too_many_transactions")
            self._write(self._root / writer, name, transaction)
        return f"{writer}/{name}"

    def read(self, name: str) -> Transaction | None:
        """A transaction; None when its report was taken, or it cannot be read any more and was put aside."""
        path = self._path(name)
        try:
            return _decoded(path.read_bytes())
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            log.error("a storage commitment was put aside", **{"error.type": type(error).__name__})
            path.rename(path.with_suffix(".unreadable"))
            return None

    def forget(self, name: str) -> None:
        """Nothing is owed any more; twice is fine."""
        self._path(name).unlink(missing_ok=True)

    def names(self, writer: str = "*") -> list[str]:
        """Of all that are pending, or those that one process wrote."""
        return [f"{path.parent.name}/{path.stem}" for path in self._root.glob(f"{writer}/*{_SUFFIX}")]

    def tidy(self) -> None:
        """Remove what never became a transaction; while nobody writes."""
        for path in self._root.glob(f"*/*{_PART}"):
            path.unlink()

    def _write(self, folder: Path, name: str, transaction: Transaction) -> None:
        make_durable_folder(folder, set())
        part = folder / f"{name}.{os.getpid()}.{time.time_ns()}{_PART}"
        try:
            _write_durable(part, json.dumps(asdict(transaction)).encode())
            part.rename(folder / f"{name}{_SUFFIX}")
            fsync(folder)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise

    def _path(self, name: str) -> Path:
        return self._root / f"{name}{_SUFFIX}"


def _decoded(data: bytes) -> Transaction:
    fields = json.loads(data)
    action = fields.pop("action")
    references = tuple(Reference(**one) for one in action["references"])
    return Transaction(**fields, action=Action(action["transaction_uid"], references))


def _write_durable(path: Path, data: bytes) -> None:
    """Write a new file and fsync it; its name is not durable yet."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
