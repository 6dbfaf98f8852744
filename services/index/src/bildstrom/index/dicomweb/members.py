"""Which instances a retrieval is about."""

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.errors import NotFound
from bildstrom.index.dicomweb.paths import Place
from bildstrom.index.membership import visible
from bildstrom.index.rows import InstanceRow


async def members_of(catalogue: Catalogue, place: Place) -> list[InstanceRow]:
    """The visible instances of a study, a series, or the one named, by series and SOP Instance UID.

    Raises:
        NotFound: there are none.
    """
    if place.series_uid is not None and place.sop_uid is not None:
        contents = await catalogue.contents(place.project, place.study_uid, place.series_uid, place.sop_uid)
    else:
        contents = await catalogue.instances(place.project, place.study_uid)
    members = [row for row in visible(contents) if place.contains(row.series_uid, row.sop_uid)]
    if not members:
        raise NotFound("there is no such study, series or instance")
    return members
