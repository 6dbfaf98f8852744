"""Tables of the conformance statement of the index's DICOMweb, from its code."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from markdown import bounds, table
from pydicom.datadict import dictionary_VR, keyword_for_tag
from pydicom.uid import UID, AllTransferSyntaxes
from pydicom.valuerep import VR
from starlette.routing import Mount, Route

from bildstrom.dicom.decoders.choice import decoder_of
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb import candidates, entities, errors, query, search, server
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.filters import EMPTY, Filter, Level
from bildstrom.index.dicomweb.matching import NUMERIC, matches
from bildstrom.index.dicomweb.pixels.media import media_type_of
from bildstrom.runtime.bearer import tokens
from bildstrom.runtime.http import connection

# What each resource gives; a new one has to be explained here before the statement can be written.
_RESOURCES = {
    "": "objects",
    "/metadata": "DICOM JSON, bulk data by reference",
    "/bulkdata": "all values that metadata refer to",
    "/pixeldata": "pixels",
    "/rendered": "pictures",
    "/thumbnail": "a small picture",
    "/frames/{frames}": "frames",
    "/frames/{frames}/rendered": "pictures of frames",
    "/frames/{frames}/thumbnail": "a small picture of a frame",
    "/bulkdata/{path:path}": "a value that metadata refer to",
}
_SEARCHES = ("/studies", "/series", "/instances")
_ADDRESSED = re.compile(r"(/studies/\{study\}(/series/\{series\}(/instances/\{instance\})?)?)?")

# one value of each kind, and one that is another
_SAMPLES = {
    "DA": ("20240131", "20240201"),
    "TM": ("101500", "111500"),
    "DT": ("20240131101500", "20240201101500"),
    "UI": ("1.2.3", "1.2.4"),
}
_TEXTS, _NUMBERS = ("ABC", "ABD"), ("77", "78")
_RANGED = {"DA": "20240130-20240131", "TM": "10-1030", "DT": "20240130-20240131"}
_VRS = tuple(vr for vr in sorted(VR.__members__) if len(vr) == 2 and vr not in query.UNMATCHED)


def resources() -> list[str]:
    """Every route of a project, and what it gives."""
    nothing: Any = None  # only the routes are asked for
    (project,) = (route for route in dicomweb(Catalogue(nothing), nothing).routes if isinstance(route, Mount))
    rows = []
    for route in project.routes:
        assert isinstance(route, Route)
        below = _ADDRESSED.sub("", route.path, count=1)
        given = "a search" if below in _SEARCHES else _RESOURCES[below]
        rows.append((f"`{route.path.replace(':path', '')}`", ", ".join(sorted(route.methods or ())), given))
    return table(("resource, below `/projects/{project}`", "methods", "answers"), rows)


def matching() -> list[str]:
    """The kinds of matching by VR, found by trying each."""
    kinds: dict[tuple[str, ...], list[str]] = {}
    for vr in _VRS:
        kinds.setdefault(_kinds(vr), []).append(vr)
    rows = [(", ".join(vrs), ", ".join(found)) for found, vrs in kinds.items()]
    return table(("VR", "matching"), [*rows, (", ".join(sorted(query.UNMATCHED - {"NONE"})), "none")])


def _kinds(vr: str) -> tuple[str, ...]:
    numeric = vr in NUMERIC
    value, other = _SAMPLES.get(vr, _NUMBERS if numeric else _TEXTS)
    found: Any = {"Alphabetic": value} if vr == "PN" else value
    tried = {
        "single value": value,
        "without regard to case": value.lower() if value != value.lower() else "",
        "list, one of which has to fit": f"{other},{value}",
        "wild card": f"{value[:-1]}*",
        "range": _RANGED.get(vr, ""),
        "as a number": "077" if numeric else "",
    }
    dataset = {"00100010": {"vr": vr, "Value": [found]}}
    return tuple(kind for kind, text in tried.items() if text and matches(dataset, [Filter("00100010", vr, text)]))


def parameters() -> list[str]:
    """The query parameters of searches that are none of an attribute."""
    limits = "; ".join(
        f"{level.name.lower()}: {usual:,}, at most {most:,}" for level, (usual, most) in query.LIMITS.items()
    )
    return table(
        ("parameter", "supported"),
        [
            ("`limit`", limits),
            ("`offset`", f"up to {query.MAX_OFFSET:,}"),
            ("`includefield`", "keywords, tags, lists of them, `all`"),
            ("`fuzzymatching`", f'no: Warning 299 "{query.FUZZY}"'),
            ("`emptyvaluematching`", f"yes: `{EMPTY}` asks for what has no value"),
            ("`multiplevaluematching`", "yes: values with `\\` between them, " + ", ".join(sorted(query.MULTIPLE))),
        ],
    )


def returned(level: Level) -> list[str]:
    """What an answer holds without being asked."""
    rows = []
    for tag in sorted(entities.RETURNED[level]):
        always = tag in entities.REQUIRED[level]
        name = f"({tag[:4]},{tag[4:]})"
        rows.append((name, keyword_for_tag(tag), dictionary_VR(tag), "also without a value" if always else ""))
    return table(("tag", "keyword", "VR", ""), rows)


def syntaxes() -> list[str]:
    """Of each transfer syntax the media type of its frames, and whether they are decoded."""
    rows = []
    for uid in AllTransferSyntaxes:
        if uid.is_encapsulated:
            rows.append((uid.name, uid, media_type_of(uid), "yes" if _decoded(uid) else "no"))
    return table(("transfer syntax", "UID", "media type as stored", "decoded"), rows)


def _decoded(uid: UID) -> bool:
    try:
        decoder, plugin = decoder_of(uid, bits_stored=8)
    except NotImplementedError:
        return False
    return plugin in decoder.available_plugins


def statuses() -> list[str]:
    """What a request can end in."""
    found = {kind.status: str(kind.__doc__).splitlines()[0] for kind in errors.Problem.__subclasses__()}
    return table(("status", "meaning"), sorted(found.items()))


def all_bounds() -> list[str]:
    """Constants that bound what one request may cost."""
    return bounds(
        [
            ("parameters of a search", query.MAX_PARAMETERS, ""),
            ("value of a parameter", query.MAX_VALUE, "characters"),
            ("sequences around an attribute", query.MAX_DEPTH, ""),
            ("studies, series and instances looked at for one answer", search.MAX_EXAMINED, ""),
            ("time for one answer to a search", search.MAX_SECONDS, "s"),
            ("range of dates that a table answers", candidates.MAX_DAYS, "days"),
            ("connections at once", server.MAX_CONNECTIONS, ""),
            ("header of a request", connection.MAX_HEADER, "bytes"),
            ("until a header is complete", connection.HEADER_SECONDS, "s"),
            ("bearer token", tokens.MAX_TOKEN, "bytes"),
        ]
    )


TABLES: Mapping[str, Callable[[], list[str]]] = {
    "resources": resources,
    "parameters": parameters,
    "matching": matching,
    "returned-study": lambda: returned(Level.STUDY),
    "returned-series": lambda: returned(Level.SERIES),
    "returned-instance": lambda: returned(Level.INSTANCE),
    "syntaxes": syntaxes,
    "statuses": statuses,
    "bounds": all_bounds,
}
