"""The byte-level walker: visits the elements of a data set, nested ones too, without ever building one.

It follows lengths, and trusts none of them: whatever bytes it is given, it ends, in time linear in their number, and
with bounded memory, and says what is wrong as a ``Refusal`` instead of raising.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bildstrom.dicom.element import (
    DEFAULT_LIMITS,
    DELIMITERS,
    ITEM,
    ITEM_END,
    PIXEL_DATA,
    SEQUENCE_END,
    UNDEFINED,
    Element,
    Limits,
)
from bildstrom.dicom.encoding import IMPLICIT_LE, LONG_VRS, SHORT_VRS, Encoding
from bildstrom.dicom.verdict import Reason, Refusal


@dataclass(slots=True)
class _Frame:
    """A level of the walk: a data set or a sequence. A delimited one ends at ``end`` at the latest."""

    is_sequence: bool
    end: int
    delimited: bool
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

    A sequence that is written as UN is entered in implicit VR little endian, as PS3.5 6.2.2 has it.
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
        self._stack = [_Frame(False, len(data), False, encoding)]

    def __iter__(self) -> Iterator[Element]:
        try:
            while self._stack:
                frame = self._stack[-1]
                if self.position >= frame.end:
                    self._close(frame)
                    continue
                self._count()
                element = self._item(frame) if frame.is_sequence else self._element(frame)
                if element is not None:
                    yield element
        except struct.error:  # fewer bytes are left than a header has
            self.refusal = Refusal(Reason.TRUNCATED)
        except _RefusedError as refused:
            self.refusal = Refusal(refused.reason)

    @property
    def depth(self) -> int:
        """Of the data set that is being visited; data sets and sequences alternate on the stack."""
        return (len(self._stack) - 1) // 2

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _RefusedError(Reason.TOO_MANY_ELEMENTS)

    def _close(self, frame: _Frame) -> None:
        if frame.delimited or self.position > frame.end:
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
            if group == DELIMITERS:  # these have no VR, whatever their length looks like
                (length,) = encoding.long.unpack_from(self._data, start + 4)
            elif vr in LONG_VRS:
                (length,) = encoding.long.unpack_from(self._data, value)
                value = start + 12
            elif vr not in SHORT_VRS:
                raise _RefusedError(Reason.UNKNOWN_VR)
        else:
            group, number, length = encoding.head.unpack_from(self._data, start)
        tag = group << 16 | number
        if tag == ITEM_END:
            self._end_item(frame, length)
            return None
        if group == DELIMITERS:  # whoever visits would take an item for one of the last sequence
            raise _RefusedError(Reason.BROKEN_SEQUENCE)
        if tag <= frame.last_tag:
            self.disorder = Refusal(Reason.DUPLICATE_ELEMENT if tag == frame.last_tag else Reason.OUT_OF_ORDER)
        frame.last_tag = tag
        if length == UNDEFINED:
            return self._undefined(frame, Element(tag, vr, start, value, value, self.depth, True))
        return self._defined(frame, Element(tag, vr, start, value, value + length, self.depth, False))

    def _end_item(self, frame: _Frame, length: int) -> None:
        if not frame.delimited or length:
            raise _RefusedError(Reason.BROKEN_SEQUENCE)
        self._stack.pop()
        self.position += 8

    def _defined(self, frame: _Frame, element: Element) -> Element:
        if element.end > frame.end:
            raise _RefusedError(self._shortage(element.end))
        if (element.end - element.value) & 1:
            raise _RefusedError(Reason.ODD_LENGTH)
        if element.vr == b"SQ":
            self._enter(element, element.end, frame.encoding)
            return element
        if element.vr == b"UN" and self._is_sequence(element.tag):
            self._enter(element, element.end, IMPLICIT_LE)
            return element._replace(vr=b"SQ")
        self.position = element.end
        return element

    def _undefined(self, frame: _Frame, element: Element) -> Element:
        if element.tag == PIXEL_DATA and element.vr in (b"OB", b"OW"):
            return element._replace(end=self._fragments(element.value, frame))
        if element.vr == b"SQ":
            self._enter(element, frame.end, frame.encoding)
            return element
        if element.vr == b"UN":
            self._enter(element, frame.end, IMPLICIT_LE)
            return element._replace(vr=b"SQ")
        raise _RefusedError(Reason.UNDEFINED_LENGTH)

    def _enter(self, element: Element, end: int, encoding: Encoding) -> None:
        if self.depth >= self._depth_limit:
            raise _RefusedError(Reason.TOO_DEEP)
        self.position = element.value
        self._stack.append(_Frame(True, end, element.delimited, encoding))

    def _fragments(self, position: int, frame: _Frame) -> int:
        """Skip the fragments of encapsulated pixel data (PS3.5 A.4); gives where their delimiter begins."""
        while True:
            group, number, length = frame.encoding.item.unpack_from(self._data, position)
            tag, end = group << 16 | number, position + 8 + length
            if tag == SEQUENCE_END and not length:
                self.position = end
                return position
            if tag != ITEM or length == UNDEFINED:
                raise _RefusedError(Reason.BROKEN_SEQUENCE)
            if end > frame.end:
                raise _RefusedError(self._shortage(end))
            self._count()
            position = end

    def _item(self, frame: _Frame) -> Element | None:
        start = self.position
        group, number, length = frame.encoding.item.unpack_from(self._data, start)
        tag, value = group << 16 | number, start + 8
        self.position = value
        if tag == SEQUENCE_END and frame.delimited and not length:
            self._stack.pop()
            return None
        if tag != ITEM:
            raise _RefusedError(Reason.BROKEN_SEQUENCE)
        delimited = length == UNDEFINED
        end = frame.end if delimited else value + length
        if end > frame.end:
            raise _RefusedError(self._shortage(end))
        self._stack.append(_Frame(False, end, delimited, frame.encoding))
        return Element(ITEM, b"", start, value, value, self.depth, delimited)
