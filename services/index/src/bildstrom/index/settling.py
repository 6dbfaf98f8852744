"""Sums up studies that have come to rest, so that searches need not count their instances again and again.

A summary is made by whoever looks and used by whoever reads, and is never wrong: it carries the mark (see
:mod:`bildstrom.index.counts`) under which it was made, and whatever is written of what it tells changes the mark.
What is left to chance is a mutation of which the mark can be seen before its rows can; therefore a study is counted
only after its mark was the same for longer than any request lasts, by the clock of the process that looks.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from bildstrom.index import selections as s
from bildstrom.index import tables as t
from bildstrom.index.catalogue import Catalogue, Summarised
from bildstrom.index.counts import Mark, still_valid, summary
from bildstrom.index.outlines import progress_of
from bildstrom.index.rowstore import Given, Row, RowStore
from bildstrom.index.selections import Selection
from bildstrom.index.tables import Write
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.retrying import until_available

QUIET_SECONDS = 30.0  # three times the longest request
LOOK_SECONDS = 1.0
AT_ONCE = 16  # studies looked at together; they are counted one after the other
PAUSE = 2.0  # times as long as the last work took: searches have the rest of the time, two thirds at least
MAX_WAITING = 100_000  # some 30 MB; what is left out is found at the next start

# what a summary tells
_TOLD = frozenset(
    {
        *(t.MEMBER, t.SERIES_ATTRIBUTES, t.REVISED, t.PRODUCED),
        *(t.RECEIVED, t.DEIDENTIFIED, t.QUARANTINED, t.INDEXED),
    }
)

Study = tuple[str, str]
T = TypeVar("T")


class Marking:
    """A row store that marks the studies that it writes rows of, in the same mutation.

    Args:
        writer: names this process and no other one, now or later.
        changed: told of each study, by project and UID, when its rows are durable.
    """

    def __init__(self, store: RowStore, writer: str, changed: Callable[[Study], None]) -> None:
        self._store = store
        self._writer = writer
        self._changed = changed
        self._numbers = count(1)

    def read(self, selection: Selection, *given: Given) -> AsyncIterator[Row]:
        """Read from the store underneath."""
        return self._store.read(selection, *given)

    async def write(self, writes: Sequence[Write]) -> None:
        """See :class:`bildstrom.index.rowstore.RowStore`."""
        studies = {(str(each.key[0]), str(each.key[1])): None for each in writes if each.upsert in _TOLD}
        marks = [Write(t.CHANGE, (*study, self._writer), (n := next(self._numbers),), n) for study in studies]
        await self._store.write([*writes, *marks])
        for study in studies:
            self._changed(study)


@dataclass(slots=True)
class _Waiting:
    """A study that is to be looked at, and the mark that was seen the last time."""

    due: float
    mark: Mark | None = None


@dataclass(slots=True)
class Settling:
    """Waits for studies to come to rest.

    Attributes:
        clock: seconds that only go forward.
        now_us: the time of day in microseconds since the epoch.
        pause: for so many seconds.
    """

    catalogue: Catalogue
    store: RowStore
    clock: Callable[[], float]
    now_us: Callable[[], int]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _waiting: OrderedDict[Study, _Waiting] = field(default_factory=OrderedDict, init=False)

    def changed(self, study: Study) -> None:
        """Something was written: sum it up when it rests."""
        self._wait(study, None)

    async def run(self) -> None:
        """Sum up what has no valid summary, and then what changes, until cancelled."""
        await until_available(self.find)
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def find(self) -> None:
        """Look for studies without a valid summary: of an older release, or of a process that ended too early.

        Raises:
            Unavailable: the store does not answer.
        """
        some: dict[str, list[str]] = {}
        async for project, study_uid in self.store.read(s.EVERY_STUDY):
            group = some.setdefault(str(project), [])
            group.append(str(study_uid))
            if len(group) == AT_ONCE:
                await self._wait_for(str(project), some.pop(str(project)))
        for name, group in some.items():
            await self._wait_for(name, group)

    async def look(self) -> None:
        """Sum up what is due."""
        while due := self._due():
            before = {study_uid: self._waiting.pop((project, study_uid)).mark for project, study_uid in due}
            await self._look_at(due[0][0], before)

    async def sum_up(self, study: Study, mark: Mark) -> None:
        """Count a study and write it down, valid for a mark that has been the same for long enough.

        Raises:
            Unavailable: the store does not answer.
        """
        counts, progress = await asyncio.gather(self.catalogue.counts(*study), progress_of(self.catalogue, *study))
        content = summary(counts, progress, mark)
        if content is not None:
            await self.store.write([Write(t.SUMMARY, study, (content,), self.now_us())])

    async def _look_at(self, project: str, before: dict[str, Mark | None]) -> None:
        try:
            found = await self._politely(self.catalogue.summaries(project, list(before)))
        except Unavailable:
            for study_uid, mark in before.items():
                self._wait((project, study_uid), mark)
            return
        for study_uid, mark in before.items():
            await self._look_again((project, study_uid), mark, found[study_uid])

    async def _look_again(self, study: Study, before: Mark | None, found: Summarised) -> None:
        if found.mark != before:
            self._wait(study, found.mark)
        elif not _is_summed_up(found):
            try:
                await self._politely(self.sum_up(study, found.mark))
            except Unavailable:
                self._wait(study, before)

    async def _politely(self, work: Awaitable[T]) -> T:
        """Do it, and then nothing for longer than it took: it must not be felt by those who search meanwhile."""
        began = self.clock()
        try:
            return await work
        finally:
            await self.pause(PAUSE * (self.clock() - began))

    async def _wait_for(self, project: str, study_uids: list[str]) -> None:
        """Wait for those without a valid summary to rest."""
        for study_uid, found in (await self._politely(self.catalogue.summaries(project, study_uids))).items():
            study = (project, study_uid)
            if study in self._waiting or _is_summed_up(found):
                continue
            if len(self._waiting) < MAX_WAITING:
                self._wait(study, found.mark)

    def _due(self) -> list[Study]:
        """The first ones, of one project."""
        first = [study for study, _ in zip(self._waiting, range(AT_ONCE), strict=False)]
        return [study for study in first if study[0] == first[0][0] and self._waiting[study].due <= self.clock()]

    def _wait(self, study: Study, mark: Mark | None) -> None:
        self._waiting.pop(study, None)  # to the end: they stand in the order in which they are due
        self._waiting[study] = _Waiting(self.clock() + QUIET_SECONDS, mark)
        if len(self._waiting) > MAX_WAITING:
            self._waiting.popitem(last=False)


def _is_summed_up(found: Summarised) -> bool:
    summed = still_valid(found.content, found.mark)
    return summed is not None and summed.progress is not None
