"""The PDUs of the upper layer that a sender needs, to and from bytes (PS3.8 section 9.3). Pure."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

ASSOCIATE_RQ, ASSOCIATE_AC, ASSOCIATE_RJ, P_DATA, RELEASE_RQ, RELEASE_RP, ABORT = range(1, 8)
APPLICATION_CONTEXT = "1.2.840.10008.3.1.1.1"
IMPLEMENTATION_CLASS = "2.25.163482190245317482906127754906218344719"
IMPLEMENTATION_VERSION = "BILDSTROM_SEND"
MAX_CONTEXTS = 128
COMMAND, LAST = 0x01, 0x02

Context = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the peer agreed to: a context's id by (abstract, transfer syntax), and its largest PDU in bytes."""

    contexts: dict[Context, int]
    max_pdu: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """Result, source and reason of an A-ASSOCIATE-RJ (PS3.8 table 9-21)."""

    result: int
    source: int
    reason: int

    @property
    def transient(self) -> bool:
        """Whether the peer invites another try."""
        return self.result == 2


def associate_request(called: str, calling: str, contexts: Sequence[Context], max_pdu: int) -> bytes:
    """An A-ASSOCIATE-RQ that proposes each context with its one transfer syntax (PS3.8 section 9.3.2)."""
    items = [_item(0x10, APPLICATION_CONTEXT.encode())]
    for index, (abstract, transfer) in enumerate(contexts):
        syntaxes = _item(0x30, abstract.encode()) + _item(0x40, transfer.encode())
        items.append(_item(0x20, bytes([2 * index + 1, 0, 0, 0]) + syntaxes))
    user = _item(0x51, struct.pack(">I", max_pdu))
    user += _item(0x52, IMPLEMENTATION_CLASS.encode()) + _item(0x55, IMPLEMENTATION_VERSION.encode())
    items.append(_item(0x50, user))
    fixed = struct.pack(">HH16s16s32x", 1, 0, _title(called), _title(calling))
    return pdu(ASSOCIATE_RQ, fixed + b"".join(items))


def decode_accept(body: bytes, proposed: Sequence[Context]) -> Accepted:
    """An A-ASSOCIATE-AC without its six header bytes (PS3.8 section 9.3.3). Raises ValueError when it is cut."""
    contexts: dict[Context, int] = {}
    max_pdu = 0
    for kind, value in _items(body[68:]):
        if kind == 0x21 and value[2] == 0:
            contexts[proposed[(value[0] - 1) // 2]] = value[0]
        elif kind == 0x50:
            sizes = [struct.unpack(">I", v)[0] for k, v in _items(value) if k == 0x51]
            max_pdu = sizes[0] if sizes else 0
    return Accepted(contexts, max_pdu)


def decode_reject(body: bytes) -> Rejected:
    """An A-ASSOCIATE-RJ without its six header bytes (PS3.8 section 9.3.4)."""
    return Rejected(body[1], body[2], body[3])


def pdu(kind: int, body: bytes) -> bytes:
    """A PDU with its header."""
    return struct.pack(">BxI", kind, len(body)) + body


def data_header(context_id: int, flags: int, length: int) -> bytes:
    """What precedes ``length`` bytes that are the only PDV of a P-DATA-TF (PS3.8 section 9.3.5, annex E.2)."""
    return struct.pack(">BxIIBB", P_DATA, length + 6, length + 2, context_id, flags)


def values(body: bytes) -> list[tuple[int, bytes]]:
    """The (flags, fragment) pairs of a P-DATA-TF without its header. Raises ValueError when a length lies."""
    found = []
    position = 0
    while position < len(body):
        (length,) = struct.unpack_from(">I", body, position)
        end = position + 4 + length
        if length < 2 or end > len(body):
            raise ValueError("pdv_length")
        found.append((body[position + 5], body[position + 6 : end]))
        position = end
    return found


def _item(kind: int, value: bytes) -> bytes:
    return struct.pack(">BxH", kind, len(value)) + value


def _items(data: bytes) -> list[tuple[int, bytes]]:
    found = []
    position = 0
    while position < len(data):
        kind, length = struct.unpack_from(">BxH", data, position)
        end = position + 4 + length
        if end > len(data):
            raise ValueError("item_length")
        found.append((kind, data[position + 4 : end]))
        position = end
    return found


def _title(title: str) -> bytes:
    return title.encode("ascii")[:16].ljust(16)
