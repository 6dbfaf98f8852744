"""Who may read by DICOMweb: a token opens the projects that it names; there is no way to learn of others."""

import json
import logging
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import httpx
import pytest
from fakes import FakeObjectStore
from issuing import AUDIENCE, BAD, EC, ISSUER, KEY_SET, token
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from unit.index.arrivals import STUDY, after, deidentified, identity, received
from unit.index.memory_rows import MemoryRows

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.server import serving
from bildstrom.index.handler import handle
from bildstrom.runtime.bearer.keyset import KeySet, source_of
from bildstrom.runtime.bearer.tokens import Tokens

PATHS = ["studies", "series", f"studies/{STUDY}", f"studies/{STUDY}/metadata", "nothing"]


class BrokenObjects(FakeObjectStore):
    """Has a bug that quotes what it was asked for."""

    async def get(self, key: str, start: int = 0, end: int | None = None) -> bytes:
        raise RuntimeError(f"{key} {start} {end}")


async def catalogue() -> Catalogue:
    """One study in project demo, another in project other."""
    store, objects = MemoryRows(), FakeObjectStore()
    for who in (identity(), identity(study="2.25.200", project="other")):
        for event in (received(who), deidentified(who)):
            await partial(handle, store=store, objects=objects, now=lambda: after(60))(event)
    return Catalogue(store)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service with keys."""
    keys = tmp_path / "keys.json"
    keys.write_text(KEY_SET)
    tokens = Tokens(KeySet(source_of(str(keys))), AUDIENCE, ISSUER)
    app = dicomweb(await catalogue(), FakeObjectStore(), tokens=tokens)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://pacs.example") as client:
        yield client


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


@pytest.mark.parametrize("good", [token(), token(EC, "ES256", "ec"), token(projects=["more", "demo"])])
async def test_a_token_opens_its_projects(client: httpx.AsyncClient, good: str) -> None:
    answer = await client.get("/projects/demo/studies", headers=bearer(good))
    assert [study["0020000D"]["Value"] for study in answer.json()] == [[STUDY]]


@pytest.mark.parametrize("path", PATHS)
async def test_without_a_token_everything_is_401_with_a_challenge(client: httpx.AsyncClient, path: str) -> None:
    for project in ("demo", "other", "nobody"):
        answer = await client.get(f"/projects/{project}/{path}")
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_token_is_401(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get("/projects/demo/studies", headers={b"Authorization": f"Bearer {BAD[name]}".encode()})
    assert (answer.status_code, answer.json()) == (401, {"error": "token_invalid"})
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize("path", [*PATHS, "studies/2.25.200", "studies?limit=x"])
async def test_another_project_looks_like_one_that_does_not_exist(client: httpx.AsyncClient, path: str) -> None:
    theirs, nobodys, odd = [
        await client.get(f"/projects/{project}/{path}", headers=bearer(token())) for project in ("other", "nobody", "é")
    ]
    assert theirs.status_code == nobodys.status_code == odd.status_code == 404
    assert theirs.json() == nobodys.json() == odd.json() == {"error": "there is no such project"}


async def test_a_token_for_no_project_opens_none(client: httpx.AsyncClient) -> None:
    assert (await client.get("/projects/demo/studies", headers=bearer(token(projects=[])))).status_code == 404


async def test_keys_that_cannot_be_had_are_503(tmp_path: Path) -> None:
    tokens = Tokens(KeySet(source_of(str(tmp_path / "absent"))), AUDIENCE)
    app = dicomweb(await catalogue(), FakeObjectStore(), tokens=tokens)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://pacs.example") as client:
        answer = await client.get("/projects/demo/studies", headers=bearer(token()))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_a_new_key_is_asked_for_once_a_minute() -> None:
    now, read = [0.0], [0]
    whole = json.loads(KEY_SET)
    served = {"keys": [key for key in whole["keys"] if key["kid"] != "ec"]}

    def source() -> bytes:
        read[0] += 1
        return json.dumps(served).encode()

    tokens = Tokens(KeySet(source, now=lambda: now[0]), AUDIENCE)
    app = dicomweb(await catalogue(), FakeObjectStore(), tokens=tokens)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://pacs.example") as client:

        async def status(text: str) -> int:
            return (await client.get("/projects/demo/studies", headers=bearer(text))).status_code

        assert await status(token()) == 200
        served["keys"] = whole["keys"]  # the issuer has made a new key
        assert [await status(token(EC, "ES256", "ec")) for _ in range(3)] == [401] * 3
        assert read == [1]
        now[0] += 60
        assert await status(token(EC, "ES256", "ec")) == 200
        assert read == [2]


async def test_requests_leave_no_uid_in_spans_and_logs(
    tmp_path: Path, spans: InMemorySpanExporter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    keys = tmp_path / "keys.json"
    keys.write_text(KEY_SET)
    tokens = Tokens(KeySet(source_of(str(keys))), AUDIENCE)
    app = dicomweb(await catalogue(), BrokenObjects(), tokens=tokens)
    paths = [f"/studies/{STUDY}/metadata", f"/studies?PatientName=DOE&StudyInstanceUID={STUDY}", "/studies/x", "/%00"]
    async with (
        serving(app, 0) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/projects/demo") as client,
    ):
        spans.clear()
        for path in paths:
            for headers in ({}, bearer(token()), bearer(BAD["forged"])):
                await client.get(path, headers=headers)
        assert (await client.get(f"/studies/{STUDY}", headers=bearer(token()))).status_code == 500

    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    told = "\n".join(f"{record.getMessage()} {record.args}" for record in ours)
    assert not any(word in told for word in (STUDY, "DOE", "/projects", token()[:20]))
    assert [span.name for span in spans.get_finished_spans()] == []
