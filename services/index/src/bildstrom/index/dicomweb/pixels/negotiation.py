"""In which form frames are answered: ``Accept`` against what is stored (PS3.18 sections 8.7.3 and 10.4.1.1.6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bildstrom.dicom.encoding import EXPLICIT_LITTLE
from bildstrom.index.dicomweb.accept import RELATED
from bildstrom.index.dicomweb.errors import NotAcceptable
from bildstrom.index.dicomweb.pixels.media import OCTETS, media_type_of
from bildstrom.runtime.http.media import MediaRange, media_ranges


@dataclass(frozen=True, slots=True)
class Form:
    """How frames are answered.

    Attributes:
        multipart: each as a part, or the only one as the body.
        stored: compressed as they are, or native.
    """

    multipart: bool
    stored: bool


def frame_form(header: str, transfer_syntax: str, *, encapsulated: bool, single: bool) -> Form:
    """The best form that the client takes.

    Without a transfer syntax, octets are native pixels, as the standard has it, and an image type is what is stored.
    Octets with ``transfer-syntax=*`` are what is stored, whatever its type: that is how viewers ask for it.

    Args:
        single: whether one frame is asked for; several are always parts.

    Raises:
        NotAcceptable: no media range takes any.
    """
    kind = media_type_of(transfer_syntax)
    for multipart, inner, wanted in _taken(header, single=single):
        if encapsulated and _takes_stored(inner, kind, wanted, transfer_syntax):
            return Form(multipart, stored=True)
        if inner in (OCTETS, "application/*", "*/*") and wanted in (None, "*", EXPLICIT_LITTLE):
            return Form(multipart, stored=False)
    raise NotAcceptable(f"offered: {RELATED} (a single frame also without) of {kind} as stored, or of {OCTETS}, native")


def value_form(header: str, kinds: Sequence[str], *, single: bool) -> tuple[bool, str]:
    """The best form of a value that is no frame: whether as a part, and its media type.

    Args:
        kinds: it is offered in, the best one first.
        single: whether it may be answered without parts.

    Raises:
        NotAcceptable: no media range takes any.
    """
    for multipart, inner, wanted in _taken(header, single=single):
        for kind in kinds:
            if inner in (kind, "application/*", "*/*") and wanted in (None, "*", EXPLICIT_LITTLE):
                return multipart, kind
    raise NotAcceptable(f"offered: {' or '.join(kinds)}, as {RELATED}; a single value also without")


def part_type(header: str) -> str:
    """What a message with values of many kinds says its parts are: the type the client names first, or octets.

    Raises:
        NotAcceptable: the client takes no message of parts.
    """
    for _, inner, _ in _taken(header, single=False):
        return OCTETS if "*" in inner else inner
    raise NotAcceptable(f"offered: {RELATED}")


def _taken(header: str, *, single: bool) -> Iterator[tuple[bool, str, str | None]]:
    """What the client takes, the best first: whether as parts, of which type, in which transfer syntax."""
    for each in media_ranges(header):
        multipart = each.type in (RELATED, "*/*")
        if each.quality > 0 and (multipart or single):
            yield multipart, _inner(each), each.parameters.get("transfer-syntax")


def _inner(each: MediaRange) -> str:
    return (each.parameters.get("type", "*/*") if each.type == RELATED else each.type).lower()


def _takes_stored(inner: str, kind: str, wanted: str | None, transfer_syntax: str) -> bool:
    if wanted is None:
        return inner != OCTETS and inner in (kind.lower(), f"{kind.split('/')[0]}/*") and kind != OCTETS
    return wanted in ("*", transfer_syntax) and inner in (kind.lower(), f"{kind.split('/')[0]}/*", OCTETS, "*/*")
