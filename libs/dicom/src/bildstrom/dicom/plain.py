"""Reads a plain little-endian data set as a tree in one pass. What is not plain is declined: the walk then judges it.

Plain is what follows every rule that the walk checks, and has neither fragments nor sequences written as UN. Items that
come again, as codes do in reports, are read once and shared: whoever has a tree changes none of its lists.
"""

from struct import Struct, error

from bildstrom.dicom.element import DELIMITERS, ITEM_END, UNDEFINED, Limits
from bildstrom.dicom.encoding import LONG_VRS, SHORT_VRS
from bildstrom.dicom.nodes import DelimitedItem, Node, Nodes
from bildstrom.dicom.sequences import is_sequence

_EXPLICIT, _IMPLICIT = Struct("<HH2sH").unpack_from, Struct("<HHL").unpack_from
_LONG = Struct("<L").unpack_from
_ITEM, _SEQUENCE_END = 0xE000, 0xE0DD
_SHORT, _COPIED = 1024, 4096  # bytes: of sequences that are looked for again; of values that are copied


class _NotPlainError(Exception):
    """The walk has to judge."""


def plain_tree(data: bytes, start: int, explicit: bool, limits: Limits) -> Nodes | None:
    """The elements of ``data[start:]``; None if they are not plain. Longer values are views of the data."""
    reading = _Reading(data, explicit, limits)
    try:
        return reading.data_set(start, len(data), 0, [], False)[0]
    except (_NotPlainError, error):  # struct's: the data are cut
        return None


class _Reading:
    def __init__(self, data: bytes, explicit: bool, limits: Limits) -> None:
        self._data = data
        self._view = memoryview(data)
        self._header = self._explicit if explicit else self._implicit
        self._left = limits.elements
        self._depth = limits.depth
        self._known: dict[tuple[int, bytes], tuple[list[Nodes], int]] = {}

    def data_set(self, at: int, limit: int, depth: int, nodes: Nodes, delimited: bool) -> tuple[Nodes, int]:
        """Fill ``nodes`` up to ``limit`` or, if delimited, up to the delimiter before it; gives where that ends."""
        data, last = self._data, -1
        while at < limit:
            self._count()
            tag, vr, length, value = self._header(at)
            if tag <= last or tag >> 16 == DELIMITERS:
                if tag == ITEM_END and delimited and not length:
                    return nodes, at + 8
                raise _NotPlainError
            last, at = tag, value + length
            if vr == b"SQ":
                items, at = self._sequence(value, limit, length, depth)
                nodes.append(Node(tag, vr, items=items, delimited=length == UNDEFINED))
                continue
            if at > limit or length & 1:  # undefined lengths, too
                raise _NotPlainError
            nodes.append(Node(tag, vr, data[value:at] if length <= _COPIED else self._view[value:at]))
        if delimited or at != limit:
            raise _NotPlainError
        return nodes, at

    def _explicit(self, at: int) -> tuple[int, bytes, int, int]:
        """Tag, VR, length, and where the value begins."""
        group, number, vr, length = _EXPLICIT(self._data, at)
        tag = group << 16 | number
        if group == DELIMITERS:
            return tag, b"", _LONG(self._data, at + 4)[0], at + 8
        if vr in SHORT_VRS:
            return tag, vr, length, at + 8
        if vr in LONG_VRS and (vr != b"UN" or not is_sequence(tag)):
            return tag, vr, _LONG(self._data, at + 8)[0], at + 12
        raise _NotPlainError

    def _implicit(self, at: int) -> tuple[int, bytes, int, int]:
        group, number, length = _IMPLICIT(self._data, at)
        tag = group << 16 | number
        return tag, b"SQ" if is_sequence(tag) else b"UN", length, at + 8

    def _sequence(self, at: int, limit: int, length: int, depth: int) -> tuple[list[Nodes], int]:
        if depth >= self._depth:
            raise _NotPlainError
        if length == UNDEFINED:
            return self._items(at, limit, depth, True)
        end = at + length
        if end > limit or length & 1:
            raise _NotPlainError
        if length > _SHORT:
            return self._items(at, end, depth, False)
        key = depth, self._data[at:end]
        known = self._known.get(key)
        if known is None:
            before = self._left
            items, _ = self._items(at, end, depth, False)
            self._known[key] = items, before - self._left
            return items, end
        items, count = known
        self._count(count)
        return items, end

    def _items(self, at: int, limit: int, depth: int, delimited: bool) -> tuple[list[Nodes], int]:
        items: list[Nodes] = []
        while at < limit:
            self._count()
            group, number, length = _IMPLICIT(self._data, at)
            at += 8
            if group != DELIMITERS:
                raise _NotPlainError
            if number == _SEQUENCE_END and delimited and not length:
                return items, at
            end = limit if length == UNDEFINED else at + length
            if number != _ITEM or end > limit:
                raise _NotPlainError
            item, at = self.data_set(
                at, end, depth + 1, DelimitedItem() if length == UNDEFINED else [], length == UNDEFINED
            )
            items.append(item)
        if delimited or at != limit:
            raise _NotPlainError
        return items, at

    def _count(self, elements: int = 1) -> None:
        self._left -= elements
        if self._left < 0:
            raise _NotPlainError
