"""The descriptions in docs/http name every route that is served, and none that is not."""

from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from fakes import FakeObjectStore
from starlette.routing import BaseRoute, Mount, Route
from unit.index.memory_rows import MemoryRows
from unit.index_viewer.test_viewer import folder

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.viewer.viewer import Viewer

__all__ = ["folder"]  # a fixture

DESCRIPTIONS = Path(__file__).parents[3] / "docs" / "http"
DICOMWEB = "/projects/{project}"


def served(routes: Iterable[BaseRoute]) -> set[str]:
    """The addresses of routes, one for a folder of files."""
    found: set[str] = set()
    for route in routes:
        if isinstance(route, Route):
            assert route.methods == {"GET", "HEAD"}
            found.add(route.path_format)
        elif isinstance(route, Mount):
            found |= {route.path + path for path in served(route.routes)} if route.routes else {route.path_format}
    return found


@pytest.mark.parametrize(("name", "below"), [("dicomweb", True), ("viewer", False)])
def test_what_is_described_is_what_is_served(folder: Path, name: str, below: bool) -> None:
    app = dicomweb(Catalogue(MemoryRows()), FakeObjectStore(), viewer=Viewer(folder))
    described = yaml.safe_load((DESCRIPTIONS / f"{name}.openapi.yaml").read_text())
    root = "".join(server["url"] for server in described.get("servers", ()))
    found = {path for path in served(app.routes) if path.startswith(DICOMWEB) == below}
    assert {root + path for path in described["paths"]} == found
