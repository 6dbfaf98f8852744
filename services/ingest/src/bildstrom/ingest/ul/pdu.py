"""Protocol data units (PS3.8 section 9.3): their types, and every unit that an acceptor sends."""

import struct
from collections.abc import Sequence

ASSOCIATE_RQ, ASSOCIATE_AC, ASSOCIATE_RJ, P_DATA, RELEASE_RQ, RELEASE_RP, ABORT = range(1, 8)

APPLICATION_CONTEXT = "1.2.840.10008.3.1.1.1"

_HEAD = struct.Struct(">BxL")
_ITEM = struct.Struct(">BxH")


def item(kind: int, value: bytes) -> bytes:
    """An item or sub-item."""
    return _ITEM.pack(kind, len(value)) + value


def unit(kind: int, body: bytes) -> bytes:
    """A whole unit."""
    return _HEAD.pack(kind, len(body)) + body


def associate_accept(titles: bytes, contexts: Sequence[tuple[int, int, str]], user: bytes) -> bytes:
    """An A-ASSOCIATE-AC.

    Args:
        titles: of the request.
        contexts: number, result (PS3.8 table 9-18), transfer syntax.
        user: sub-items of the user information.
    """
    results = b"".join(
        item(0x21, bytes((number, 0, result, 0)) + item(0x40, syntax.encode())) for number, result, syntax in contexts
    )
    application = item(0x10, APPLICATION_CONTEXT.encode())
    return unit(ASSOCIATE_AC, b"\x00\x01\x00\x00" + titles + application + results + item(0x50, user))


def associate_reject(result: int, source: int, reason: int) -> bytes:
    """An A-ASSOCIATE-RJ (PS3.8 table 9-21)."""
    return unit(ASSOCIATE_RJ, bytes((0, result, source, reason)))


def abort(source: int, reason: int) -> bytes:
    """An A-ABORT (PS3.8 table 9-26)."""
    return unit(ABORT, bytes((0, 0, source, reason)))


def release_response() -> bytes:
    """An A-RELEASE-RP."""
    return unit(RELEASE_RP, bytes(4))


def command(context_id: int, command_set: bytes, max_pdu: int) -> bytes:
    """A whole command set as P-DATA-TF units that the receiver takes; nearly always one."""
    return _values(context_id, command_set, max_pdu, 0b01)


def data_set(context_id: int, encoded: bytes, max_pdu: int) -> bytes:
    """A whole data set as P-DATA-TF units that the receiver takes."""
    return _values(context_id, encoded, max_pdu, 0b00)


def _values(context_id: int, content: bytes, max_pdu: int, control: int) -> bytes:
    most = (max_pdu or 131_072) - 6
    units = []
    for at in range(0, len(content), most):
        last = 0b10 if at + most >= len(content) else 0
        piece = content[at : at + most]
        head = struct.pack(">LBB", len(piece) + 2, context_id, control | last)
        units.append(unit(P_DATA, head + piece))
    return b"".join(units)
