"""Requests as clients spell them: the parameters that stand for headers, UIDs with leading zeros."""

from collections.abc import AsyncIterator
from functools import partial

import httpx
import pytest
from fakes import FakeObjectStore
from unit.index.arrivals import after, dataset, deidentified, identity, received
from unit.index.memory_rows import MemoryRows

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.handler import handle

WHO = identity()
PATH = f"studies/{WHO.study_uid}/series/{WHO.series_uid}/instances/{WHO.sop_instance_uid}"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service with one instance."""
    rows, objects = MemoryRows(), FakeObjectStore()
    for event in (received(WHO), deidentified(WHO, content=dataset(WHO))):
        await partial(handle, store=rows, objects=objects, now=lambda: after(60))(event)
    app = dicomweb(Catalogue(rows), objects)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://localhost/projects/demo/"
    ) as client:
        yield client


@pytest.mark.parametrize("asked", ["application/dicom%2Bjson", "application/dicom+json", "text/html,application/json"])
async def test_a_plus_that_is_not_escaped_is_a_plus(client: httpx.AsyncClient, asked: str) -> None:
    answer = await client.get(f"{PATH}/metadata?accept={asked}", headers={"Accept": "text/html"})

    kind = "application/json" if "text" in asked else "application/dicom+json"
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)


@pytest.mark.parametrize(
    ("charset", "status"),
    [("utf-8", 200), ("UTF-8", 200), ("ISO-8859-1,utf-8;q=0.5", 200), ("%22ISO_IR%20192%22", 200), ("ISO-8859-1", 400)],
)
async def test_text_is_answered_in_utf_8_alone(client: httpx.AsyncClient, charset: str, status: int) -> None:
    assert (await client.get(f"{PATH}/metadata?charset={charset}")).status_code == status


async def test_a_uid_with_leading_zeros_is_the_one_without(client: httpx.AsyncClient) -> None:
    plain = await client.get(f"{PATH}/metadata")
    spelled = await client.get(f"{PATH.replace('2.25.', '02.025.')}/metadata")

    assert (spelled.status_code, spelled.content) == (200, plain.content)


async def test_a_parameter_that_is_not_known_changes_nothing(client: httpx.AsyncClient) -> None:
    plain = await client.get(f"{PATH}/metadata")

    assert (await client.get(f"{PATH}/metadata?annotation=patient&x=1")).content == plain.content
