"""An object that is being written into the spool, until it is sealed and durable, or dropped."""

import contextlib
import errno
import hashlib
import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.ingest.spool.seal import Seals, sealed
from bildstrom.ingest.spool.spares import Spare

_NOTHING = hashlib.sha256()
MAX_HELD = 131_072  # bytes; a receiving process has one such draft for each association


class SpoolFull(Exception):
    """There is no durable place for another object now."""


class _FullDisk:
    """A class, because a generator costs four times as much, three times for each object."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise SpoolFull from error


full_disk = _FullDisk()
"""Tells a full disk from a failing one: a context in which the first is SpoolFull."""


class Draft:
    """As a context it leaves nothing behind unless it was committed.

    What is small stays in memory until it is committed: it goes to its file with its seal in one call, and is looked at
    without being mapped.

    Args:
        spare: the draft's from now on.
        seals: of the spool.

    Raises:
        OSError: its file cannot be opened.

    Attributes:
        name: of the entry that it becomes.
        size: bytes so far.
    """

    def __init__(self, spare: Spare, seals: Seals) -> None:
        self.name = spare.name
        self.size = 0
        self._path = spare.path
        self._file = spare.open()
        self._seals = seals
        self._held: bytearray | None = bytearray()
        self._digest = _NOTHING
        self._durable = False

    def __enter__(self) -> "Draft":
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """Of the file."""
        return Path(self._path)

    @property
    def sha256(self) -> str:
        """Of what was written so far, lower-case hex."""
        digest = self._digest if self._held is None else hashlib.sha256(self._held)
        return digest.hexdigest()

    def write(self, data: bytes | memoryview) -> None:
        """Append.

        Raises:
            SpoolFull: the disk is full.
            OSError: the disk failed.
        """
        self.size += len(data)
        if self._held is not None:
            if self.size <= MAX_HELD:
                self._held += data
                return
            self._let_go()
        self._digest.update(data)
        self._append(data)

    @contextlib.contextmanager
    def view(self, start: int) -> Iterator[memoryview]:
        """What was written from ``start`` on; of a large object, which is mapped, only what is looked at is read."""
        if self._held is not None:
            with memoryview(self._held) as whole, whole[start:] as part:
                yield part
            return
        with (
            mmap.mmap(self._file, self.size, access=mmap.ACCESS_READ) as mapped,
            memoryview(mapped) as whole,
            whole[start:] as part,
        ):
            yield part

    def write_back(self) -> None:
        """Have it go to the disk while something else is done, so that the sync finds little to do.

        Raises:
            SpoolFull, OSError: as in ``write``.
        """
        if self._held is not None:
            self._let_go()
        os.posix_fadvise(self._file, 0, 0, os.POSIX_FADV_DONTNEED)

    def commit(self, event: pb.InstanceReceived, traceparent: str | None) -> None:
        """Seal it and make it durable: then it is an entry.

        Raises:
            SpoolFull, OSError: as in ``write``; it is still a draft.
        """
        self._append(self._held or b"", self._seals.encoded(sealed(self.size, event, traceparent)))
        with full_disk:
            os.fsync(self._file)
        self._durable = True

    def close(self) -> None:
        """Close the file, and remove it unless it was committed; twice is fine."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
            self._held = None
            if not self._durable:
                self.path.unlink(missing_ok=True)

    def revoke(self) -> None:
        """Remove it although it was committed: nobody has heard of it."""
        self.close()
        self.path.unlink(missing_ok=True)

    def _let_go(self) -> None:
        held, self._held = self._held or b"", None
        self._digest = hashlib.sha256(held)
        self._append(held)

    def _append(self, *pieces: bytes | bytearray | memoryview) -> None:
        with full_disk:
            written = os.writev(self._file, pieces)
            if written < sum(map(len, pieces)):  # the last blocks of a disk; the next call says ENOSPC
                data = b"".join(pieces)
                while written < len(data):
                    written += os.write(self._file, data[written:])
