"""The byte-level walker: visits the elements of a data set, nested ones too, without ever building one.

It follows lengths, and trusts none of them: whatever bytes it is given, it ends, in time linear in their number, and
with bounded memory, and says what is wrong as a ``Refusal`` instead of raising.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from bildstrom.dicom.encoding import EXPLICIT_LE, IMPLICIT_LE, LONG_VRS, SHORT_VRS, Encoding
from bildstrom.dicom.verdict import Reason, Refusal

UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
PIXEL_DATA = 0x7FE00010


class Element(NamedTuple):
    """Where an element lies in the buffer. Its value is ``data[value:end]``.

    Attributes:
        tag: group << 16 | element.
        vr: two bytes, as written; where none is written, ``SQ`` for a sequence and ``UN`` for the rest.
        start: offset of the tag.
        value: offset of the value.
        end: offset behind the value; equal to ``value`` where the length is undefined.
        depth: 0 at the top level, 1 in an item of a sequence there, and so on.
    """

    tag: int
    vr: bytes
    start: int
    value: int
    end: int
    depth: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What a walk accepts. An enhanced multi-frame object of 4,000 frames has about 240,000 elements."""

    depth: int = 64
    elements: int = 400_000  # and items, and fragments


DEFAULT_LIMITS = Limits()


class _Kind(Enum):
    DATASET = 0
    ITEMS = 1
    FRAGMENTS = 2


@dataclass(slots=True)
class _Frame:
    """A level of the walk. An open one ends with a delimiter, and at ``end`` at the latest."""

    kind: _Kind
    end: int
    open: bool
    encoding: Encoding
    last_tag: int = -1


class _RefusedError(Exception):
    def __init__(self, reason: Reason) -> None:
        self.reason = reason


def opaque(_tag: int) -> bool:
    """Takes no element of defined length for a sequence: all that an implicit VR data set says by itself."""
    return False


