"""Media types as headers write them (RFC 9110 sections 8.3 and 12.5.1), read strictly and in bounded time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

DICOM = "application/dicom"
DICOM_JSON = "application/dicom+json"
RELATED = "multipart/related"

MAX_VALUE = 4096  # characters of a header that are looked at
MAX_RANGES = 32

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_TYPE = re.compile(rf"({_TOKEN}/{_TOKEN})")
_PARAMETER = re.compile(rf'[ \t]*;[ \t]*({_TOKEN})=(?:"((?:[^"\\]|\\.)*)"|([!#-+\--:<-\[\]-~]+))')


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type, in lower case, with its parameters' values as they are; ``type`` is ``""`` if unreadable."""

    type: str
    parameters: Mapping[str, str]


UNREADABLE = MediaType("", {})


def media_type(value: bytes) -> MediaType:
    """Read a ``Content-Type``; what is not one, or names a parameter twice, is ``UNREADABLE``."""
    text = value.decode("latin-1").strip(" \t")
    if len(text) > MAX_VALUE:
        return UNREADABLE
    found, end = _read(text, 0)
    return found if not text[end:].strip(" \t;") else UNREADABLE


def takes_dicom_json(accept: bytes) -> bool:
    """Whether ``Accept`` covers ``application/dicom+json``; an empty one covers everything.

    The most specific range decides, so ``*/*, application/dicom+json;q=0`` does not.
    """
    text = accept.decode("latin-1").strip(" \t")
    if not text:
        return True
    best = (-1, 0.0)
    for part in text[:MAX_VALUE].split(",")[:MAX_RANGES]:
        found, _ = _read(part.strip(" \t"), 0)
        rank = ("*/*", "application/*", DICOM_JSON).index(found.type) if found.type in _COVERING else -1
        best = max(best, (rank, _quality(found))) if rank >= 0 else best
    return best[1] > 0


_COVERING = frozenset({"*/*", "application/*", DICOM_JSON})


def _quality(found: MediaType) -> float:
    weight = found.parameters.get("q", "1")
    return float(weight) if re.fullmatch(r"[01](\.[0-9]{0,3})?", weight) else 0.0


def _read(text: str, start: int) -> tuple[MediaType, int]:
    head = _TYPE.match(text, start)
    if head is None:
        return UNREADABLE, start
    parameters: dict[str, str] = {}
    position = head.end()
    while (found := _PARAMETER.match(text, position)) is not None:
        name, quoted, plain = found.groups()
        if name.lower() in parameters:
            return UNREADABLE, start
        parameters[name.lower()] = plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        position = found.end()
    return MediaType(head.group(1).lower(), parameters), position
