"""The spool is the outbox: an object with its event, durable before the sender hears of success.

An entry is two files in a folder that one process writes. ``<name>.dcm`` holds the object, ``<name>.event`` what will
announce it; the entry exists from the moment that the second has been renamed into place, and ends when it is removed.
Names sort by arrival.
"""

import contextlib
import errno
import hashlib
import itertools
import mmap
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.runtime.local_objects import make_durable_folder

SIDECAR, OBJECT = ".event", ".dcm"
MOST_RESERVED = 5_000_000_000


class SpoolFull(Exception):
    """There is no durable place for another object now."""


@contextlib.contextmanager
def _full_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise SpoolFull from error
        raise


class Draft:
    """An object that is being written. As a context it leaves nothing behind unless it was committed.

    Attributes:
        path: of the object.
        size: bytes so far.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._digest = hashlib.sha256()
        self._committed = False
        with _full_disk():
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)

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
        with _full_disk():
            written = os.write(self._file, data)
            while written < len(data):  # the last blocks of a disk; the next call says ENOSPC
                written += os.write(self._file, data[written:])

    @contextlib.contextmanager
    def view(self, start: int) -> Iterator[memoryview]:
        """What was written from ``start`` on, mapped: of a large object only what is looked at is read."""
        with (
            mmap.mmap(self._file, self.size, access=mmap.ACCESS_READ) as mapped,
            memoryview(mapped) as whole,
            whole[start:] as part,
        ):
            yield part

    def commit(self, event: bytes) -> None:
        """Make object and :func:`sidecar` durable, in this order; then the entry exists."""
        part = self.path.with_suffix(SIDECAR + ".part")
        try:
            with _full_disk():
                os.fsync(self._file)
                write_durable(part, event)
                part.rename(part.with_suffix(""))
        except (OSError, SpoolFull):
            part.unlink(missing_ok=True)
            raise
        self._committed = True

    def close(self) -> None:
        """Close the file, and remove it unless it was committed; twice is fine."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
            if not self._committed:
                self.path.unlink(missing_ok=True)


class Spool:
    """The writing side of one folder; threads of one process may write at the same time.

    Args:
        folder: nobody else's.

    Attributes:
        reserve_bytes: free space of the disk below which nothing is taken; None means a tenth, or 5 GB if that is less.
    """

    def __init__(self, folder: Path, reserve_bytes: int | None = None) -> None:
        self._folder = folder.resolve()
        make_durable_folder(self._folder, set())
        self._descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self.reserve_bytes = reserve_bytes
        self._numbers = itertools.count()

    @property
    def full(self) -> bool:
        """Whether the disk is below its reserve."""
        disk = os.fstatvfs(self._descriptor)
        reserve = self.reserve_bytes
        if reserve is None:
            reserve = min(MOST_RESERVED, disk.f_blocks * disk.f_frsize // 10)
        return disk.f_bavail * disk.f_frsize < reserve

    def begin(self) -> Draft:
        """Start an object.

        Raises:
            SpoolFull: the disk is below its reserve, or full.
            OSError: the disk failed; nothing may be promised.
        """
        if self.full:
            raise SpoolFull
        # the clock may stand still or step back; the number, unique in CPython even between threads, keeps names apart
        return Draft(self._folder / f"{time.time_ns():020d}-{next(self._numbers):08d}{OBJECT}")

    def commit(self, draft: Draft, event: pb.InstanceReceived, traceparent: str | None) -> str:
        """Make an object and its event durable.

        Returns:
            The entry's name: folder and file below the spool's root.

        Raises:
            SpoolFull, OSError: as in ``begin``; the draft is still one.
        """
        draft.commit(sidecar(event, traceparent))
        os.fsync(self._descriptor)
        return f"{self._folder.name}/{draft.path.stem}"

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self._descriptor)


def sidecar(event: pb.InstanceReceived, traceparent: str | None) -> bytes:
    """The content of an entry's second file: the traceparent, a newline, the event."""
    return (traceparent or "").encode() + b"\n" + event.SerializeToString(deterministic=True)


def write_durable(path: Path, data: bytes) -> None:
    """Write a new file and fsync it; its name is not durable yet."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
    try:
        written = 0
        while written < len(data):
            written += os.write(descriptor, data[written:])
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
