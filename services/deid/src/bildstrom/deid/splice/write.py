"""From the edits of a scan to the new bytes: what is untouched in slices, what is large not copied at all."""

import struct
from collections.abc import Callable, Mapping
from typing import NamedTuple

from bildstrom.deid.splice.found import CLOSE, EMPTY, OPEN, PASS, DeclinedError, Edit
from bildstrom.deid.splice.kinds import Change, Known
from bildstrom.dicom.encoding import LONG_VRS

_MOST = 8192  # new elements kept for the next object of the same patient
_LONG = struct.Struct("<L").pack
_SHORT_LIMIT = 0xFFFE
_OLD_LENGTH = struct.Struct("<L").unpack_from

NewValue = Callable[[Change, bytes], bytes | None]


class Written(NamedTuple):
    """A data set in new bytes.

    Attributes:
        head: all of it but the passed values.
        passed: where in the head they belong, and they.
    """

    head: bytes
    passed: list[tuple[int, memoryview]]


class NewElements:
    """Old elements to new ones, as bytes, for one patient of a project: a study repeats most of them."""

    def __init__(self, explicit: bool, new_value: NewValue) -> None:
        self._explicit = explicit
        self._new_value = new_value
        self._known: dict[tuple[bytes, Change], bytes] = {}
        self._known_sequences: dict[tuple[bytes, Known], bytes] = {}

    def of(self, old: bytes, value: bytes, change: Change) -> bytes:
        """The whole new element for a whole old one, whose value is given too.

        Raises:
            DeclinedError: it is too long for its VR.
        """
        new = self._known.get((old, change))
        if new is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            new = self._known[old, change] = self._made(old, self._new_value(change, value) or b"")
        return new

    def of_known(self, old: bytes, sequence: Known) -> bytes:
        """The new length and items of a short sequence for its old items."""
        new = self._known_sequences.get((old, sequence))
        if new is None:
            if len(self._known_sequences) >= _MOST:
                self._known_sequences.clear()
            items = write(old, 0, sequence.edits, self, {}).head
            new = self._known_sequences[old, sequence] = _LONG(len(items)) + items
        return new

    def empty(self, old: bytes) -> bytes:
        """A sequence without its items."""
        return old[:6] + bytes(6) if self._explicit else old[:4] + bytes(4)

    def _made(self, old: bytes, value: bytes) -> bytes:
        if not self._explicit:
            return old[:4] + _LONG(len(value)) + value
        if old[4:6] in LONG_VRS:
            return old[:6] + b"\0\0" + _LONG(len(value)) + value
        if len(value) > _SHORT_LIMIT:
            raise DeclinedError
        return old[:6] + len(value).to_bytes(2, "little") + value


class _Writer:
    """Pieces of the new data set, and what is open around the place where it is at."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.pieces: list[bytes] = []
        self.passed: list[tuple[int, memoryview]] = []
        self.grown = 0  # bytes that the new one is longer than the old one so far, without what passes
        self._open: list[tuple[int, int, int]] = []  # number of the piece that is a length, growth before, offset

    def open(self, place: int) -> None:
        """From here on something changes: leave a piece for the length."""
        self._open.append((len(self.pieces), self.grown, place))
        self.pieces.append(b"")

    def close(self) -> None:
        """Write the length that has come to be."""
        number, before, place = self._open.pop()
        (length,) = _OLD_LENGTH(self._data, place)
        self.pieces[number] = _LONG(length + self.grown - before)

    def let_pass(self, start: int, end: int, origin: int) -> None:
        """Keep a value out of the head."""
        self.passed.append((start - origin + self.grown, memoryview(self._data)[start:end]))
        self.grown -= end - start


# One loop over every edit, like the walk's.
def write(data: bytes, origin: int, edits: list[Edit], elements: NewElements, inserted: Mapping[int, bytes]) -> Written:
    """Put a data set together.

    Args:
        data: the old bytes.
        origin: where the data set begins in them.
        edits: what the scan says.
        elements: makes new ones of old ones.
        inserted: by tag, elements that the edits have places for.

    Raises:
        DeclinedError: a new element is too long for its VR.
    """
    writer = _Writer(data)
    new_element, pieces = elements.of, writer.pieces.append
    at = origin
    for start, value, end, what in edits:
        if at < start:
            pieces(data[at:start])
        at = end
        if what is None:
            writer.grown -= end - start
        elif what.__class__ is Change:
            element = new_element(data[start:end], data[value:end], what)
            pieces(element)
            writer.grown += len(element) - end + start
        elif what.__class__ is Known:
            element = elements.of_known(data[value:end], what)
            pieces(element)
            writer.grown += len(element) - end + start
        elif what is OPEN:
            writer.open(start)
        elif what is CLOSE:
            writer.close()
        elif what is PASS:
            writer.let_pass(start, end, origin)
        else:
            element = elements.empty(data[start:end]) if what is EMPTY else inserted[what]  # type: ignore[index]
            pieces(element)
            writer.grown += len(element) - end + start
    pieces(data[at:])
    return Written(b"".join(writer.pieces), writer.passed)
