"""Which of the offered media types a client takes: ``Accept`` (RFC 9110 section 12.5.1, PS3.18 section 8.7)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bildstrom.dicom.encoding import EXPLICIT_LITTLE
from bildstrom.index.dicomweb.errors import NotAcceptable
from bildstrom.index.dicomweb.pixels.media import OCTETS

DICOM = "application/dicom"
DICOM_JSON = "application/dicom+json"
JSON = "application/json"
RELATED = "multipart/related"

MAX_RANGES = 32

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER = re.compile(rf'\s*;\s*({_TOKEN})=(?:"([^"]*)"|([^;,"\s]*))')
_TYPE = re.compile(rf"\s*({_TOKEN}/{_TOKEN})")


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One media range of an ``Accept`` header."""

    type: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def quality(self) -> float:
        """Its weight; 0 means: not this."""
        try:
            return float(self.parameters.get("q", "1"))
        except ValueError:
            return 0.0

    def takes(self, media_type: str) -> bool:
        """Whether it covers a media type."""
        main = media_type.split("/")[0]
        return self.quality > 0 and self.type in (media_type, f"{main}/*", "*/*")


def parse(header: str) -> list[MediaRange]:
    """Read the header's value; an empty one takes everything, what cannot be read is passed over."""
    ranges: list[MediaRange] = []
    position = 0
    while position < len(header) and len(ranges) < MAX_RANGES:
        start = _TYPE.match(header, position)
        if start is not None:
            position = start.end()
            parameters = {}
            while (item := _PARAMETER.match(header, position)) is not None:
                quoted, plain = item.group(2), item.group(3)
                parameters[item.group(1).lower()] = plain if quoted is None else quoted
                position = item.end()
            ranges.append(MediaRange(start.group(1).lower(), parameters))
        comma = header.find(",", position)
        position = len(header) if comma < 0 else comma + 1
    if not header.strip():
        return [MediaRange("*/*")]
    return sorted(ranges, key=lambda each: -each.quality)


def json_type(header: str) -> str:
    """The media type for DICOM JSON.

    Raises:
        NotAcceptable: neither ``application/dicom+json`` nor ``application/json`` is taken.
    """
    for each in parse(header):
        for offered in (DICOM_JSON, JSON):
            if each.takes(offered):
                return offered
    raise NotAcceptable(f"this resource is offered as {DICOM_JSON}")


def wants_octets(header: str) -> bool:
    """Whether all that is taken are parts of octets: of an object that is its bulk data, not the object."""
    ranges = [each for each in parse(header) if each.quality > 0]
    return bool(ranges) and all(
        each.type == RELATED and each.parameters.get("type", DICOM).lower() == OCTETS for each in ranges
    )


@dataclass(frozen=True, slots=True)
class DicomForm:
    """How objects are answered.

    Attributes:
        multipart: each as a part, or the only one as the body.
        syntaxes: the transfer syntaxes that are taken; ``*`` is any.
    """

    multipart: bool
    syntaxes: frozenset[str]

    def takes(self, transfer_syntax: str | None) -> bool:
        """Whether an object is taken as it is stored; if not, it is taken in explicit VR little endian."""
        return "*" in self.syntaxes or transfer_syntax in self.syntaxes


def dicom_form(header: str, transfer_syntaxes: Sequence[str | None], *, single: bool) -> DicomForm:
    """The best form that the client takes; without a transfer syntax that is what is stored.

    Raises:
        NotAcceptable: no media range takes it, or an object neither as it is stored nor in explicit VR little endian.
    """
    ranges = parse(header)
    for each in ranges:
        multipart = each.takes(RELATED)
        if not (multipart and each.parameters.get("type", DICOM).lower() in (DICOM, "*/*")):
            if not (single and each.takes(DICOM)):
                continue
            multipart = False
        same = frozenset(other.parameters.get("transfer-syntax", "*") for other in ranges if other.type == each.type)
        form = DicomForm(multipart, same)
        if EXPLICIT_LITTLE in same or all(form.takes(syntax) for syntax in transfer_syntaxes):
            return form
    raise NotAcceptable(
        f'offered: {RELATED}; type="{DICOM}" (a single instance also as {DICOM}),'
        f" with transfer-syntax=* or {EXPLICIT_LITTLE}"
    )
