"""The seal ends the file of an entry, and is what makes it one: the event that is owed for the object in front of it.

Object and seal are one file, so one fsync makes both durable, where two files with their names took three. A seal
carries a keyed digest: whoever sends an object may write what looks like a seal into it, and a crash may cut the file
off just there.
"""

import hashlib
import hmac
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from google.protobuf.message import DecodeError

from bildstrom.events.v1 import events_pb2 as pb

_TAIL = struct.Struct("<QL16s8s")  # bytes of the object, bytes of what follows it, keyed digest of both, magic
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


def sealed(size: int, event: pb.InstanceReceived, traceparent: str | None) -> Sealed:
    """What the seal of an object of ``size`` bytes says."""
    return Sealed(size, (traceparent or "").encode("ascii") + b"\n" + event.SerializeToString(deterministic=True))


class Seals:
    """Makes and knows the seals of one spool.

    Args:
        key: the spool's.
    """

    def __init__(self, key: bytes) -> None:
        self._keyed = hashlib.blake2b(key=key, digest_size=16)

    def encoded(self, seal: Sealed) -> bytes:
        """As it is written behind the object."""
        return seal.payload + _TAIL.pack(seal.size, len(seal.payload), self._digest(seal.size, seal.payload), _MAGIC)

    def read(self, path: Path) -> Sealed | None:
        """The seal at the end of a file; None when the file is no entry, not yet, or not any more."""
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return self._read(file)
        finally:
            os.close(file)

    def _read(self, file: int) -> Sealed | None:
        length = os.fstat(file).st_size
        beginning = max(0, length - 4096)
        end = os.pread(file, length - beginning, beginning)
        found = self._found(end)
        if found is None and len(end) >= _TAIL.size and end.endswith(_MAGIC):
            beginning = max(0, length - MAX_PAYLOAD - _TAIL.size)
            found = self._found(os.pread(file, length - beginning, beginning))
        whole = found is not None and found.size + len(found.payload) + _TAIL.size == length
        return found if whole else None

    def _found(self, end: bytes) -> Sealed | None:
        if len(end) < _TAIL.size:
            return None
        size, length, digest, magic = _TAIL.unpack_from(end, len(end) - _TAIL.size)
        payload = end[max(0, len(end) - _TAIL.size - length) : -_TAIL.size]
        if magic != _MAGIC or len(payload) != length or not hmac.compare_digest(digest, self._digest(size, payload)):
            return None
        return Sealed(size, payload)

    def _digest(self, size: int, payload: bytes) -> bytes:
        keyed = self._keyed.copy()
        keyed.update(size.to_bytes(8, "little"))
        keyed.update(payload)
        return keyed.digest()


def break_seals(sizes: Mapping[Path, int]) -> None:
    """Cut files back to their objects of so many bytes, durably; twice is fine.

    All are cut before the first is synced: one commit of a journal serves them all then, instead of one each.
    """
    files: list[int] = []
    try:
        for path, size in sizes.items():
            files.append(os.open(path, os.O_RDWR | os.O_CLOEXEC))
            if os.fstat(files[-1]).st_size != size:
                os.ftruncate(files[-1], size)
        for file in files:
            os.fsync(file)
    finally:
        for file in files:
            os.close(file)
