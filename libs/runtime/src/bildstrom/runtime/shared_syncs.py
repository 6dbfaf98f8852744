"""Syncs of folders that threads share: whoever waits for one that begins after his change needs none of his own."""

import os
import threading
from collections.abc import Callable
from pathlib import Path


def fsync(path: Path) -> None:
    """Make a file's content, or a folder's entries, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Queue:
    """Those who wait for one folder."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.waiting = 0
        self.asked = 0
        self.synced = 0  # everybody who had asked when the last sync began


class SharedSyncs:
    """Syncs folders; threads may ask at the same time.

    Args:
        fsync: makes a folder's entries durable.
    """

    def __init__(self, fsync: Callable[[Path], None] = fsync) -> None:
        self._fsync = fsync
        self._lock = threading.Lock()
        self._queues: dict[Path, _Queue] = {}

    def sync(self, folder: Path) -> None:
        """Return once what was changed in a folder before this call is durable.

        Raises:
            OSError: it may not be.
        """
        with self._lock:
            queue = self._queues.setdefault(folder, _Queue())
            queue.waiting += 1
            queue.asked += 1
            number = queue.asked
        try:
            with queue.turn:
                if queue.synced < number:
                    asked = queue.asked
                    self._fsync(folder)
                    queue.synced = asked
        finally:
            with self._lock:
                queue.waiting -= 1
                if not queue.waiting:
                    del self._queues[folder]
