"""DICOMweb under ``/projects/{project}`` and the viewer under ``/viewer``: routes, who may ask, what errors become."""

import time
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount, Route

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.authentication import Authentication
from bildstrom.index.dicomweb.capabilities import Capabilities
from bildstrom.index.dicomweb.errors import Problem, on_problem, on_unavailable, on_unrouted
from bildstrom.index.dicomweb.filters import Level
from bildstrom.index.dicomweb.metadata import Metadata
from bildstrom.index.dicomweb.pixels.bulk import BulkRetrieval
from bildstrom.index.dicomweb.pixels.children import Children
from bildstrom.index.dicomweb.pixels.collected import CollectedRetrieval
from bildstrom.index.dicomweb.pixels.frames import FrameRetrieval
from bildstrom.index.dicomweb.pixels.locating import Locating
from bildstrom.index.dicomweb.pixels.native import Decoding, Pictures
from bildstrom.index.dicomweb.pixels.rendered import RenderedRetrieval
from bildstrom.index.dicomweb.pixels.transcoding import Transcoding
from bildstrom.index.dicomweb.qido import Searching
from bildstrom.index.dicomweb.viewer.viewer import Viewer, absent
from bildstrom.index.dicomweb.wado import Retrieval
from bildstrom.runtime.bearer.tokens import Tokens
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.objects import Filed, ObjectStore

STUDY = "/studies/{study}"
SERIES = f"{STUDY}/series/{{series}}"
INSTANCE = f"{SERIES}/instances/{{instance}}"

# without tokens, a page of another site that has its name resolve to this machine must not read the catalogue
HOSTS = ["127.0.0.1", "localhost"]

# an Accept with quotes, a Range and a token are more than a browser sends to another origin unasked
_SENT = ["Accept", "Authorization", "If-None-Match", "If-Range", "Range"]
_READ = ["Accept-Ranges", "Content-Range", "ETag", "Warning", "WWW-Authenticate"]
_REMEMBERED = 600  # seconds that a browser need not ask again whether it may


def dicomweb(
    catalogue: Catalogue,
    objects: ObjectStore,
    children: Children | None = None,
    tokens: Tokens | None = None,
    viewer: Viewer | None = None,
    origins: Sequence[str] = (),
) -> Starlette:
    """The application.

    Args:
        children: that decode and draw; without them pixels are answered as they are stored.
        tokens: verifies who asks; None lets everybody who reaches the socket under a name of this machine.
        viewer: served without tokens: it holds nothing of a patient, and asks for studies as its user.
        origins: of pages elsewhere whose scripts may ask, with a token; needs ``tokens``.
    """
    metadata = Metadata(catalogue, objects)
    search = Searching(catalogue, metadata, time.monotonic)
    files = objects if isinstance(objects, Filed) else None
    locating, children = Locating(objects), children or Children()
    frames = FrameRetrieval(catalogue, locating, Decoding(children))
    bulk = BulkRetrieval(catalogue, locating, frames)
    collected = CollectedRetrieval(catalogue, metadata, bulk)
    retrieval = Retrieval(catalogue, metadata, objects, files, Transcoding(locating, children), collected)
    rendered = RenderedRetrieval(catalogue, locating, Pictures(children))
    routes = [
        Route("/studies", search.at(Level.STUDY)),
        Route("/series", search.at(Level.SERIES)),
        Route("/instances", search.at(Level.INSTANCE)),
        Route(f"{STUDY}/series", search.at(Level.SERIES)),
        Route(f"{STUDY}/instances", search.at(Level.INSTANCE)),
        Route(f"{SERIES}/instances", search.at(Level.INSTANCE)),
        *(Route(path, retrieval.objects_of) for path in (STUDY, SERIES, INSTANCE)),
        *(Route(f"{path}/metadata", retrieval.metadata_of) for path in (STUDY, SERIES, INSTANCE)),
        *(Route(f"{path}/rendered", rendered.images_of) for path in (STUDY, SERIES, INSTANCE)),
        *(Route(f"{path}/thumbnail", rendered.thumbnail()) for path in (STUDY, SERIES, INSTANCE)),
        *(Route(f"{path}/bulkdata", collected.values_of) for path in (STUDY, SERIES, INSTANCE)),
        *(Route(f"{path}/pixeldata", collected.pixels_of) for path in (STUDY, SERIES, INSTANCE)),
        Route(f"{INSTANCE}/frames/{{frames}}", frames.frames_of),
        Route(f"{INSTANCE}/frames/{{frames}}/rendered", rendered.frames_of),
        Route(f"{INSTANCE}/frames/{{frames}}/thumbnail", rendered.thumbnail(frames=True)),
        Route(f"{INSTANCE}/bulkdata/{{path:path}}", bulk.value_of),
    ]
    asked = [Middleware(Authentication, tokens=tokens)] if tokens is not None else []
    asked.append(Middleware(Capabilities, paths=[route.path for route in routes]))
    return Starlette(
        routes=[
            Mount("/projects/{project}", routes=routes, middleware=asked),
            *(viewer.routes() if viewer is not None else absent()),
        ],
        middleware=[_guard(origins) if tokens is not None else Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)],
        exception_handlers={Problem: on_problem, Unavailable: on_unavailable, HTTPException: on_unrouted},
    )


def _guard(origins: Sequence[str]) -> Middleware:
    """Lets scripts of these origins ask, and of no other; there are no cookies, so they see what their token opens."""
    methods = ["GET", "HEAD", "OPTIONS"]
    return Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=methods,
        allow_headers=_SENT,
        expose_headers=_READ,
        max_age=_REMEMBERED,
    )
