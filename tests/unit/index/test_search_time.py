"""A search ends after ten seconds with what it has found by then, and says so."""

from functools import partial

import httpx
import pytest
from fakes import FakeObjectStore
from starlette.applications import Starlette
from starlette.routing import Route
from unit.index.arrivals import after, deidentified, identity, received
from unit.index.memory_rows import MemoryRows

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.errors import Problem, on_problem
from bildstrom.index.dicomweb.filters import Level
from bildstrom.index.dicomweb.metadata import Metadata
from bildstrom.index.dicomweb.qido import TOO_BROAD, Searching
from bildstrom.index.dicomweb.search import MAX_SECONDS
from bildstrom.index.handler import handle


class Clock:
    """Goes forward by so many seconds each time somebody looks at it."""

    def __init__(self, step: float) -> None:
        self._step = step
        self._now = 1000.0

    def __call__(self) -> float:
        self._now += self._step
        return self._now


async def answered(step: float, **parameters: str) -> httpx.Response:
    """The answer to a search over five studies, by a clock of this step."""
    store, objects = MemoryRows(), FakeObjectStore()
    project = partial(handle, store=store, objects=objects, now=lambda: after(60))
    for number in range(1, 6):
        who = identity(study=f"2.25.{number}")
        for event in (received(who, at=-number), deidentified(who, at=-number)):
            await project(event)
    catalogue = Catalogue(store)
    search = Searching(catalogue, Metadata(catalogue, objects), Clock(step)).at(Level.STUDY)
    routes = [Route("/projects/{project}/studies", search)]
    transport = httpx.ASGITransport(Starlette(routes=routes, exception_handlers={Problem: on_problem}))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get("/projects/demo/studies", params={"PatientName": "*One*", **parameters})


def studies_of(answer: httpx.Response) -> list[str]:
    return [found["0020000D"]["Value"][0] for found in answer.json()]


async def test_a_search_that_takes_too_long_ends_with_what_was_found_and_a_warning() -> None:
    answer = await answered(step=0.3 * MAX_SECONDS)

    assert (answer.status_code, studies_of(answer)) == (200, ["2.25.1", "2.25.2", "2.25.3"])
    assert answer.headers["warning"] == f'299 bildstrom "{TOO_BROAD}"'


@pytest.mark.parametrize("parameters", [{"offset": "3"}, {"PatientName": "*Two*"}], ids=["not reached", "not found"])
async def test_one_that_is_ended_before_it_found_anything_to_answer_is_no_empty_answer(
    parameters: dict[str, str],
) -> None:
    answer = await answered(0.3 * MAX_SECONDS, **parameters)

    assert (answer.status_code, answer.json()) == (413, {"error": TOO_BROAD})


async def test_a_search_in_time_finds_all_and_warns_of_nothing() -> None:
    answer = await answered(step=0.1 * MAX_SECONDS)

    assert studies_of(answer) == ["2.25.1", "2.25.2", "2.25.3", "2.25.4", "2.25.5"]
    assert "warning" not in answer.headers
