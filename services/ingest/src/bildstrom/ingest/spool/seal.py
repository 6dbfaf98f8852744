"""The seal ends the file of an entry, and is what makes it one: the event that is owed for the object in front of it.

Object and seal are one file, so one fsync makes both durable, where two files with their names took three.
"""

import os
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from google.protobuf.message import DecodeError

from bildstrom.events.v1 import events_pb2 as pb

_TAIL = struct.Struct("<QLL8s")  # bytes of the object, bytes of what follows it, CRC-32 of both, magic
_MAGIC = b"bildseal"
MAX_PAYLOAD = 65_536  # the largest events have some 700 bytes


class Unreadable(Exception):
    """A seal is whole, and holds what this release does not understand."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a seal says.

    Attributes:
        size: bytes of the object.
        payload: traceparent and event, encoded.
    """

    size: int
    payload: bytes

    @property
    def traceparent(self) -> str | None:
        """Of the arrival."""
        return self.payload.partition(b"\n")[0].decode("ascii") or None

    @property
    def event(self) -> pb.InstanceReceived:
        """What is owed.

        Raises:
            Unreadable: it is of another release.
        """
        try:
            return pb.InstanceReceived.FromString(self.payload.partition(b"\n")[2])
        except DecodeError as error:
            raise Unreadable from error

    def encode(self) -> bytes:
        """As it is written behind the object."""
        return self.payload + _TAIL.pack(self.size, len(self.payload), _sum(self.size, self.payload), _MAGIC)


def sealed(size: int, event: pb.InstanceReceived, traceparent: str | None) -> Sealed:
    """The seal of an object of ``size`` bytes."""
    return Sealed(size, (traceparent or "").encode("ascii") + b"\n" + event.SerializeToString(deterministic=True))


def read_seal(path: Path) -> Sealed | None:
    """The seal at the end of a file; None when the file is no entry, or not yet."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return _read(file)
    finally:
        os.close(file)


def break_seal(path: Path, size: int) -> None:
    """Cut a file back to its object of ``size`` bytes, durably; twice is fine."""
    file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        if os.fstat(file).st_size != size:
            os.ftruncate(file, size)
            os.fsync(file)
    finally:
        os.close(file)


def _read(file: int) -> Sealed | None:
    length = os.fstat(file).st_size
    beginning = max(0, length - 4096)
    end = os.pread(file, length - beginning, beginning)
    found = read_sealed(end)
    if found is None and len(end) >= _TAIL.size and end.endswith(_MAGIC):
        beginning = max(0, length - MAX_PAYLOAD - _TAIL.size)
        found = read_sealed(os.pread(file, length - beginning, beginning))
    whole = found is not None and found.size + len(found.payload) + _TAIL.size == length
    return found if whole else None


def read_sealed(end: bytes) -> Sealed | None:
    """The seal that some bytes end with, if they do."""
    if len(end) < _TAIL.size:
        return None
    size, length, checked, magic = _TAIL.unpack_from(end, len(end) - _TAIL.size)
    payload = end[max(0, len(end) - _TAIL.size - length) : -_TAIL.size]
    if magic != _MAGIC or len(payload) != length or checked != _sum(size, payload):
        return None
    return Sealed(size, payload)


def _sum(size: int, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(size.to_bytes(8, "little")))
