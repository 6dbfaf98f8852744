"""A page of instances reads a page, before and after its study is summed up; only conflicts make it read them all."""

import httpx
import pytest
from fakes import FakeObjectStore
from starlette.applications import Starlette
from starlette.routing import Route
from unit.index.arrivals import STUDY, deidentified, identity, received
from unit.index.resting import Index

from bildstrom.index import selections as s
from bildstrom.index.dicomweb.filters import Level
from bildstrom.index.dicomweb.metadata import Metadata
from bildstrom.index.dicomweb.qido import Searching

SERIES = f"{STUDY}.1"
UIDS = sorted(f"{SERIES}.{number}" for number in range(1, 41))


async def index_of_forty() -> Index:
    index = Index()
    whole = [identity(number) for number in range(1, 41)]
    await index.project(*(event(who) for who in whole for event in (received, deidentified)))
    return index


async def page(index: Index, **parameters: int) -> list[str]:
    """The SOP Instance UIDs that a search for instances of the series answers."""
    search = Searching(index.catalogue, Metadata(index.catalogue, FakeObjectStore()), lambda: 0.0).at(Level.INSTANCE)
    path = "/projects/{project}/studies/{study}/series/{series}/instances"
    transport = httpx.ASGITransport(Starlette(routes=[Route(path, search)]))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.get(path.format(project="demo", study=STUDY, series=SERIES), params=parameters)
    return [found["00080018"]["Value"][0] for found in answer.json()]


@pytest.mark.parametrize("resting", [False, True])
async def test_ten_instances_are_read_as_eleven_rows(resting: bool) -> None:
    index = await index_of_forty()
    if resting:
        await index.rest()
    index.rows.found.clear()

    assert await page(index, limit=10) == UIDS[:10]
    assert (index.rows.found[s.INSTANCES_OF_SERIES], index.rows.found[s.METADATA_OF_SERIES]) == (11, 11)
    assert (index.rows.found[s.INSTANCES_OF_STUDY], index.rows.found[s.PLACES_OF_STUDY]) == (0, 0 if resting else 40)


async def test_pages_lie_side_by_side() -> None:
    index = await index_of_forty()
    await index.rest()

    assert [await page(index, limit=15, offset=at) for at in (0, 15, 30)] == [UIDS[:15], UIDS[15:30], UIDS[30:]]


@pytest.mark.parametrize("resting", [False, True])
async def test_of_contents_in_conflict_the_first_is_shown(resting: bool) -> None:
    index = await index_of_forty()
    moved = identity(7, 2)
    moved.sop_instance_uid = UIDS[0]
    await index.project(deidentified(moved, at=-9, raw="before"), deidentified(identity(9), at=9, raw="later"))
    if resting:
        await index.rest()

    assert await page(index) == UIDS[1:]
