"""OPTIONS tells what is served: the document names every route, and what each is answered as."""

from xml.etree import ElementTree as Xml

import httpx
import pytest
from fakes import FakeObjectStore
from starlette.routing import Mount, Route
from unit.index.memory_rows import MemoryRows

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb

APP = dicomweb(Catalogue(MemoryRows()), FakeObjectStore())
WADL = "{http://wadl.dev.java.net/2009/02}"
INSTANCE = "studies/{study}/series/{series}/instances/{instance}"


async def options(path: str, accept: str = "*/*") -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://localhost") as client:
        return await client.options(f"/projects/demo/{path}", headers={"Accept": accept})


@pytest.mark.parametrize("path", ["", "studies", "studies/1.2/series/1.3/metadata"])
async def test_every_route_is_named(path: str) -> None:
    answer = await options(path)

    assert (answer.status_code, answer.headers["allow"]) == (200, "GET, HEAD, OPTIONS")
    assert answer.headers["content-type"] == "application/vnd.sun.wadl+xml"
    (resources,) = Xml.fromstring(answer.content)
    assert (resources.tag, resources.attrib) == (f"{WADL}resources", {"base": "http://localhost/projects/demo"})
    (mount,) = (route for route in APP.routes if isinstance(route, Mount) and route.path.startswith("/projects"))
    served = {route.path_format.lstrip("/") for route in mount.routes if isinstance(route, Route)}
    assert {resource.attrib["path"] for resource in resources} == served


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("studies", ["application/dicom+json", "application/json"]),
        ("studies/{study}", ['multipart/related; type="application/dicom"']),
        (INSTANCE, ['multipart/related; type="application/dicom"', "application/dicom"]),
        (f"{INSTANCE}/frames/{{frames}}/rendered", ["image/jpeg", "image/png", "image/gif"]),
        (
            f"{INSTANCE}/bulkdata/{{path}}",
            ['multipart/related; type="application/octet-stream"', "application/octet-stream"],
        ),
    ],
)
async def test_each_says_what_it_is_answered_as(path: str, kinds: list[str]) -> None:
    (resources,) = Xml.fromstring((await options("studies")).content)
    (found,) = (resource for resource in resources if resource.attrib["path"] == path)

    assert [each.attrib["mediaType"] for each in found.iter(f"{WADL}representation")] == kinds


async def test_another_form_of_the_document_is_refused() -> None:
    assert (await options("studies", "text/html")).status_code == 406
