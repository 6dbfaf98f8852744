"""How far studies have come: as it was written down where it still holds, else read from their rows."""

import asyncio
from collections.abc import Sequence

from bildstrom.index.catalogue import Catalogue, Summarised
from bildstrom.index.counts import still_valid
from bildstrom.index.progress import Progress, progress
from bildstrom.index.rows import StudyRow

Outline = tuple[StudyRow, Progress]


async def progress_of(catalogue: Catalogue, project: str, study_uid: str) -> Progress:
    """How far a study has come, read from its rows."""
    place = project, study_uid
    steps, series, revisions, results = await asyncio.gather(
        catalogue.steps(*place), catalogue.series(*place), catalogue.revisions(*place), catalogue.results(*place)
    )
    return progress(steps, series, revisions, results)


async def outlines(catalogue: Catalogue, project: str, study_uids: Sequence[str]) -> list[Outline | None]:
    """These studies; None for one that never arrived. Two requests for sixteen that are summed up."""
    found = await catalogue.summaries(project, study_uids)
    return list(await asyncio.gather(*(_outline(catalogue, project, *item) for item in found.items())))


async def modalities(catalogue: Catalogue, project: str, study_uids: Sequence[str]) -> list[set[str]]:
    """Of which modalities these studies have series."""
    found = await catalogue.summaries(project, study_uids)
    return list(await asyncio.gather(*(_modalities(catalogue, project, *item) for item in found.items())))


async def _outline(catalogue: Catalogue, project: str, study_uid: str, found: Summarised) -> Outline | None:
    if found.study is None:
        return None
    return found.study, _written(found) or await progress_of(catalogue, project, study_uid)


async def _modalities(catalogue: Catalogue, project: str, study_uid: str, found: Summarised) -> set[str]:
    written = _written(found)
    if written is not None:
        return {*written.acquired, *written.derived}
    return {row.modality for row in await catalogue.series(project, study_uid) if row.modality}


def _written(found: Summarised) -> Progress | None:
    summed = still_valid(found.content, found.mark)
    return None if summed is None else summed.progress
