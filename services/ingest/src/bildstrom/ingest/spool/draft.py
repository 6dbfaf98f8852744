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


class SpoolFull(Exception):
    """There is no durable place for another object now."""


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    """Tells a full disk from a failing one."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise SpoolFull from error
        raise


class Draft:
    """As a context it leaves nothing behind unless it was committed.

    Args:
        path: of an empty file whose name is durable.
        file: its descriptor, which is the draft's from now on.
        seals: of the spool.

    Attributes:
        path: of the object.
        size: bytes so far.
    """

    def __init__(self, path: Path, file: int, seals: Seals) -> None:
        self.path = path
        self.size = 0
        self._file = file
        self._seals = seals
        self._digest = hashlib.sha256()
        self._durable = False

    def __enter__(self) -> "Draft":
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    @property
    def sha256(self) -> str:
        """Of what was written so far, lower-case hex."""
        return self._digest.hexdigest()

    def write(self, data: bytes | memoryview) -> None:
        """Append.

        Raises:
            SpoolFull: the disk is full.
            OSError: the disk failed.
        """
        self._digest.update(data)
        self.size += len(data)
        self._append(data)

    @contextlib.contextmanager
    def view(self, start: int) -> Iterator[memoryview]:
        """What was written from ``start`` on, mapped: of a large object only what is looked at is read."""
        with (
            mmap.mmap(self._file, self.size, access=mmap.ACCESS_READ) as mapped,
            memoryview(mapped) as whole,
            whole[start:] as part,
        ):
            yield part

    def write_back(self) -> None:
        """Have the pages go to the disk while something else is done, so that the sync finds little to do."""
        os.posix_fadvise(self._file, 0, 0, os.POSIX_FADV_DONTNEED)

    def commit(self, event: pb.InstanceReceived, traceparent: str | None) -> None:
        """Seal it and make it durable: then it is an entry.

        Raises:
            SpoolFull, OSError: as in ``write``; it is still a draft.
        """
        self._append(self._seals.encoded(sealed(self.size, event, traceparent)))
        with full_disk():
            os.fsync(self._file)
        self._durable = True

    def close(self) -> None:
        """Close the file, and remove it unless it was committed; twice is fine."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
            if not self._durable:
                self.path.unlink(missing_ok=True)

    def revoke(self) -> None:
        """Remove it although it was committed: nobody has heard of it."""
        self.close()
        self.path.unlink(missing_ok=True)

    def _append(self, data: bytes | memoryview) -> None:
        with full_disk():
            written = os.write(self._file, data)
            while written < len(data):  # the last blocks of a disk; the next call says ENOSPC
                written += os.write(self._file, data[written:])
