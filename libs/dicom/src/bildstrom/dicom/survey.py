"""The walk for the many objects in which nothing is wrong: a fifth of the time, and no object for each element.

It follows the rules of :mod:`bildstrom.dicom.walk`, but has no verdict of its own: at whatever is not plainly in order
it gives up, and the walk says what that is.
"""

import struct
from collections.abc import Collection

from bildstrom.dicom.element import (
    DEFAULT_LIMITS,
    DELIMITERS,
    ITEM,
    ITEM_END,
    PIXEL_DATA,
    SEQUENCE_END,
    UNDEFINED,
    Limits,
)
from bildstrom.dicom.encoding import EXPLICIT_LE, IMPLICIT_LE, LONG_VRS, SHORT_VRS, Encoding
from bildstrom.dicom.sequences import is_sequence

_EXPLICIT, _IMPLICIT, _LONG = struct.Struct("<HHHH"), struct.Struct("<HHL"), struct.Struct("<L")
_NOTHING: frozenset[int] = frozenset()
_NO_ELEMENTS = DELIMITERS << 16  # tags from here on


def _number(vr: bytes) -> int:
    return int.from_bytes(vr, "little")


_SHORT = frozenset(map(_number, SHORT_VRS))
_LONG_PLAIN = frozenset(_number(vr) for vr in LONG_VRS if vr not in (b"SQ", b"UN"))
_SQ, _UN, _OB, _OW = map(_number, (b"SQ", b"UN", b"OB", b"OW"))

Places = dict[int, tuple[int, int]]


class _NotPlain(Exception):
    """Something is wrong, or rare."""


def survey(
    data: bytes | memoryview, start: int, encoding: Encoding, wanted: Collection[int], limits: Limits = DEFAULT_LIMITS
) -> Places | None:
    """Where the values of ``wanted`` lie at the top level, if the structure of ``data[start:]`` is sound as a whole.

    Args:
        wanted: tags.

    Returns:
        Tag to the offsets where its value begins and ends; None when only the walk can say.
    """
    if encoding is not EXPLICIT_LE and encoding is not IMPLICIT_LE:
        return None
    places: Places = {}
    try:
        _Survey(data, encoding.explicit, limits).elements(start, len(data), False, wanted, places)
    except (_NotPlain, struct.error):
        return None
    return places


class _Survey:
    """One pass."""

    def __init__(self, data: bytes | memoryview, explicit: bool, limits: Limits) -> None:
        self._data = data
        self.elements = self._explicit if explicit else self._implicit
        self._left = limits.elements
        self._depth_left = limits.depth

    def _explicit(self, position: int, end: int, delimited: bool, wanted: Collection[int], places: Places) -> int:
        data, unpack, last, count = self._data, _EXPLICIT.unpack_from, -1, 0
        while position < end:
            count += 1
            group, number, vr, length = unpack(data, position)
            tag = group << 16 | number
            value = position + 8
            if vr not in _SHORT:
                if tag == ITEM_END and last < _NO_ELEMENTS:
                    return self._item_end(value, vr | length, delimited, count)
                (length,) = _LONG.unpack_from(data, value)
                value += 4
                if length == UNDEFINED or (vr not in _LONG_PLAIN and (vr != _UN or is_sequence(tag))):
                    if tag <= last:
                        raise _NotPlain
                    last, position = tag, self._special(tag, vr, value, length, end)
                    continue
            position = value + length
            if tag <= last or length & 1 or position > end:
                raise _NotPlain
            last = tag
            if tag in wanted:
                places[tag] = value, position
        if position > end or delimited or last >= _NO_ELEMENTS:
            raise _NotPlain
        return self._counted(position, count)

    def _implicit(self, position: int, end: int, delimited: bool, wanted: Collection[int], places: Places) -> int:
        data, unpack, last, count = self._data, _IMPLICIT.unpack_from, -1, 0
        while position < end:
            count += 1
            group, number, length = unpack(data, position)
            tag = group << 16 | number
            value = position + 8
            if tag == ITEM_END and last < _NO_ELEMENTS:
                return self._item_end(value, length, delimited, count)
            if tag <= last:
                raise _NotPlain
            last = tag
            if length == UNDEFINED or is_sequence(tag):
                position = self._sequence(value, length, end)
                continue
            position = value + length
            if length & 1 or position > end:
                raise _NotPlain
            if tag in wanted:
                places[tag] = value, position
        if position > end or delimited or last >= _NO_ELEMENTS:
            raise _NotPlain
        return self._counted(position, count)

    def _item_end(self, position: int, length: int, delimited: bool, count: int) -> int:
        if not delimited or length:
            raise _NotPlain
        return self._counted(position, count)

    def _counted(self, position: int, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise _NotPlain
        return position

    def _special(self, tag: int, vr: int, value: int, length: int, end: int) -> int:
        """Pass a sequence or encapsulated pixel data."""
        if vr == _SQ:
            return self._sequence(value, length, end)
        if length == UNDEFINED and tag == PIXEL_DATA and vr in (_OB, _OW):
            return self._fragments(value)
        raise _NotPlain

    def _sequence(self, position: int, length: int, end: int) -> int:
        delimited = length == UNDEFINED
        limit = end if delimited else position + length
        if limit > end or self._depth_left <= 0 or (not delimited and length & 1):
            raise _NotPlain
        self._depth_left -= 1
        count = 0
        while position < limit:
            count += 1
            group, number, length = _IMPLICIT.unpack_from(self._data, position)
            tag, position = group << 16 | number, position + 8
            if tag == SEQUENCE_END and delimited and not length:
                delimited = False
                break
            if tag != ITEM:
                raise _NotPlain
            position = self._item(position, length, limit)
        if position > limit or delimited:
            raise _NotPlain
        self._depth_left += 1
        return self._counted(position, count)

    def _item(self, position: int, length: int, limit: int) -> int:
        delimited = length == UNDEFINED
        end = limit if delimited else position + length
        if end > limit:
            raise _NotPlain
        return self.elements(position, end, delimited, _NOTHING, {})

    def _fragments(self, position: int) -> int:
        """Pass the fragments of encapsulated pixel data (PS3.5 A.4); who called sees that they end in time."""
        count = 0
        while True:
            group, number, length = _IMPLICIT.unpack_from(self._data, position)
            tag, after = group << 16 | number, position + 8 + length
            if tag == SEQUENCE_END and not length:
                return self._counted(after, count)
            count += 1
            if tag != ITEM:
                raise _NotPlain
            position = after
