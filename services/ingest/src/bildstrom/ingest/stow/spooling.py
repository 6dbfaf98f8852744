"""Deliveries into the spool: objects stream into its folder, and are announced together.

Each becomes an entry when it is fsynced. Of a delivery that a crash ends, what came so far is kept and announced at
the next start, although its sender was promised nothing; of one that its sender gives up, nothing is.
"""

from collections.abc import Callable, Collection

from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.spool.folder import Spool
from bildstrom.ingest.stow.incoming import Incoming
from bildstrom.ingest.stow.intake import Outcome, Verdict

GROUP = 64  # objects whose files are open at once, waiting to be synced


def _nothing(_: Collection[str]) -> Collection[str]:
    """Nobody waits for anything."""
    return ()


class SpoolIntake:
    """Takes deliveries into a spool; any number at once.

    Args:
        announce: is told the name of each entry once it is durable; called from threads.
        missing: waits for entries that were announced, and gives those that were not moved on in time.
    """

    def __init__(
        self,
        spool: Spool,
        announce: Callable[[str], None],
        missing: Callable[[Collection[str]], Collection[str]] = _nothing,
    ) -> None:
        self._spool = spool
        self._announce = announce
        self._missing = missing

    def open(self, arrival: Arrival, study_uid: str | None) -> "SpoolDelivery":
        """See :class:`bildstrom.ingest.stow.intake.Intake`."""
        return SpoolDelivery(self, arrival, study_uid)

    def begin(self, arrival: Arrival, study_uid: str | None) -> Incoming:
        """Start an object."""
        item = Incoming(self._spool, arrival, study_uid)
        if self._spool.full:
            item.refuse(Verdict.OUT_OF_RESOURCES, "spool_full")
        return item

    def publish(self, items: list[Incoming]) -> None:
        """Announce what is synced."""
        named = {item.name: item for item in items}
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
