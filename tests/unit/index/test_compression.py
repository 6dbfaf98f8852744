"""Metadata are compressed for clients that take it, and are the same text."""

import gzip
import zlib
from collections.abc import AsyncIterator
from functools import partial

import httpx
import pytest
from fakes import FakeObjectStore
from unit.index.arrivals import STUDY, after, deidentified, identity, received
from unit.index.memory_rows import MemoryRows

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.compression import gzipped, takes_gzip
from bildstrom.index.handler import handle

COUNT = 200


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service with a study of many instances."""
    rows, objects = MemoryRows(), FakeObjectStore()
    for number in range(1, COUNT + 1):
        for event in (received(identity(number)), deidentified(identity(number))):
            await partial(handle, store=rows, objects=objects, now=lambda: after(60))(event)
    app = dicomweb(Catalogue(rows), objects)
    url = f"http://localhost/projects/demo/studies/{STUDY}/"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=url) as client:
        yield client


async def raw(client: httpx.AsyncClient, encoding: str) -> tuple[httpx.Headers, bytes]:
    """The bytes as they travel."""
    async with client.stream("GET", "metadata", headers={"Accept-Encoding": encoding}) as answer:
        return answer.headers, b"".join([piece async for piece in answer.aiter_raw()])


async def test_who_takes_gzip_gets_the_same_text_in_fewer_bytes(client: httpx.AsyncClient) -> None:
    plain_headers, plain = await raw(client, "identity")
    headers, compressed = await raw(client, "gzip, deflate, br")

    assert gzip.decompress(compressed) == plain
    assert len(compressed) < len(plain) / 5
    assert (headers["content-encoding"], "content-encoding" in plain_headers) == ("gzip", False)
    assert headers["vary"] == plain_headers["vary"] == "Accept, Accept-Encoding"
    assert headers["etag"] != plain_headers["etag"]


async def test_what_the_client_has_is_not_sent_again(client: httpx.AsyncClient) -> None:
    headers, _ = await raw(client, "gzip")

    again = await client.get("metadata", headers={"Accept-Encoding": "gzip", "If-None-Match": headers["etag"]})

    assert (again.status_code, again.headers["vary"]) == (304, "Accept, Accept-Encoding")


@pytest.mark.parametrize(
    ("values", "taken"),
    [
        (["gzip"], True),
        (["br, GZIP;q=0.5"], True),
        (["br", "gzip"], True),
        (["*"], True),
        (["gzip; q=0, *"], False),
        (["identity"], False),
        (["x-gzipped"], False),
        ([], False),
    ],
)
def test_an_encoding_is_what_the_client_names(values: list[str], taken: bool) -> None:
    assert takes_gzip(values) is taken


async def test_a_large_piece_is_sent_while_it_is_compressed() -> None:
    content = bytes(range(256)) * 8192

    async def body() -> AsyncIterator[bytes]:
        yield content

    pieces = [piece async for piece in gzipped(body())]

    assert zlib.decompress(b"".join(pieces), wbits=31) == content
    assert len(pieces) > 1
