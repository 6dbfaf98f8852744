"""What is offered here, for programs: the answer to ``OPTIONS``, a WADL document (PS3.18 section 8.9 and annex H)."""

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as Xml

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bildstrom.index.dicomweb.accept import DICOM, DICOM_JSON, JSON, RELATED
from bildstrom.index.dicomweb.errors import NotAcceptable
from bildstrom.index.dicomweb.paths import accept_of, base_url, project_of
from bildstrom.index.dicomweb.pixels.media import OCTETS
from bildstrom.index.dicomweb.pixels.parameters import GIF, JPEG, PNG
from bildstrom.index.dicomweb.query import MODES
from bildstrom.runtime.http.media import media_ranges, weight

WADL = "application/vnd.sun.wadl+xml"
_NAMESPACE = "http://wadl.dev.java.net/2009/02"

_TEXTS, _PICTURES = (DICOM_JSON, JSON), (JPEG, PNG, GIF)
_OBJECTS, _VALUES = (f'{RELATED}; type="{DICOM}"', DICOM), (f'{RELATED}; type="{OCTETS}"', OCTETS)
_DRAWN = ("window", "viewport", "quality")
_SEARCHED = ("limit", "offset", "includefield", *MODES)
# by the last part of a path that is no variable: media types, and query parameters besides ``accept``
_OFFERED: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "metadata": (_TEXTS, ("charset",)),
    "rendered": (_PICTURES, _DRAWN),
    "thumbnail": (_PICTURES, ("viewport",)),
    "frames": (_VALUES, ()),
    "bulkdata": (_VALUES, ()),
    "pixeldata": (_VALUES[:1], ()),
}


class Capabilities:
    """Stands before the routes of a project, and answers ``OPTIONS`` of each of them with all of them.

    Args:
        paths: of the routes.
    """

    def __init__(self, app: ASGIApp, paths: Iterable[str]) -> None:
        self._app = app
        self._paths = tuple(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on.

        Raises:
            NotAcceptable: the client takes no WADL.
        """
        if scope["type"] != "http" or scope["method"] != "OPTIONS":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if weight(media_ranges(accept_of(request)), WADL) <= 0:
            raise NotAcceptable(f"capabilities are offered as {WADL}")
        content = described(f"{base_url(request)}/projects/{project_of(request)}", self._paths)
        await Response(content, headers={"Allow": "GET, HEAD, OPTIONS"}, media_type=WADL)(scope, receive, send)


def described(base: str, paths: Iterable[str]) -> bytes:
    """The document.

    Args:
        base: address of the service.
        paths: of its resources.
    """
    application = Xml.Element("application", xmlns=_NAMESPACE)
    resources = Xml.SubElement(application, "resources", base=base)
    for path in paths:
        kinds, parameters = _offered(path)
        resource = Xml.SubElement(resources, "resource", path=path.lstrip("/").replace(":path}", "}"))
        method = Xml.SubElement(resource, "method", name="GET")
        request = Xml.SubElement(method, "request")
        Xml.SubElement(request, "param", name="Accept", style="header", default=kinds[0])
        for name in ("accept", *parameters):
            Xml.SubElement(request, "param", name=name, style="query")
        response = Xml.SubElement(method, "response", status="200")
        for kind in kinds:
            Xml.SubElement(response, "representation", mediaType=kind)
    content: bytes = Xml.tostring(application, encoding="utf-8", xml_declaration=True)
    return content


def _offered(path: str) -> tuple[Sequence[str], Sequence[str]]:
    last = path.rpartition("/")[2]
    named = [part for part in path.split("/") if part and not part.startswith("{")]
    if named[-1] in _OFFERED:
        return _OFFERED[named[-1]]
    if last.startswith("{"):
        return (_OBJECTS if last == "{instance}" else _OBJECTS[:1]), ()
    return _TEXTS, _SEARCHED
