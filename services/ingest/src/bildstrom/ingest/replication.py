"""What success waits for: with ``ack = "replicated"`` until the relay has moved an entry on, otherwise nothing.

Object store and broker have it then, so that the disk of the edge may vanish.
"""

import threading
import time
from collections.abc import Callable, Collection


class NotReplicated(Exception):
    """An entry was not moved on in time; it stays in the spool, and will be."""


class Replication:
    """Entries that somebody waits for; any thread.

    Args:
        announce: is told the name of each entry.
        seconds: from then on, that the relay has for it; None where nobody waits, and the spool is enough.
    """

    def __init__(self, announce: Callable[[str], None], seconds: float | None) -> None:
        self._announce = announce
        self._seconds = seconds
        self._awaited: set[str] = set()
        self._changed = threading.Condition()

    def announce(self, name: str) -> None:
        """Have an entry relayed; whoever calls this has to ask for what is missing afterwards."""
        if self._seconds is not None:
            with self._changed:
                self._awaited.add(name)
        self._announce(name)

    def missing(self, names: Collection[str]) -> set[str]:
        """Wait for entries that were announced; gives those that were not moved on in time."""
        if self._seconds is None:
            return set()
        deadline = time.monotonic() + self._seconds
        with self._changed:
            while (left := self._awaited.intersection(names)) and (rest := deadline - time.monotonic()) > 0:
                self._changed.wait(rest)
            self._awaited -= left
        return left

    def ensure(self, name: str) -> None:
        """Have an entry relayed, and wait for it.

        Raises:
            NotReplicated: not in time.
        """
        self.announce(name)
        if self.missing((name,)):
            raise NotReplicated

    def confirm(self, names: Collection[str]) -> None:
        """Entries are in the object store and on the bus."""
        with self._changed:
            self._awaited.difference_update(names)
            self._changed.notify_all()
