"""Studies are listed by their last arrival, page by page, each once."""

from functools import partial

import pytest
from fakes import FakeObjectStore
from unit.index.arrivals import NOON_US, after, identity, received
from unit.index.memory_rows import MemoryRows
from unit.index.resting import Watched

from bildstrom.index import selections as s
from bildstrom.index import tables as t
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.handler import handle
from bildstrom.index.listing import Place, places
from bildstrom.index.tables import Write
from bildstrom.index.tokens import BadToken
from bildstrom.runtime.events import Event

DAY = 24 * 60 * 60


def arrival(study: int, at: float) -> Event:
    return received(identity(study=f"2.25.{study}"), at=at)


async def listed(*events: Event, behind: Place | None = None) -> list[str]:
    store = MemoryRows()
    for event in events:
        await partial(handle, store=store, objects=FakeObjectStore(), now=lambda: after(0))(event)
    return [place.study_uid async for place in places(Catalogue(store), "demo", behind)]


async def test_the_study_received_last_comes_first() -> None:
    assert await listed(arrival(1, 0), arrival(2, 3 * DAY), arrival(3, 60), arrival(4, -DAY)) == [
        "2.25.2",
        "2.25.3",
        "2.25.1",
        "2.25.4",
    ]


async def test_studies_of_one_moment_come_by_uid() -> None:
    assert await listed(arrival(2, 0), arrival(1, 0), arrival(3, 0)) == ["2.25.1", "2.25.2", "2.25.3"]


async def test_a_study_that_arrives_on_two_days_is_listed_once_on_the_last() -> None:
    assert await listed(arrival(1, 0), arrival(2, 60), arrival(1, DAY)) == ["2.25.1", "2.25.2"]
    assert await listed(arrival(1, DAY), arrival(2, 60), arrival(1, 0)) == ["2.25.1", "2.25.2"]


async def test_listing_goes_on_behind_a_place() -> None:
    events = [arrival(study, study * DAY / 2) for study in range(1, 8)]
    behind = Place(NOON_US + 2 * DAY * 1_000_000, "2.25.4")

    assert await listed(*events, behind=behind) == ["2.25.3", "2.25.2", "2.25.1"]


def by_day(study: int, at: float) -> list[Write]:
    """What an older release wrote of an arrival: a bucket for its day."""
    uid, us, day = f"2.25.{study}", NOON_US + int(at * 1_000_000), after(at).date().isoformat()
    return [
        Write(t.ARRIVAL, ("demo", uid), (us, None), us),
        Write(t.ARRIVAL_ON_DAY, ("demo", day, uid), (us,), us),
        Write(t.DAY_MARK, ("demo", day), (), 0),
    ]


# of the day on which a release was replaced: what the older one listed, what the newer one did, and both
OLDER = [(1, 0), (2, 3600), (3, 5000), (4, -DAY), (5, DAY), (6, 100)]
NEWER = [(7, 7200), (8, 1800), (3, 5000), (6, 9000), (4, -2 * DAY)]
BOTH = ["5", "6", "7", "3", "2", "8", "1", "4"]


@pytest.mark.parametrize("size", [1, 2, 3, 20])
async def test_what_an_older_release_listed_by_days_stands_in_its_place(size: int) -> None:
    store = MemoryRows()
    await store.write([write for study, at in OLDER for write in by_day(study, at)])
    for study, at in NEWER:
        await partial(handle, store=store, objects=FakeObjectStore(), now=lambda: after(0))(arrival(study, at))
    whole = [place async for place in places(Catalogue(store), "demo")]
    assert [place.study_uid.removeprefix("2.25.") for place in whole] == BOTH

    paged: list[Place] = []
    while len(paged) < len(BOTH):
        behind = [place async for place in places(Catalogue(store), "demo", paged[-1] if paged else None)]
        paged += behind[:size]
    assert paged == whole


async def test_the_last_of_a_day_of_many_arrivals_are_found_among_few() -> None:
    rows = Watched()
    for study in range(600):  # in ten hours
        await partial(handle, store=rows, objects=FakeObjectStore(), now=lambda: after(0))(arrival(study, 60 * study))

    found = []
    async for place in places(Catalogue(rows), "demo"):
        found.append(place.study_uid)
        if len(found) == 10:
            break

    assert found == [f"2.25.{study}" for study in range(599, 589, -1)]
    assert rows.found[s.STUDIES_OF_DAYS] == 20  # two times ten minutes


async def test_other_projects_are_not_listed() -> None:
    other = received(identity(study="2.25.9", project="other"))

    assert await listed(arrival(1, 0), other) == ["2.25.1"]


def test_a_token_names_a_place() -> None:
    place = Place(NOON_US, "2.25.4")

    assert Place.from_token(place.token()) == place


@pytest.mark.parametrize("token", ["x", "", "MTox", "!!!!", "MjoxOjIuMjUuNA==", "MTowMToyLjI1LjQ=", "MTp4OjIuMjUuNA=="])
def test_a_token_that_was_made_up_is_refused(token: str) -> None:
    with pytest.raises(BadToken):
        Place.from_token(token)
