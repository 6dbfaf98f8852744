"""Which of the offered media types a client takes: ``Accept`` (RFC 9110 section 12.5.1, PS3.18 section 8.7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from bildstrom.dicom.encoding import EXPLICIT_LITTLE
from bildstrom.index.dicomweb.errors import NotAcceptable
from bildstrom.index.dicomweb.pixels.media import OCTETS
from bildstrom.runtime.http.media import media_ranges, weight

DICOM = "application/dicom"
DICOM_JSON = "application/dicom+json"
JSON = "application/json"
RELATED = "multipart/related"


def json_type(header: str) -> str:
    """The media type for DICOM JSON.

    Raises:
        NotAcceptable: neither ``application/dicom+json`` nor ``application/json`` is taken.
    """
    ranges = media_ranges(header)
    for each in ranges:
        for offered in (DICOM_JSON, JSON):
            if each.takes(offered) and weight(ranges, offered) > 0:
                return offered
    raise NotAcceptable(f"this resource is offered as {DICOM_JSON}")


def wants_octets(header: str) -> bool:
    """Whether all that is taken are parts of octets: of an object that is its bulk data, not the object."""
    ranges = [each for each in media_ranges(header) if each.quality > 0]
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
    ranges = media_ranges(header)
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
