"""The reading side of the spool: the entries of all its folders, in order of arrival, until they are retired."""

import fcntl
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from google.protobuf.message import DecodeError

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.ingest.spool import OBJECT, SIDECAR
from bildstrom.runtime.local_objects import make_durable_folder
from bildstrom.runtime.logs import log

UNREADABLE = ".unreadable"
LOCK_SECONDS = 10.0


class SpoolInUse(Exception):
    """Another process, or one that it left behind, uses this spool."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An object that is durable here, and the event that is owed for it.

    Attributes:
        name: folder and file below the spool's root, without suffix.
        path: of the object.
        traceparent: of its arrival.
    """

    name: str
    path: Path
    event: pb.InstanceReceived
    traceparent: str | None


class Outbox:
    """The folders of a spool; one process reads.

    Args:
        root: of the spool; each writing process has a folder of its own in it.

    Attributes:
        lock: descriptor that keeps the spool locked as long as any process has it open. Writing processes inherit it,
            so that nobody tidies up behind one that has outlived its parent by a moment.

    Raises:
        SpoolInUse: it is still locked after ten seconds.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        make_durable_folder(self._root, set())
        self.lock = os.open(self._root / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            _lock(self.lock, LOCK_SECONDS)
        except SpoolInUse:
            self.close()
            raise

    def close(self) -> None:
        """Unlock, once the writing processes have ended as well."""
        os.close(self.lock)

    def folder(self, writer: str) -> Path:
        """Where a writing process keeps its entries."""
        return self._root / writer

    def recover(self, writer: str | None = None) -> list[str]:
        """The names of the entries that are there, in order of arrival; removes files that never became one.

        Args:
            writer: whose entries, which must not be writing now; None means everybody's.
        """
        folders = [item for item in self._root.iterdir() if item.is_dir()] if writer is None else [self.folder(writer)]
        names = [name for folder in folders if folder.is_dir() for name in _recovered(folder)]
        return sorted(names, key=lambda name: name.rpartition("/")[2])

    def read(self, name: str) -> Entry | None:
        """An entry; None when it was retired, or cannot be read any more and was put aside."""
        sidecar = self._root / f"{name}{SIDECAR}"
        try:
            traceparent, _, event = sidecar.read_bytes().partition(b"\n")
            return Entry(
                name, self._object(name), pb.InstanceReceived.FromString(event), traceparent.decode("ascii") or None
            )
        except FileNotFoundError:
            return None
        except (DecodeError, UnicodeDecodeError) as error:
            log.error("an entry of the spool was put aside", **{"error.type": type(error).__name__})
            sidecar.rename(sidecar.with_suffix(UNREADABLE))
            return None

    def retire(self, entries: Iterable[Entry]) -> None:
        """Forget entries that are in the object store and announced; twice is fine."""
        for entry in entries:
            entry.path.with_suffix(SIDECAR).unlink(missing_ok=True)
            entry.path.unlink(missing_ok=True)

    def _object(self, name: str) -> Path:
        return self._root / f"{name}{OBJECT}"


def _lock(descriptor: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise SpoolInUse from None
            time.sleep(0.02)


def _recovered(folder: Path) -> list[str]:
    files = {path.name: path for path in folder.iterdir()}
    for path in files.values():
        kept = {path.with_suffix(SIDECAR).name, path.with_suffix(UNREADABLE).name}
        if path.suffix == ".part" or (path.suffix == OBJECT and not kept & files.keys()):
            path.unlink()
    return [f"{folder.name}/{path.stem}" for path in files.values() if path.suffix == SIDECAR]
