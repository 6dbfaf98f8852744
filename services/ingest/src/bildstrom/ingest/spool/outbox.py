"""The reading side of the spool: the entries of all its folders, in order of arrival, until they are retired."""

import hashlib
import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from bildstrom.ingest.spool.claims import Claims
from bildstrom.ingest.spool.entry import Entry, seal_of
from bildstrom.ingest.spool.key import key_of
from bildstrom.ingest.spool.lock import locked
from bildstrom.ingest.spool.seal import Sealed, Seals, Unreadable, break_seals
from bildstrom.ingest.spool.spares import SUFFIX
from bildstrom.runtime.local_objects import make_durable_folder
from bildstrom.runtime.logs import log
from bildstrom.runtime.shared_syncs import fsync

UNREADABLE = ".unreadable"


class Outbox:
    """The folders of a spool; one process reads.

    Args:
        root: of the spool; each writing process has a folder of its own in it.

    Attributes:
        lock: descriptor that keeps the spool locked as long as any process has it open. Writing processes inherit it,
            so that nobody tidies up behind one that has outlived its parent by a moment.

    Raises:
        SpoolInUse: it is still locked after thirty seconds.
        SpoolKeyLost: it holds entries, and not the key of their seals.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        make_durable_folder(self._root, set())
        self.lock = locked(self._root / ".lock")
        self._seals = Seals(key_of(self._root))
        self._claims = Claims(self._root)
        fsync(self._root)
        self._claimed = dict(self._claims.last)
        self._unproven: set[str] = set()
        self._turn = threading.Lock()

    def close(self) -> None:
        """Unlock, once the writing processes have ended as well."""
        self._claims.close()
        os.close(self.lock)

    def folder(self, writer: str) -> Path:
        """Where a writing process keeps its entries."""
        return self._root / writer

    def recover(self, writer: str | None = None) -> list[str]:
        """The names of the entries that are there, claimed ones first, then in order of arrival.

        Removes files that never became one. After a power cut a seal may be there without all of its object, which
        nobody was promised then; so what is recovered is compared with its digest when it is claimed.

        Args:
            writer: whose entries, which must not be writing now; None means everybody's.
        """
        folders = [item for item in self._root.iterdir() if item.is_dir()] if writer is None else [self.folder(writer)]
        found: list[tuple[bool, int, str]] = []
        with self._turn:
            for path in (path for folder in folders if folder.is_dir() for path in folder.iterdir()):
                if path.suffix != SUFFIX:
                    continue
                name = f"{path.parent.name}/{path.stem}"
                entry = self.read(name)
                if entry is not None:
                    found.append((name not in self._claimed, entry.event.received_at.ToNanoseconds(), name))
                elif path.exists():  # else it was put aside
                    path.unlink()
            self._unproven.update(name for unclaimed, _, name in found if unclaimed)
        return [name for _, _, name in sorted(found)]

    def read(self, name: str) -> Entry | None:
        """An entry; None when it was retired, never became one, or cannot be read any more and was put aside."""
        found = self._found(name)
        return None if found is None else found[0]

    def claim(self, names: Sequence[str]) -> list[Entry]:
        """Take entries in hand; until they are retired their files are the bare objects, to be linked anywhere.

        Raises:
            SpoolFull, OSError: what was claimed may be claimed again.
        """
        found = [each for name in names if (each := self._found(name)) is not None and self._proven(each[0])]
        with self._turn:
            claims = self._claimed | {entry.name: seal for entry, seal in found}
            self._claims.write(claims)
            self._claimed = claims
        break_seals({entry.path: seal.size for entry, seal in found})
        return [entry for entry, _ in found]

    def retire(self, entries: Iterable[Entry]) -> None:
        """Forget entries that are in the object store and announced; twice is fine."""
        with self._turn:
            for entry in entries:
                entry.path.unlink(missing_ok=True)
                self._claimed.pop(entry.name, None)

    def _path(self, name: str) -> Path:
        return self._root / f"{name}{SUFFIX}"

    def _found(self, name: str) -> tuple[Entry, Sealed] | None:
        path = self._path(name)
        try:
            seal = seal_of(path, self._claimed.get(name), self._seals)
            return None if seal is None else (Entry(name, path, seal.event, seal.traceparent), seal)
        except FileNotFoundError:
            return None
        except Unreadable:
            log.error("an entry of the spool was put aside", **{"error.type": Unreadable.__name__})
            path.rename(path.with_suffix(UNREADABLE))
            return None

    def _proven(self, entry: Entry) -> bool:
        """Whether the object is whole; what is not was never acknowledged, and goes."""
        if entry.name not in self._unproven:
            return True
        self._unproven.discard(entry.name)
        if entry.name in self._claimed or _digest(entry.path, entry.event.object.size) == entry.event.object.sha256:
            return True
        log.warning("an entry of the spool was not whole")
        entry.path.unlink()
        return False


def _digest(path: Path, size: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while size > 0 and (data := file.read(min(size, 1 << 20))):
            digest.update(data)
            size -= len(data)
    return digest.hexdigest()
