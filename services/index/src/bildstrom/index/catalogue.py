"""The questions the catalogue answers, each as rows of one partition."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bildstrom.index import selections as s
from bildstrom.index.counts import Counts, Mark, counted, still_valid
from bildstrom.index.membership import visible
from bildstrom.index.rows import (
    InstanceRow,
    JourneyRow,
    MetadataRow,
    ResultRow,
    RevisionRow,
    SeriesRow,
    StepsRow,
    StudyRow,
)
from bildstrom.index.rowstore import RowStore
from bildstrom.index.selections import Selection

STUDIES_OF_REQUEST = 16  # few enough for a node that does not hold all of them itself
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Summarised:
    """A study, None when nothing of it is known; its mark; the counts that were written down, for this mark or not."""

    study: StudyRow | None
    mark: Mark
    content: bytes | None


class Catalogue:
    """Typed reading over a row store; every method raises ``Unavailable`` when the store does not answer."""

    def __init__(self, store: RowStore) -> None:
        self._store = store

    async def study(self, project: str, study_uid: str) -> StudyRow | None:
        """When a study arrived, and what it is; None when nothing of it is known."""
        rows = await self._all(StudyRow, s.THE_STUDY, project, study_uid)
        return rows[0] if rows else None

    async def overviews(self, project: str, study_uids: Sequence[str]) -> list[tuple[StudyRow, Counts] | None]:
        """These studies with their counts, by two requests where they are summed up and nothing was written since."""
        found = await self.summaries(project, study_uids)
        return list(await asyncio.gather(*(self._overview(project, *item) for item in found.items())))

    async def summaries(self, project: str, study_uids: Sequence[str]) -> dict[str, Summarised]:
        """What was written down of studies, and under which mark they are, by UID; two requests for each sixteen."""
        uids = list(dict.fromkeys(study_uids))
        groups = (uids[at : at + STUDIES_OF_REQUEST] for at in range(0, len(uids), STUDIES_OF_REQUEST))
        found = await asyncio.gather(*(self._summaries(project, group) for group in groups))
        return {uid: summarised for group in found for uid, summarised in group.items()}

    async def _summaries(self, project: str, study_uids: Sequence[str]) -> dict[str, Summarised]:
        given = project, tuple(study_uids)
        studies: dict[str, tuple[StudyRow, bytes | None]] = {}
        changes: dict[str, dict[str, int]] = {uid: {} for uid in study_uids}

        async def rows() -> None:
            async for uid, *cells, content in self._store.read(s.SUMMARIES, *given):
                studies[str(uid)] = _typed(StudyRow, tuple(cells)), content if isinstance(content, bytes) else None

        async def marks() -> None:
            async for uid, writer, number in self._store.read(s.CHANGES, *given):
                changes[str(uid)][str(writer)] = number if isinstance(number, int) else 0

        await asyncio.gather(rows(), marks())
        return {uid: _summarised(studies.get(uid), changes[uid]) for uid in study_uids}

    async def mark(self, project: str, study_uid: str) -> Mark:
        """What changes as soon as something is written to a study."""
        return (await self.summaries(project, [study_uid]))[study_uid].mark

    async def counts(self, project: str, study_uid: str) -> Counts:
        """A study's counts, counted."""
        rows, (instances, plain) = await asyncio.gather(
            self.series(project, study_uid), self.instance_counts(project, study_uid)
        )
        return counted(rows, instances, plain=plain)

    async def series(self, project: str, study_uid: str) -> list[SeriesRow]:
        """The series of a study, by UID."""
        return await self._all(SeriesRow, s.SERIES_OF_STUDY, project, study_uid)

    async def instances(self, project: str, study_uid: str) -> list[InstanceRow]:
        """Every content of every instance of a study, by series, SOP Instance UID and digest."""
        return await self._all(InstanceRow, s.INSTANCES_OF_STUDY, project, study_uid)

    async def instances_of(self, project: str, study_uid: str, series_uid: str) -> AsyncIterator[InstanceRow]:
        """The same of one series, as far as the caller wants."""
        async for row in self._store.read(s.INSTANCES_OF_SERIES, project, study_uid, series_uid):
            yield _typed(InstanceRow, row)

    async def instance_counts(self, project: str, study_uid: str) -> tuple[Counter[str], bool]:
        """How many instances are visible of each series, by UID, and whether all are.

        Where all are, two columns of each are read.
        """
        places = [row async for row in self._store.read(s.PLACES_OF_STUDY, project, study_uid)]
        if len({sop_uid for _, sop_uid in places}) == len(places):
            return Counter(str(series_uid) for series_uid, _ in places), True
        return Counter(row.series_uid for row in visible(await self.instances(project, study_uid))), False

    async def contents(self, project: str, study_uid: str, series_uid: str, sop_uid: str) -> list[InstanceRow]:
        """Every content of one instance under its SOP Instance UID; of all series, if it has come in another."""
        place = (project, study_uid)
        rows, journeys = await asyncio.gather(
            self._all(InstanceRow, s.INSTANCES_OF_SOP, *place, series_uid, sop_uid),
            self._all(JourneyRow, s.JOURNEYS_OF_SOP, *place, sop_uid),
        )
        if all(journey.series_uid in (None, series_uid) for journey in journeys):
            return rows
        return [row for row in await self.instances(*place) if row.sop_uid == sop_uid]

    async def journeys(self, project: str, study_uid: str) -> list[JourneyRow]:
        """How far each received object of a study has come, by SOP Instance UID and raw digest."""
        return await self._all(JourneyRow, s.JOURNEYS_OF_STUDY, project, study_uid)

    async def journeys_from(self, project: str, study_uid: str, sop_uid: str) -> AsyncIterator[JourneyRow]:
        """The same of this SOP Instance UID and those behind it, as far as the caller wants."""
        async for row in self._store.read(s.JOURNEYS_FROM_SOP, project, study_uid, sop_uid):
            yield _typed(JourneyRow, row)

    async def steps(self, project: str, study_uid: str) -> list[StepsRow]:
        """When each received object of a study took each step: less than its journey."""
        return await self._all(StepsRow, s.STEPS_OF_STUDY, project, study_uid)

    async def revisions(self, project: str, study_uid: str) -> list[RevisionRow]:
        """The revisions of a study, the first one first."""
        rows = await self._all(RevisionRow, s.REVISIONS_OF_STUDY, project, study_uid)
        return sorted(rows, key=lambda row: (row.number, row.published_us, row.content_digest))

    async def results(self, project: str, study_uid: str) -> list[ResultRow]:
        """The results of a study, the last one last."""
        rows = await self._all(ResultRow, s.RESULTS_OF_STUDY, project, study_uid)
        return sorted(rows, key=lambda row: row.produced_us)

    async def metadata(self, project: str, study_uid: str, series_uid: str | None = None) -> AsyncIterator[MetadataRow]:
        """The DICOM JSON of a study or one series, page by page, in the order of :meth:`instances`."""
        selection = s.METADATA_OF_STUDY if series_uid is None else s.METADATA_OF_SERIES
        given = (project, study_uid) if series_uid is None else (project, study_uid, series_uid)
        async for row in self._store.read(selection, *given):
            yield _typed(MetadataRow, row)

    async def buckets(self, project: str, last: str | None = None) -> AsyncIterator[str]:
        """The ten minutes, or days, in which something of a project arrived, until these, the last ones first."""
        selection, given = (s.DAYS_OF_PROJECT, (project,)) if last is None else (s.DAYS_UP_TO, (project, last))
        async for row in self._store.read(selection, *given):
            yield str(row[0])

    async def arrivals(self, project: str, buckets: Sequence[str]) -> list[tuple[str, int]]:
        """The studies of which something arrived in one of these buckets, each with its last arrival in each."""
        rows = [row async for row in self._store.read(s.STUDIES_OF_DAYS, project, tuple(buckets))]
        return [(str(study_uid), us) for study_uid, us in rows if isinstance(us, int)]

    async def last_arrivals(self, project: str, study_uids: Sequence[str]) -> dict[str, int]:
        """When something of these studies arrived last, by UID."""
        rows = [row async for row in self._store.read(s.LAST_ARRIVALS, project, tuple(study_uids))]
        return {str(study_uid): us for study_uid, us in rows if isinstance(us, int)}

    async def studies_with(self, project: str, attribute: str, value: str) -> AsyncIterator[str]:
        """UIDs of the studies that have had this value in one of the looked-up attributes, by UID."""
        async for row in self._store.read(s.STUDIES_OF_VALUE, project, attribute, value):
            yield str(row[0])

    async def _overview(self, project: str, study_uid: str, found: Summarised) -> tuple[StudyRow, Counts] | None:
        if found.study is None:
            return None
        summed = still_valid(found.content, found.mark)
        return found.study, summed.counts if summed else await self.counts(project, study_uid)

    async def studies_with_any(self, project: str, attribute: str, values: Sequence[str]) -> list[tuple[str, str]]:
        """Of a few values those that a study has had, each with the UID of that study."""
        found = [row async for row in self._store.read(s.STUDIES_OF_VALUES, project, attribute, tuple(values))]
        return [(str(value), str(study_uid)) for value, study_uid in found]

    async def _all(self, kind: type[R], selection: Selection, *given: str) -> list[R]:
        return [_typed(kind, row) async for row in self._store.read(selection, *given)]


def _summarised(found: tuple[StudyRow, bytes | None] | None, changes: Mapping[str, int]) -> Summarised:
    study, content = (None, None) if found is None else found
    return Summarised(study, Mark(None if study is None else study.last_received_us, changes), content)


def _typed(kind: type[R], row: tuple[Any, ...]) -> R:
    return kind(*row)
