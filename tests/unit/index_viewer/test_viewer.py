"""The viewer as it is served: pages, configuration, files, and what a browser may do with them."""

import gzip
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import FakeObjectStore
from unit.index.memory_rows import MemoryRows

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.viewer.configuration import SignIn
from bildstrom.index.dicomweb.viewer.viewer import Viewer

ENTRY = "app.bundle.0123456789abcdef.js"
PUBLISHED = f'<script>inline()</script><script defer src="/{ENTRY}"></script><link href="/app.bundle.css" rel="x">'
SCRIPT = b"/* " + b"x" * 4000 + b" */"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files as OHIF's package has them."""
    made = tmp_path / "viewer"
    made.mkdir()
    (made / "index.html").write_text(PUBLISHED)
    (made / ENTRY).write_bytes(SCRIPT)
    (made / f"{ENTRY}.gz").write_bytes(gzip.compress(SCRIPT))
    (made / "app.bundle.css").write_text("a{}")
    (tmp_path / "secret.css").write_text("secret")
    return made


def asking(viewer: Viewer | None) -> httpx.AsyncClient:
    app = dicomweb(Catalogue(MemoryRows()), FakeObjectStore(), viewer=viewer)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")


@pytest.fixture
async def client(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(Viewer(folder)) as client:
        yield client


def configured(script: str) -> dict[str, Any]:
    found = re.search(r"window\.config = (\{.*?\n\});", script, re.DOTALL)
    assert found is not None
    settings: dict[str, Any] = json.loads(found.group(1))
    return settings


def directives(answer: httpx.Response) -> dict[str, str]:
    pairs = (item.strip().partition(" ") for item in answer.headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in pairs}


@pytest.mark.parametrize("path", ["/viewer/demo", "/viewer/demo/", "/viewer/demo/viewer?StudyInstanceUIDs=2.25.1"])
async def test_every_address_of_a_project_is_the_one_page(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert re.findall(r'src="([^"]+)"', answer.text) == ["/viewer/demo/app-config.js", f"/viewer/_ohif/{ENTRY}"]
    assert "<script>" not in answer.text


async def test_the_configuration_names_the_projects_dicomweb_and_nothing_elsewhere(client: httpx.AsyncClient) -> None:
    answer = await client.get("/viewer/demo/app-config.js")
    settings = configured(answer.text)
    (source,) = settings["dataSources"]
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert settings["routerBasename"] == "/viewer/demo"
    assert {source["configuration"][root] for root in ("qidoRoot", "wadoRoot", "wadoUriRoot")} == {"/projects/demo"}
    assert "://" not in answer.text
    assert "oidc" not in settings
    # what OHIF imports at run time it names from the root of the server
    assert 'window.PUBLIC_URL = "/viewer/_ohif/";' in answer.text
    assert 'import(window.PUBLIC_URL + name.replace(/^\\//, ""))' in answer.text


@pytest.mark.parametrize("path", ["/viewer/<script>", "/viewer/<script>/app-config.js", "/viewer?project=%2f%2fevil"])
async def test_what_is_no_project_is_refused_and_not_repeated(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 400
    assert "script" not in answer.text
    assert "evil" not in answer.text


async def test_without_a_project_it_is_asked_for(client: httpx.AsyncClient) -> None:
    assert '<input name="project"' in (await client.get("/viewer")).text
    chosen = await client.get("/viewer", params={"project": "demo"})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/viewer/demo")


async def test_pages_and_scripts_are_isolated_and_load_from_here_alone(client: httpx.AsyncClient) -> None:
    for path in ("/viewer", "/viewer/demo", "/viewer/demo/app-config.js", f"/viewer/_ohif/{ENTRY}"):
        answer = await client.get(path)
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-embedder-policy"] == "require-corp"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        found = directives(answer)
        assert found["default-src"] == "'none'"
        assert found["script-src"] == "'self' 'wasm-unsafe-eval' 'unsafe-eval'"
        assert found["connect-src"] == "'self' blob: data:"
        assert found["frame-ancestors"] == "'none'"


async def test_files_are_compressed_where_it_is_taken_and_sent_once(client: httpx.AsyncClient) -> None:
    address = f"/viewer/_ohif/{ENTRY}"
    compressed = await client.get(address, headers={"Accept-Encoding": "gzip, br"})
    plain = await client.get(address, headers={"Accept-Encoding": "identity"})
    style = await client.get("/viewer/_ohif/app.bundle.css", headers={"Accept-Encoding": "gzip"})
    again = await client.get(address, headers={"If-None-Match": compressed.headers["etag"]})
    assert compressed.content == plain.content == SCRIPT
    assert (compressed.headers["content-encoding"], plain.headers.get("content-encoding")) == ("gzip", None)
    assert compressed.headers["content-type"] == "text/javascript"
    assert style.text == "a{}"
    assert (again.status_code, again.content, again.headers["cache-control"]) == (304, b"", "no-cache")
    assert compressed.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("path", ["%2e%2e/secret.css", "..%2fsecret.css", "nothing.js", ""])
async def test_nothing_outside_the_folder_is_served(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/viewer/_ohif/{path}")).status_code in (404, 405)


async def test_users_sign_in_where_tokens_come_from(folder: Path) -> None:
    async with asking(Viewer(folder, SignIn("https://login.example/realms/a", "bildstrom-viewer"))) as client:
        (oidc,) = configured((await client.get("/viewer/demo/app-config.js")).text)["oidc"]
        page = directives(await client.get("/viewer/demo"))
    assert (oidc["authority"], oidc["client_id"]) == ("https://login.example/realms/a", "bildstrom-viewer")
    assert (oidc["response_type"], oidc["redirect_uri"]) == ("code", "/callback")
    assert page["connect-src"] == "'self' blob: data: https://login.example"


@pytest.mark.parametrize("path", ["/viewer", "/viewer/demo", "/viewer/_ohif/x.js"])
async def test_without_the_viewer_it_is_said_how_to_get_it(path: str) -> None:
    async with asking(None) as client:
        answer = await client.get(path)
    assert (answer.status_code, "install Node.js with npm, then make setup" in answer.text) == (404, True)


def test_files_of_something_else_are_refused(folder: Path) -> None:
    (folder / "index.html").write_text("another page")
    with pytest.raises(ValueError, match=r"index\.html is not OHIF's"):
        Viewer(folder)
