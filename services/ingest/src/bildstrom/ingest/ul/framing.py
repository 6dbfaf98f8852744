"""From a stream of bytes to units: the receive buffer, and what lies in it. No length is believed before it is bounded.

The caller receives into :meth:`Framing.space`. Data of P-DATA-TF come out as views of that same buffer as soon as they
are there, without waiting for the rest of their unit, so memory does not depend on what a peer announces.
"""

import struct
from dataclasses import dataclass
from typing import NamedTuple

from bildstrom.ingest.ul.pdu import ABORT, ASSOCIATE_RQ, P_DATA, RELEASE_RP, RELEASE_RQ

MAX_PDU = 131_072  # DCMTK never sends more; 40 % less CPU per GB than with its default
MAX_REQUEST = 65_536  # 128 contexts of 20 transfer syntaxes take 57 kB
BUFFER_BYTES = MAX_PDU + 65_536

_HEAD = struct.Struct(">BxL")
_PDV = struct.Struct(">LBB")


class FramingError(Exception):
    """The stream cannot be followed any more.

    Attributes:
        reason: a word for logs.
        abort_reason: of the A-ABORT that answers it (PS3.8 table 9-26).
    """

    def __init__(self, reason: str, abort_reason: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.abort_reason = abort_reason


@dataclass(frozen=True, slots=True)
class Unit:
    """A whole unit that is not P-DATA-TF; ``body`` is what follows its head."""

    kind: int
    body: bytes


class Piece(NamedTuple):
    """A part of a presentation data value.

    Attributes:
        data: a view of the buffer, valid until the next :meth:`Framing.space`.
        last: it ends the command set or data set that it belongs to.
    """

    context_id: int
    is_command: bool
    data: memoryview
    last: bool


class Framing:
    """Follows one stream.

    Args:
        buffer: of ``BUFFER_BYTES``; may have served another stream before.
    """

    def __init__(self, buffer: bytearray) -> None:
        self._view = memoryview(buffer)
        self._start = self._end = 0
        self._pdu_left = self._pdv_left = 0
        self._context_id = self._control = 0
        self._in_value = False
        self.associated = False

    def space(self) -> memoryview:
        """Where to receive next; never empty. Before the association it has room for one request."""
        if self._start:
            rest = self._end - self._start
            self._view[:rest] = self._view[self._start : self._end]
            self._start, self._end = 0, rest
        return self._view[self._end :] if self.associated else self._view[self._end : MAX_REQUEST + _HEAD.size]

    def received(self, count: int) -> None:
        """``count`` bytes have been written into the space."""
        self._end += count

    def next(self) -> Unit | Piece | None:
        """The next unit or piece; None when more bytes are needed.

        Raises:
            FramingError: what comes cannot be a unit that is acceptable here.
        """
        if not self._in_value and not self._pdu_left:
            found = self._head()
            if found is not None or not self._pdu_left:
                return found
        if not self._in_value and not self._pdv_head():
            return None
        return self._piece()

    def _head(self) -> Unit | None:
        """Start a P-DATA-TF, or give another unit when it is there as a whole."""
        if self._end - self._start < _HEAD.size:
            return None
        kind, length = _HEAD.unpack_from(self._view, self._start)
        self._bound(kind, length)
        body = self._start + _HEAD.size
        if kind == P_DATA:
            self._start, self._pdu_left = body, length
            return None
        if self._end - body < length:
            return None
        self._start = body + length
        return Unit(kind, bytes(self._view[body : body + length]))

    def _bound(self, kind: int, length: int) -> None:
        if kind not in (ASSOCIATE_RQ, P_DATA, RELEASE_RQ, RELEASE_RP, ABORT):
            raise FramingError("unrecognized_pdu", 1)
        if kind == P_DATA:
            if not self.associated:
                raise FramingError("unexpected_pdu", 2)
            if not _PDV.size <= length <= MAX_PDU:
                raise FramingError("pdu_length", 6)
        elif kind == ASSOCIATE_RQ:
            if self.associated:
                raise FramingError("unexpected_pdu", 2)
            if length > MAX_REQUEST:
                raise FramingError("pdu_length", 6)
        elif length != 4:
            raise FramingError("pdu_length", 6)

    def _pdv_head(self) -> bool:
        if self._pdu_left < _PDV.size:
            raise FramingError("pdv_length", 6)
        if self._end - self._start < _PDV.size:
            return False
        length, self._context_id, self._control = _PDV.unpack_from(self._view, self._start)
        if not 2 <= length <= self._pdu_left - 4:
            raise FramingError("pdv_length", 6)
        self._start += _PDV.size
        self._pdu_left -= length + 4
        self._pdv_left = length - 2
        self._in_value = True
        return True

    def _piece(self) -> Piece | None:
        count = min(self._pdv_left, self._end - self._start)
        if self._pdv_left and not count:
            return None
        data = self._view[self._start : self._start + count]
        self._start += count
        self._pdv_left -= count
        self._in_value = self._pdv_left > 0
        last = not self._in_value and bool(self._control & 0b10)
        return Piece(self._context_id, bool(self._control & 0b01), data, last)
