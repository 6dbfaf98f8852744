"""How many associations there may be, over all worker processes: one number per process in memory that they share."""

import mmap
import os
import threading

_CELL = 8


class Places:
    """The places of a service, as one of its processes sees them.

    Args:
        descriptor: of the shared memory; :func:`shared_places` makes it.
        index: of this process.
        limit: associations at once.
        reserved: of them for listed sources alone; one place is always left for others.
    """

    def __init__(self, descriptor: int, index: int, limit: int, reserved: int) -> None:
        self._cells = memoryview(mmap.mmap(descriptor, os.fstat(descriptor).st_size)).cast("q")
        self._index = index
        self._limit = limit
        self._reserved = min(reserved, limit - 1)
        self._lock = threading.Lock()

    def take(self, listed: bool) -> bool:
        """Take a place, if there is one.

        Two processes that look at the same moment may both take the last one: the limit holds within their number.
        """
        with self._lock:
            if sum(self._cells) >= self._limit - (0 if listed else self._reserved):
                return False
            self._cells[self._index] += 1
            return True

    def give_back(self) -> None:
        """A place is free again."""
        with self._lock:
            self._cells[self._index] -= 1

    def clear(self, index: int) -> None:
        """A process has ended, and its associations with it."""
        self._cells[index] = 0


def shared_places(processes: int) -> int:
    """Memory for the places of some processes: a descriptor that child processes may inherit."""
    descriptor = os.memfd_create("bildstrom-places")
    os.ftruncate(descriptor, _CELL * processes)
    return descriptor
