"""How a process and its child talk: a JSON head and bytes behind it, both with their lengths before them.

Nothing is unpickled: what comes from a child that ran a stranger's bytes through native code is data, checked by shape.
"""

import json
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO

Head = dict[str, Any]
Payload = Sequence[bytes | bytearray | memoryview]
_LENGTHS = struct.Struct("<LQ")
_LARGEST_HEAD = 1 << 24


class BrokenMessageError(Exception):
    """The stream ended within a message, or holds none."""


def send(stream: BinaryIO, head: Head, payload: Payload = ()) -> None:
    """Write one message."""
    encoded = json.dumps(head).encode()
    parts = [memoryview(part).cast("B") for part in payload]
    stream.write(_LENGTHS.pack(len(encoded), sum(map(len, parts))) + encoded)
    for part in parts:
        stream.write(part)
    stream.flush()


def receive(stream: BinaryIO, largest: int) -> tuple[Head, bytearray] | None:
    """Read one message; None at the end of the stream.

    Raises:
        BrokenMessageError: it ends too early, or its payload is larger than ``largest`` bytes.
    """
    lengths = stream.read(_LENGTHS.size)
    if not lengths:
        return None
    if len(lengths) < _LENGTHS.size:
        raise BrokenMessageError
    head_length, payload_length = _LENGTHS.unpack(lengths)
    if head_length > _LARGEST_HEAD or payload_length > largest:
        raise BrokenMessageError
    encoded, payload = stream.read(head_length), bytearray(payload_length)
    if len(encoded) < head_length or _filled(stream, payload) < payload_length:
        raise BrokenMessageError
    try:
        head = json.loads(encoded)
    except ValueError:
        raise BrokenMessageError from None
    if not isinstance(head, dict):
        raise BrokenMessageError
    return head, payload


def _filled(stream: BinaryIO, buffer: bytearray) -> int:
    view, position = memoryview(buffer), 0
    while position < len(view):
        got = stream.readinto(view[position:])  # type: ignore[attr-defined]
        if not got:
            break
        position += got
    return position
