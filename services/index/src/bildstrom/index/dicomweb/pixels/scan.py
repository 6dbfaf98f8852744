"""The head of an object: what stands before its pixels, and where they are. Pure; asks for more bytes if need be."""

from collections.abc import Mapping
from dataclasses import dataclass

from bildstrom.dicom.element import PIXEL_DATA, UNDEFINED
from bildstrom.dicom.encoding import LONG_VRS, Encoding, encoding_of
from bildstrom.dicom.part10 import place_of_data_set
from bildstrom.dicom.sequences import is_sequence
from bildstrom.dicom.verdict import Reason, Refusal
from bildstrom.dicom.walk import Walk

FLOAT_PIXELS, DOUBLE_PIXELS = 0x7FE00008, 0x7FE00009
FRAME_OFFSETS, FRAME_LENGTHS = 0x7FE00001, 0x7FE00002  # Extended Offset Table, PS3.3 C.7.6.3.1.8
_PIXELS = {FLOAT_PIXELS: b"OF", DOUBLE_PIXELS: b"OD", PIXEL_DATA: b"OW"}  # with the VR where none is written
KEYWORDS = {FLOAT_PIXELS: "FloatPixelData", DOUBLE_PIXELS: "DoubleFloatPixelData", PIXEL_DATA: "PixelData"}
_KEPT = frozenset(
    [
        *(FRAME_OFFSETS, FRAME_LENGTHS, 0x00280002, 0x00280004, 0x00280006, 0x00280008, 0x00280010, 0x00280011),
        *(0x00280100, 0x00280101, 0x00280103),
    ]
)


class UnreadableError(Exception):
    """The bytes are no DICOM object that can be followed to its pixels."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """The element that holds the pixels.

    Attributes:
        start: offset of its tag.
        value: offset of its value.
        length: of the value in bytes; None if it is encapsulated.
    """

    tag: int
    vr: bytes
    start: int
    value: int
    length: int | None


@dataclass(frozen=True, slots=True)
class Head:
    """What a scan found.

    Attributes:
        values: of the elements that describe the pixels, by tag.
        pixels: None if the object has none.
    """

    transfer_syntax: str
    values: Mapping[int, bytes]
    pixels: Pixels | None


def scan(buffer: bytes, size: int, held: str | None = None) -> Head | int:
    """The head of an object of ``size`` bytes that begins with ``buffer``, or how many bytes of it that takes.

    Args:
        buffer: beginning of a Part 10 file, or with ``held`` of a bare data set.
        size: bytes of the whole.
        held: transfer syntax of a bare data set.

    Raises:
        UnreadableError: no number of bytes helps.
    """
    place = place_of_data_set(buffer) if held is None else (0, held)
    if isinstance(place, Refusal):
        return _more(buffer, size, place.reason)
    start, syntax = place
    walk = Walk(buffer, start, encoding_of(syntax), is_sequence)
    values: dict[int, bytes] = {}
    for element in walk:
        if element.depth:
            continue
        if element.tag in _PIXELS or element.tag > PIXEL_DATA:
            break
        if element.tag in _KEPT:
            values[element.tag] = buffer[element.value : element.end]
    else:
        if walk.refusal is None and len(buffer) >= size:
            return Head(syntax, values, None)
        header = None if walk.depth else _header(buffer, walk.position, encoding_of(syntax))
        if header is not None and header.tag in _PIXELS:
            return Head(syntax, values, header)
        return _more(buffer, size, walk.refusal.reason if walk.refusal else Reason.TRUNCATED, header)
    return Head(syntax, values, _header(buffer, element.start, encoding_of(syntax), only=_PIXELS))


def _more(buffer: bytes, size: int, reason: Reason, header: Pixels | None = None) -> int:
    if reason is not Reason.TRUNCATED or len(buffer) >= size:
        raise UnreadableError
    needed = header.value + (header.length or 0) + 4096 if header else 0
    return min(size, max(2 * len(buffer), needed))


def _header(buffer: bytes, at: int, encoding: Encoding, only: Mapping[int, bytes] | None = None) -> Pixels | None:
    """What the header of a top-level element says; None if it is not in the buffer, or none of ``only``."""
    if len(buffer) < at + 12:
        return None
    vr = b""
    if encoding.explicit:
        group, number, vr, length = encoding.head.unpack_from(buffer, at)
        value = at + 8
        if vr in LONG_VRS:
            (length,) = encoding.long.unpack_from(buffer, value)
            value += 4
    else:
        group, number, length = encoding.head.unpack_from(buffer, at)
        value = at + 8
    tag = group << 16 | number
    if only is not None and tag not in only:
        return None
    return Pixels(tag, vr or _PIXELS.get(tag, b"UN"), at, value, None if length == UNDEFINED else length)