class Walk:
    """An iteration over the elements of ``data[start:]``, in order, each sequence before what it contains.

    Iterate to the end, then look at ``refusal``: None means that the structure is sound up to the last byte, and at
    ``disorder``: None means that the elements of every data set ascend, and none is there twice (PS3.5 7.1).
    """

    def __init__(
        self,
        data: bytes | memoryview,
        start: int,
        encoding: Encoding,
        is_sequence: Callable[[int], bool] = opaque,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        """Starts at ``start``; ``is_sequence`` says of a tag without a written VR whether it is a sequence."""
        self.refusal: Refusal | None = None
        self.disorder: Refusal | None = None
        self.position = start
        self._data = data
        self._is_sequence = is_sequence
        self._depth_limit = limits.depth
        self._left = limits.elements
        self._stack = [_Frame(_Kind.DATASET, len(data), False, encoding)]

    def __iter__(self) -> Iterator[Element]:
        try:
            while self._stack:
                frame = self._stack[-1]
                if self.position >= frame.end:
                    self._close(frame)
                    continue
                self._left -= 1
                if self._left < 0:
                    raise _RefusedError(Reason.TOO_MANY_ELEMENTS)
                if frame.kind is _Kind.DATASET:
                    element = self._element(frame)
                    if element is not None:
                        yield element
                else:
                    self._item(frame)
        except struct.error:  # fewer bytes are left than a header has
            self.refusal = Refusal(Reason.TRUNCATED)
        except _RefusedError as refused:
            self.refusal = Refusal(refused.reason)

    @property
    def depth(self) -> int:
        """Of the data set that is being visited; data sets and sequences alternate on the stack."""
        return (len(self._stack) - 1) // 2

    def _close(self, frame: _Frame) -> None:
        if frame.open or self.position > frame.end:
            raise _RefusedError(self._shortage(frame.end))
        self._stack.pop()

    def _shortage(self, end: int) -> Reason:
        """Something ends behind ``end``: is the buffer too short, or just the sequence around it?"""
        return Reason.TRUNCATED if end >= len(self._data) else Reason.BROKEN_SEQUENCE

    def _element(self, frame: _Frame) -> Element | None:
        start, encoding = self.position, frame.encoding
        vr, value = b"UN", start + 8
        if encoding.explicit:
            group, number, vr, length = encoding.head.unpack_from(self._data, start)
            if vr in LONG_VRS:
                (length,) = encoding.long.unpack_from(self._data, value)
                value = start + 12
            elif vr not in SHORT_VRS:
                group, number, length = encoding.item.unpack_from(self._data, start)
                if (group, number) != (0xFFFE, 0xE00D):
                    raise _RefusedError(Reason.UNKNOWN_VR)
        else:
            group, number, length = encoding.head.unpack_from(self._data, start)
        tag = group << 16 | number
        if tag == ITEM_END:
            self._end_item(frame, length)
            return None
        if tag <= frame.last_tag:
            self.disorder = Refusal(Reason.DUPLICATE_ELEMENT if tag == frame.last_tag else Reason.OUT_OF_ORDER)
        frame.last_tag = tag
        if length == UNDEFINED:
            return self._undefined(frame, tag, vr, value)
        return self._defined(frame, Element(tag, vr, start, value, value + length, self.depth))

    def _end_item(self, frame: _Frame, length: int) -> None:
        if not frame.open or length:
            raise _RefusedError(Reason.BROKEN_SEQUENCE)
        self._stack.pop()
        self.position += 8

    def _defined(self, frame: _Frame, element: Element) -> Element:
        if element.end > frame.end:
            raise _RefusedError(self._shortage(element.end))
        if (element.end - element.value) & 1:
            raise _RefusedError(Reason.ODD_LENGTH)
        if element.vr == b"SQ" or (not frame.encoding.explicit and self._is_sequence(element.tag)):
            self.position = element.value
            self._enter(_Frame(_Kind.ITEMS, element.end, False, frame.encoding))
            return element._replace(vr=b"SQ")
        self.position = element.end
        return element

    def _undefined(self, frame: _Frame, tag: int, vr: bytes, value: int) -> Element:
        element = Element(tag, vr, self.position, value, value, self.depth)
        self.position = value
        if tag == PIXEL_DATA and vr in (b"OB", b"OW"):
            self._enter(_Frame(_Kind.FRAGMENTS, frame.end, True, EXPLICIT_LE))
        elif vr == b"SQ":
            self._enter(_Frame(_Kind.ITEMS, frame.end, True, frame.encoding))
        elif vr == b"UN":  # PS3.5 6.2.2: a sequence of unknown VR is written in implicit VR little endian
            self._enter(_Frame(_Kind.ITEMS, frame.end, True, IMPLICIT_LE))
            element = element._replace(vr=b"SQ")
        else:
            raise _RefusedError(Reason.UNDEFINED_LENGTH)
        return element

    def _enter(self, frame: _Frame) -> None:
        if self.depth >= self._depth_limit:
            raise _RefusedError(Reason.TOO_DEEP)
        self._stack.append(frame)

    def _item(self, frame: _Frame) -> None:
        group, number, length = frame.encoding.item.unpack_from(self._data, self.position)
        self.position += 8
        tag, end = group << 16 | number, self.position + length
        if tag == SEQUENCE_END and frame.open and not length:
            self._stack.pop()
        elif tag != ITEM or (length == UNDEFINED and frame.kind is _Kind.FRAGMENTS):
            raise _RefusedError(Reason.BROKEN_SEQUENCE)
        elif length == UNDEFINED:
            self._stack.append(_Frame(_Kind.DATASET, frame.end, True, frame.encoding))
        elif end > frame.end:
            raise _RefusedError(self._shortage(end))
        elif frame.kind is _Kind.FRAGMENTS:
            self.position = end
        else:
            self._stack.append(_Frame(_Kind.DATASET, end, False, frame.encoding))
