"""What a walk visits: an element's place in the buffer, and how much of it all a walk accepts."""

from dataclasses import dataclass
from typing import NamedTuple

UNDEFINED = 0xFFFFFFFF
DELIMITERS = 0xFFFE  # group of items and of what ends them and their sequences, which are no elements (PS3.5 7.5)
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
PIXEL_DATA = 0x7FE00010


class Element(NamedTuple):
    """Where an element lies in the buffer. Its value is ``data[value:end]``.

    The beginning of an item is visited too: tag ``ITEM``, no VR, no value, the depth of what it contains.

    Attributes:
        tag: group << 16 | element.
        vr: two bytes, as written; where none is written, ``SQ`` for a sequence and ``UN`` for the rest.
        start: offset of the tag.
        value: offset of the value.
        end: offset behind the value; of a sequence of undefined length it is ``value``, of encapsulated pixel data
            it is where the delimiter begins.
        depth: 0 at the top level, 1 in an item of a sequence there, and so on.
        delimited: the length is undefined, a delimiter ends the value.
    """

    tag: int
    vr: bytes
    start: int
    value: int
    end: int
    depth: int
    delimited: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """What a walk accepts. An enhanced multi-frame object of 4,000 frames has about 240,000 elements."""

    depth: int = 64
    elements: int = 400_000  # and items, and fragments


DEFAULT_LIMITS = Limits()
