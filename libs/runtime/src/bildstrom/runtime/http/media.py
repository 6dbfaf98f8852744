"""Media types as headers write them (RFC 9110 sections 8.3 and 12.5.1), read in bounded time.

A ``Content-Type`` says how bytes are to be read, so what is ambiguous in it is unreadable. An ``Accept`` only says what
is liked, so what cannot be read in it is passed over.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MAX_VALUE = 4096  # characters of a Content-Type that are looked at
MAX_RANGES = 32

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_TYPE = re.compile(rf"[ \t]*({_TOKEN}/{_TOKEN})")
_PARAMETER = re.compile(rf'[ \t]*;[ \t]*({_TOKEN})=(?:"((?:[^"\\]|\\.)*)"|([!#-+\--:<-\[\]-~]+))')
# RFC 9110 section 12.4.2; without the leading zero, too: Java's HttpURLConnection sends "q=.2" with every request
_WEIGHT = re.compile(r"[01](\.[0-9]{0,3})?|\.[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type, in lower case, with its parameters' values as they are; ``type`` is ``""`` if unreadable."""

    type: str
    parameters: Mapping[str, str] = field(default_factory=dict)


UNREADABLE = MediaType("")


@dataclass(frozen=True, slots=True)
class MediaRange(MediaType):
    """What an ``Accept`` takes; ``*`` stands for any type."""

    @property
    def quality(self) -> float:
        """Its weight; 0 means: not this."""
        weight = self.parameters.get("q", "1")
        return min(float(weight), 1.0) if _WEIGHT.fullmatch(weight) else 0.0

    def takes(self, media_type: str) -> bool:
        """Whether it covers a media type."""
        return self.quality > 0 and self.type in _covering(media_type)


def media_type(header: str) -> MediaType:
    """Read a ``Content-Type``; what is not one, or names a parameter twice, is ``UNREADABLE``."""
    header = header.strip(" \t")
    head = _TYPE.match(header)
    if head is None or len(header) > MAX_VALUE:
        return UNREADABLE
    found, end = _parameters(header, head.end())
    parameters = dict(found)
    if len(parameters) < len(found) or header[end:].strip(" \t;"):
        return UNREADABLE
    return MediaType(head.group(1).lower(), parameters)


def media_ranges(header: str) -> list[MediaRange]:
    """Read an ``Accept``, the greatest weight first; an empty one takes everything."""
    if not header.strip():
        return [MediaRange("*/*")]
    ranges: list[MediaRange] = []
    position = 0
    while position < len(header) and len(ranges) < MAX_RANGES:
        head = _TYPE.match(header, position)
        if head is not None:
            found, position = _parameters(header, head.end())
            ranges.append(MediaRange(head.group(1).lower(), dict(found)))
        comma = header.find(",", position)
        position = len(header) if comma < 0 else comma + 1
    return sorted(ranges, key=lambda each: -each.quality)


def weight(ranges: Iterable[MediaRange], media_type: str) -> float:
    """How much a media type is liked: the most specific range decides, so a type can be taken out of ``*/*`` by 0."""
    covering = _covering(media_type)
    ranks = [(covering.index(each.type), -each.quality) for each in ranges if each.type in covering]
    return -min(ranks)[1] if ranks else 0.0


def _covering(media_type: str) -> tuple[str, str, str]:
    return media_type, f"{media_type.split('/')[0]}/*", "*/*"


def _parameters(header: str, position: int) -> tuple[list[tuple[str, str]], int]:
    """The parameters from a place on, and where what can be read of them ends."""
    parameters = []
    while (found := _PARAMETER.match(header, position)) is not None:
        name, quoted, plain = found.groups()
        parameters.append((name.lower(), plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)))
        position = found.end()
    return parameters, position
