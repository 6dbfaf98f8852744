"""Which of the offered media types a client takes: ``Accept`` (RFC 9110 section 12.5.1, PS3.18 section 8.7)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bildstrom.index.dicomweb.errors import NotAcceptable

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


def dicom_form(header: str, transfer_syntaxes: Sequence[str | None], *, single: bool) -> str:
    """Whether objects are answered as ``multipart/related`` or, where there is one, as bare ``application/dicom``.

    Objects are sent as they are stored; where a client names transfer syntaxes, theirs has to be among them.

    Raises:
        NotAcceptable: no media range takes it.
    """
    ranges = parse(header)
    for each in ranges:
        if each.takes(RELATED) and each.parameters.get("type", DICOM) in (DICOM, "*/*"):
            form = RELATED
        elif single and each.takes(DICOM):
            form = DICOM
        else:
            continue
        same = [other.parameters.get("transfer-syntax", "*") for other in ranges if other.type == each.type]
        if "*" in same or all(syntax in same for syntax in transfer_syntaxes):
            return form
    raise NotAcceptable(
        f'offered: {RELATED}; type="{DICOM}"; transfer-syntax=* (a single instance also as {DICOM}); not transcoded'
    )
