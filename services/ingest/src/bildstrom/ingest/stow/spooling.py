"""Deliveries into the spool: objects stream into its folder, and become its entries together.

An entry has the form that :mod:`bildstrom.ingest.spool` gives it: an object without its event is none, and is removed
when the spool starts. Hence nothing is told of a delivery until all its objects and events are fsynced.
"""

import itertools
import os
import time
from collections.abc import Callable, Collection
from pathlib import Path

from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.spool import OBJECT
from bildstrom.ingest.stow.incoming import Incoming
from bildstrom.ingest.stow.intake import Outcome, Verdict
from bildstrom.runtime.local_objects import fsync

GROUP = 64  # objects whose files are open at once, waiting to be synced


def _nothing(_: Collection[str]) -> Collection[str]:
    """Nobody waits for anything."""
    return ()


class SpoolIntake:
    """Takes deliveries into a spool; any number at once.

    Args:
        folder: of the spool, this process's own; it exists.
        full: whether the disk is below its reserve.
        announce: is told the name of each entry once it is durable; called from threads.
        missing: waits for entries that were announced, and gives those that were not moved on in time.
    """

    def __init__(
        self,
        folder: Path,
        full: Callable[[], bool],
        announce: Callable[[str], None],
        missing: Callable[[Collection[str]], Collection[str]] = _nothing,
    ) -> None:
        self._folder = folder.resolve()
        self._full = full
        self._announce = announce
        self._missing = missing
        self._numbers = itertools.count()

    def open(self, arrival: Arrival, study_uid: str | None) -> "SpoolDelivery":
        """See :class:`bildstrom.ingest.stow.intake.Intake`."""
        return SpoolDelivery(self, arrival, study_uid)

    def begin(self, arrival: Arrival, study_uid: str | None) -> Incoming:
        """Start an object, under a name that no entry has and that sorts by arrival."""
        name = f"{time.time_ns():020d}-{os.getpid()}-{next(self._numbers):08d}{OBJECT}"
        item = Incoming(self._folder / name, arrival, study_uid)
        if self._full():
            item.refuse(Verdict.OUT_OF_RESOURCES, "spool_full")
        return item

    def publish(self, items: list[Incoming]) -> None:
        """Make entries of objects that are synced, and announce them."""
        try:
            for item in items:
                item.publish()
            if items:
                fsync(self._folder)
        except OSError:
            for item in items:
                item.refuse(Verdict.OUT_OF_RESOURCES, "disk_failed")
            return
        named = {f"{self._folder.name}/{item.path.stem}": item for item in items}
        for name in named:
            self._announce(name)
        for name in self._missing(named):
            named[name].postpone()


class SpoolDelivery:
    """See :class:`bildstrom.ingest.stow.intake.Delivery`."""

    def __init__(self, intake: SpoolIntake, arrival: Arrival, study_uid: str | None) -> None:
        self._intake = intake
        self._arrival = arrival
        self._study_uid = study_uid
        self._objects: list[Incoming] = []
        self._unsynced: list[Incoming] = []
        self._over = False

    def begin(self) -> Incoming:
        """See :class:`bildstrom.ingest.stow.intake.Delivery`."""
        if len(self._unsynced) >= GROUP:
            self._sync()
        item = self._intake.begin(self._arrival, self._study_uid)
        self._objects.append(item)
        self._unsynced.append(item)
        return item

    def commit(self) -> list[Outcome]:
        """See :class:`bildstrom.ingest.stow.intake.Delivery`."""
        self._sync()
        self._over = True
        self._intake.publish([item for item in self._objects if item.accepted])
        return [item.outcome for item in self._objects]

    def abandon(self) -> None:
        """See :class:`bildstrom.ingest.stow.intake.Delivery`."""
        if not self._over:
            self._over = True
            for item in self._objects:
                item.refuse(Verdict.PROCESSING_FAILED, "abandoned")

    def _sync(self) -> None:
        for item in self._unsynced:
            if item.accepted:
                item.sync()
        self._unsynced.clear()
