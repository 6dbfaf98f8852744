"""Scripts of pages elsewhere: those of the origins that are named may ask, with a token, and read what is answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fakes import FakeObjectStore
from issuing import AUDIENCE, ISSUER, KEY_SET, token
from unit.index.memory_rows import MemoryRows
from unit.index_files.test_file_answers import COUNT, SIZE, STUDY_PATH, Unread, filled

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.server import serving
from bildstrom.runtime.bearer.keyset import KeySet, source_of
from bildstrom.runtime.bearer.tokens import Tokens

THERE = "https://viewer.example"
STUDIES = "/projects/demo/studies"
ALLOWED = "access-control-allow-origin"


def tokens(folder: Path) -> Tokens:
    (folder / "keys.json").write_text(KEY_SET)
    return Tokens(KeySet(source_of(str(folder / "keys.json"))), AUDIENCE, ISSUER)


@asynccontextmanager
async def service(folder: Path, *origins: str) -> AsyncIterator[httpx.AsyncClient]:
    """A service with keys that names these origins."""
    app = dicomweb(Catalogue(MemoryRows()), FakeObjectStore(), tokens=tokens(folder), origins=origins)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://pacs.example") as client:
        yield client


def preflight(origin: str) -> dict[str, str]:
    """What a browser asks before it sends a token to another origin."""
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "accept,authorization,range"}
    return {"Origin": origin, **asked}


async def test_a_page_of_a_named_origin_may_ask_and_read_what_went_wrong(tmp_path: Path) -> None:
    async with service(tmp_path, THERE) as client:
        first = await client.options(STUDIES, headers=preflight(THERE))
        answer = await client.get(STUDIES, headers={"Origin": THERE, "Authorization": f"Bearer {token()}"})
        refused = await client.get(STUDIES, headers={"Origin": THERE})

    assert (first.status_code, first.headers[ALLOWED]) == (200, THERE)
    assert {"Accept", "Authorization", "Range"} <= set(first.headers["access-control-allow-headers"].split(", "))
    assert (answer.status_code, answer.headers[ALLOWED], answer.headers["vary"]) == (200, THERE, "Origin")
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert (refused.status_code, refused.headers[ALLOWED]) == (401, THERE)
    for one in (first, answer, refused):
        assert "access-control-allow-credentials" not in one.headers


@pytest.mark.parametrize("named", [(), (THERE,), (f"{THERE}:8443", "https://other.example")])
async def test_no_other_page_may(tmp_path: Path, named: tuple[str, ...]) -> None:
    stranger = "https://evil.example" if THERE in named else THERE
    async with service(tmp_path, *named) as client:
        first = await client.options(STUDIES, headers=preflight(stranger))
        answer = await client.get(STUDIES, headers={"Origin": stranger, "Authorization": f"Bearer {token()}"})

    assert (first.status_code, ALLOWED in first.headers, ALLOWED in answer.headers) == (400, False, False)


async def test_a_page_elsewhere_gets_objects_as_the_kernel_sends_them(tmp_path: Path) -> None:
    rows, objects = MemoryRows(), Unread(tmp_path / "objects")
    await filled(rows, objects)
    app = dicomweb(Catalogue(rows), objects, tokens=tokens(tmp_path), origins=(THERE,))
    asked = {"Origin": THERE, "Authorization": f"Bearer {token()}"}
    async with serving(app, 0) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        answer = await client.get(STUDY_PATH, headers=asked)

    assert (answer.status_code, answer.headers[ALLOWED], answer.headers["vary"]) == (200, THERE, "Accept, Origin")
    assert len(answer.content) == int(answer.headers["content-length"]) > COUNT * SIZE


async def test_capabilities_need_a_token(tmp_path: Path) -> None:
    async with service(tmp_path) as client:
        assert (await client.options(STUDIES)).status_code == 401
        assert (await client.options(STUDIES, headers={"Authorization": f"Bearer {token()}"})).status_code == 200
