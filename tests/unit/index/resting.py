"""An index over rows in memory that remember what was asked for, by a clock that the test sets."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

from fakes import FakeObjectStore
from unit.index.arrivals import NOON_US, after
from unit.index.memory_rows import MemoryRows

from bildstrom.index import selections as s
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.counts import Counts
from bildstrom.index.grouping import GroupedStore
from bildstrom.index.handler import handle
from bildstrom.index.outlines import outlines
from bildstrom.index.progress import Progress
from bildstrom.index.rowstore import Given, Row
from bildstrom.index.selections import Selection
from bildstrom.index.settling import QUIET_SECONDS, Marking, Settling
from bildstrom.runtime.events import Event

STUDY = ("demo", "2.25.100")


class Watched(MemoryRows):
    """Rows in memory that remember what was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Selection] = []
        self.found: Counter[Selection] = Counter()

    async def read(self, selection: Selection, *given: Given) -> AsyncIterator[Row]:
        self.asked.append(selection)
        async for row in super().read(selection, *given):
            self.found[selection] += 1
            yield row


@dataclass
class Index:
    """An index whose clock is set by the test."""

    rows: Watched = field(default_factory=Watched)
    seconds: float = 0.0
    processes: dict[str, GroupedStore] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.catalogue = Catalogue(self.rows)
        self.settling = Settling(self.catalogue, self.rows, lambda: self.seconds, lambda: NOON_US + int(self.seconds))

    async def project(self, *events: Event, writer: str = "a") -> None:
        """Project events as a process of this name does."""
        marking = Marking(self.rows, writer, self.settling.changed)
        store = self.processes.setdefault(writer, GroupedStore(marking))
        project = partial(handle, store=store, objects=FakeObjectStore(), now=lambda: after(60))
        for event in events:
            await project(event)

    async def rest(self, times: int = 2) -> None:
        """Let so many times pass after which the study is looked at."""
        for _ in range(times):
            self.seconds += QUIET_SECONDS
            await self.settling.look()

    async def counts(self) -> tuple[Counts, bool]:
        """A study's counts, and whether its instances were counted for them."""
        self.rows.asked.clear()
        (overview,) = await self.catalogue.overviews(STUDY[0], [STUDY[1]])
        assert overview is not None
        return overview[1], s.PLACES_OF_STUDY in self.rows.asked

    async def progress(self) -> tuple[Progress, bool]:
        """How far a study is, and whether its journeys were read for that."""
        self.rows.asked.clear()
        (outline,) = await outlines(self.catalogue, STUDY[0], [STUDY[1]])
        assert outline is not None
        return outline[1], s.STEPS_OF_STUDY in self.rows.asked
