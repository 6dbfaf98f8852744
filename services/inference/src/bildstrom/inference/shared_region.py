"""System shared memory that a tensor lies in for one request, and what is left of it after a crash.

A region is a file in /dev/shm, locked by its owner for as long as it lives: the kernel lets the lock go when the
process dies, so a region that can be locked belongs to nobody.
"""

import fcntl
import mmap
import os
import uuid
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

FOLDER = Path("/dev/shm")
PREFIX = "bildstrom-"


class Region:
    """A region of shared memory with several arrays one after the other.

    Args:
        sizes: bytes of each array; each starts at a multiple of 64.

    Raises:
        OSError: there is no room (ENOSPC) or no such folder.
    """

    def __init__(self, sizes: Sequence[int], folder: Path = FOLDER) -> None:
        self.name = f"{PREFIX}{uuid.uuid4().hex}"
        self.sizes = tuple(sizes)
        self.offsets = tuple(sum(_aligned(size) for size in sizes[:index]) for index in range(len(sizes)))
        self.size = sum(_aligned(size) for size in sizes)
        self._path = folder / self.name
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            # Reserved now: without it a full /dev/shm is a SIGBUS at the first write.
            os.posix_fallocate(self._file, 0, self.size)
            self._map = mmap.mmap(self._file, self.size)
        except OSError:
            self._path.unlink()
            os.close(self._file)
            raise

    def array(self, index: int, shape: Sequence[int], dtype: npt.DTypeLike) -> npt.NDArray[np.generic]:
        """An array of the region, as a view."""
        return np.ndarray(tuple(shape), np.dtype(dtype), buffer=self._map, offset=self.offsets[index])

    def close(self) -> None:
        """Removes the region; views that are still held keep its memory."""
        self._path.unlink(missing_ok=True)
        # Not mmap.close(): numpy holds the object, not its buffer, and a view would then point to nothing.
        del self._map
        os.close(self._file)


def remove_abandoned(folder: Path = FOLDER) -> list[str]:
    """Removes the regions of processes that have died; their names."""
    return [path.name for path in sorted(folder.glob(f"{PREFIX}*")) if _removed(path)]


def _removed(path: Path) -> bool:
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except (FileNotFoundError, IsADirectoryError):  # regions are files; a folder of that name is somebody else's
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except BlockingIOError:
        return False
    finally:
        os.close(file)
    return True


def _aligned(size: int) -> int:
    return -(-size // 64) * 64
