"""Which studies a search has to look at: by the most selective filter that has a table, or all of them."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.filters import MODALITIES_IN_STUDY, Filter, Level
from bildstrom.index.dicomweb.query import Query
from bildstrom.index.groups import in_groups
from bildstrom.index.listing import places

# of a range that are read at once: a page may lie in the last few, or anywhere; Cassandra takes 0.15 to 0.4 ms for each
FIRST_DAYS, MOST_DAYS = 4, 64
# ten years; a day on which nothing was costs 0.14 ms. In a longer range, or one without an end, lie most studies: it is
# answered by going through them, 0.5 ms each
MAX_DAYS = 3_660

_STUDY_UID, _PATIENT_ID, _ACCESSION, _STUDY_DATE = "0020000D", "00100020", "00080050", "00080020"


async def candidates(catalogue: Catalogue, project: str, query: Query) -> AsyncIterator[str]:
    """UIDs of studies, each once: every one that fits the query, and others that the caller sorts out."""
    seen: set[str] = set()
    async for study_uid in _source(catalogue, project, query):
        if study_uid not in seen:
            seen.add(study_uid)
            yield study_uid


def _source(catalogue: Catalogue, project: str, query: Query) -> AsyncIterator[str]:
    filters = {item.outermost: item for item in query.of(Level.STUDY) if not (item.universal or item.empty)}
    if _STUDY_UID in filters:
        return _listed(filters[_STUDY_UID].values)
    for tag, attribute in ((_PATIENT_ID, "PatientID"), (_ACCESSION, "AccessionNumber")):
        if tag in filters and not filters[tag].has_wildcard:
            return catalogue.studies_with(project, attribute, filters[tag].text.strip())
    if _STUDY_DATE in filters and (days := _days(filters[_STUDY_DATE].text)) is not None:
        return _of_values(catalogue, project, "StudyDate", days)
    if MODALITIES_IN_STUDY in filters and not filters[MODALITIES_IN_STUDY].has_wildcard:
        return _of_modalities(catalogue, project, filters[MODALITIES_IN_STUDY])
    return _all(catalogue, project)


async def _listed(values: list[str]) -> AsyncIterator[str]:
    for value in values:
        yield value


async def _of_values(catalogue: Catalogue, project: str, attribute: str, values: list[str]) -> AsyncIterator[str]:
    async for some in in_groups(_listed(values), FIRST_DAYS, MOST_DAYS):
        place = {value: number for number, value in enumerate(some)}
        found = await catalogue.studies_with_any(project, attribute, some)
        for _, study_uid in sorted(found, key=lambda pair: place[pair[0]]):
            yield study_uid


async def _of_modalities(catalogue: Catalogue, project: str, item: Filter) -> AsyncIterator[str]:
    """Of those that have one of several; where each is asked for, of those that have the first."""
    for value in item.values[:1] if item.every else item.values:
        async for study_uid in catalogue.studies_with(project, "Modality", value.strip()):
            yield study_uid


async def _all(catalogue: Catalogue, project: str) -> AsyncIterator[str]:
    async for place in places(catalogue, project):
        yield place.study_uid


def _days(text: str) -> list[str] | None:
    """The dates of a closed range, the last one first; None when it is open or long."""
    low, dash, high = text.partition("-")
    try:
        first, last = _date(low), _date(high if dash else low)
    except ValueError:
        return None
    span = (last - first).days
    return [(last - timedelta(days=back)).strftime("%Y%m%d") for back in range(span + 1)] if span < MAX_DAYS else None


def _date(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
