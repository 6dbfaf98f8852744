"""One spool, one service: a lock that lasts as long as any process has it open."""

import fcntl
import os
import time
from pathlib import Path

LOCK_SECONDS = 30.0  # processes that outlive a killed parent notice within a second, or later on a busy machine


class SpoolInUse(Exception):
    """Another process, or one that it left behind, uses this spool."""


def locked(path: Path) -> int:
    """A descriptor that holds the lock of a file.

    Raises:
        SpoolInUse: it is still locked after thirty seconds.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(descriptor)
                raise SpoolInUse from None
            time.sleep(0.02)
