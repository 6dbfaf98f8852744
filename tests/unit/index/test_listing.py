"""Studies are listed by their last arrival, page by page, each once."""

from functools import partial

import pytest
from fakes import FakeObjectStore
from unit.index.arrivals import NOON_US, after, identity, received
from unit.index.memory_rows import MemoryRows

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.handler import handle
from bildstrom.index.listing import Place, places
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
