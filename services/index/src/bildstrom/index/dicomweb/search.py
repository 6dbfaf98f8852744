"""Runs a search: from candidate studies down to the level that is asked for, no further than the answer needs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import groupby

from bildstrom.index.attributes import DataSet
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.counts import Counts
from bildstrom.index.dicomweb import entities
from bildstrom.index.dicomweb.candidates import candidates
from bildstrom.index.dicomweb.entities import Series
from bildstrom.index.dicomweb.filters import Level
from bildstrom.index.dicomweb.matching import matches
from bildstrom.index.dicomweb.metadata import Metadata
from bildstrom.index.dicomweb.query import Query
from bildstrom.index.groups import in_groups
from bildstrom.index.membership import visible
from bildstrom.index.rows import SeriesRow, StudyRow

FEW, MANY = 16, 64  # studies read together at first, and at most
MAX_EXAMINED = 20_000  # studies, series and instances looked at for one answer
MAX_SECONDS = 10.0  # looked for, for one answer; clients and proxies often wait for thirty

Found = tuple[StudyRow, Counts, list[Series]]


class TooBroad(Exception):
    """More had to be looked at than one answer may cost."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a search looks.

    Attributes:
        url: of the project's DICOMweb service.
    """

    project: str
    url: str
    study_uid: str | None = None
    series_uid: str | None = None

    def study_url(self, study_uid: str) -> str:
        """Where a study is retrieved."""
        return f"{self.url}/studies/{study_uid}"


@dataclass(slots=True)
class Search:
    """One search over the catalogue.

    Attributes:
        clock: seconds that only go forward.
    """

    catalogue: Catalogue
    metadata: Metadata
    scope: Scope
    query: Query
    clock: Callable[[], float]
    _examined: int = field(default=0, init=False)
    _ends: float = field(init=False)

    def __post_init__(self) -> None:
        self._ends = self.clock() + MAX_SECONDS

    async def results(self) -> AsyncIterator[DataSet]:
        """The matches, each as its answer; neither offset nor limit applied, but no more studies read than they need.

        Raises:
            TooBroad: after those that were found.
            Unavailable: the store does not answer.
        """
        async for study_uid, study, series in self._studies():
            if self.query.level is Level.STUDY:
                yield self._answer(study)
                continue
            for item in series:
                async for answer in self._below(study_uid, study, item):
                    yield answer

    async def _studies(self) -> AsyncIterator[tuple[str, DataSet, list[Series]]]:
        wanted = self.query.offset + self.query.limit + 1  # one more says that there are more
        async for some in in_groups(self._candidates(), min(wanted, FEW), MANY):
            for study_uid, found in zip(some, await self._read(some), strict=True):
                self._examine()
                if found is None or (attributes := found[0].attributes) is None:
                    continue
                _, counts, series = found
                study = entities.study_dataset(attributes, study_uid, counts, self.scope.study_url(study_uid))
                if matches(study, self.query.of(Level.STUDY)):
                    yield study_uid, study, series

    async def _read(self, study_uids: list[str]) -> list[Found | None]:
        overviews, series = await asyncio.gather(
            self.catalogue.overviews(self.scope.project, study_uids), asyncio.gather(*map(self._series, study_uids))
        )
        return list(await asyncio.gather(*map(self._found, study_uids, overviews, series)))

    async def _found(
        self, study_uid: str, overview: tuple[StudyRow, Counts] | None, rows: list[SeriesRow]
    ) -> Found | None:
        if overview is None:
            return None
        study, counts = overview
        if self.query.level is not Level.INSTANCE or counts.plain:
            return study, counts, _present(rows, counts)
        return study, counts, await self._with_members(study_uid, rows)

    async def _candidates(self) -> AsyncIterator[str]:
        if self.scope.study_uid is not None:
            yield self.scope.study_uid
            return
        async for study_uid in candidates(self.catalogue, self.scope.project, self.query):
            yield study_uid

    async def _series(self, study_uid: str) -> list[SeriesRow]:
        """The series of a study, where these are asked for."""
        if self.query.level is Level.STUDY:
            return []
        return await self.catalogue.series(self.scope.project, study_uid)

    async def _with_members(self, study_uid: str, found: list[SeriesRow]) -> list[Series]:
        """The series with their visible instances, where not all are visible that there are."""
        contents = await self.catalogue.instances(self.scope.project, study_uid)
        rows = {row.series_uid: row for row in found}
        groups = groupby(visible(contents), key=lambda member: member.series_uid)
        listed = [(rows[uid], list(group)) for uid, group in groups if uid in rows]
        return [Series(row, len(members), members) for row, members in listed]

    async def _below(self, study_uid: str, study: DataSet, item: Series) -> AsyncIterator[DataSet]:
        if self.scope.series_uid not in (None, item.row.series_uid):
            return
        self._examine()
        series = entities.series_dataset(item, study_uid, self.scope.study_url(study_uid))
        if not matches(series, self.query.of(Level.SERIES)):
            return
        if self.query.level is Level.SERIES:
            yield self._answer({**study, **series})
            return
        async for instance in self._instances(study_uid, item):
            yield self._answer({**study, **series, **instance})

    async def _instances(self, study_uid: str, series: Series) -> AsyncIterator[DataSet]:
        url = self.scope.study_url(study_uid)
        place = self.scope.project, study_uid
        found = (
            self.metadata.of_series(*place, series.row.series_uid)
            if series.members is None
            else self.metadata.datasets(*place, series.members)
        )
        async for member, metadata in found:
            self._examine()
            instance = entities.instance_dataset(metadata, member, study_uid, url)
            if matches(instance, self.query.of(Level.INSTANCE)):
                yield instance

    def _answer(self, dataset: DataSet) -> DataSet:
        """The attributes of the level that is asked for, and of those above it that the path does not name."""
        named = (self.scope.study_uid is not None) + (self.scope.series_uid is not None)
        return entities.chosen(dataset, self.query, [Level(n) for n in range(named, self.query.level + 1)])

    def _examine(self) -> None:
        self._examined += 1
        if self._examined > MAX_EXAMINED or self.clock() > self._ends:
            raise TooBroad


def _present(rows: list[SeriesRow], counts: Counts) -> list[Series]:
    return [Series(row, counts.series[row.series_uid]) for row in rows if row.series_uid in counts.series]
