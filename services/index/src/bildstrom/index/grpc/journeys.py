"""Journeys of a study page by page. A page token names the last one that was shown, so that nothing shifts a page."""

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.rows import JourneyRow
from bildstrom.index.tokens import place_of, token_of


async def journey_page(
    catalogue: Catalogue, project: str, study_uid: str, size: int | None, token: str
) -> tuple[list[JourneyRow], str]:
    """A page of journeys, by SOP Instance UID and raw digest, and the token of the next; empty on the last.

    Args:
        size: at most so many; None for all.

    Raises:
        BadToken: this service did not make the token.
        Unavailable: the store does not answer.
    """
    if size is None and not token:
        return await catalogue.journeys(project, study_uid), ""
    sop_uid, _, sha256 = place_of(token).partition(":") if token else ("", "", "")
    page: list[JourneyRow] = []
    async for row in catalogue.journeys_from(project, study_uid, sop_uid):
        if (row.sop_uid, row.source_sha256) <= (sop_uid, sha256):
            continue
        if len(page) == size:
            return page, token_of(f"{page[-1].sop_uid}:{page[-1].source_sha256}")
        page.append(row)
    return page, ""
