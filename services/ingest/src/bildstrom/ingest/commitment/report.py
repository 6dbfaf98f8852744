"""The report on a commitment: event type and event information of an N-EVENT-REPORT (PS3.4 J.3.3)."""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bildstrom.dicom.encoding import EXPLICIT_LITTLE
from bildstrom.ingest.commitment.action import Reference
from bildstrom.ingest.commitment.judgement import Judged

ALL_COMMITTED, SOME_FAILED = 1, 2  # event types

_HEAD = struct.Struct("<HHL")
_EXPLICIT_SHORT = struct.Struct("<HH2sH")
_EXPLICIT_LONG = struct.Struct("<HH2s2xL")
_GROUP = 0x0008

_Write = Callable[[int, bytes, bytes], bytes]  # number in group 0008, VR, value


@dataclass(frozen=True, slots=True)
class Report:
    """What the requestor is told."""

    transaction_uid: str
    instances: tuple[Judged, ...]

    @property
    def event_type(self) -> int:
        """Whether all instances are committed."""
        return SOME_FAILED if any(one.failure is not None for one in self.instances) else ALL_COMMITTED

    def encoded(self, transfer_syntax: str) -> bytes:
        """The data set, in implicit or explicit VR little endian."""
        write = _explicit if transfer_syntax == EXPLICIT_LITTLE else _implicit
        failed = [(one.reference, one.failure) for one in self.instances if one.failure is not None]
        committed = [(one.reference, None) for one in self.instances if one.failure is None]
        return (
            write(0x1195, b"UI", _uid(self.transaction_uid))
            + (write(0x1198, b"SQ", _items(failed, write)) if failed else b"")
            + (write(0x1199, b"SQ", _items(committed, write)) if committed else b"")
        )


def _items(references: Sequence[tuple[Reference, int | None]], write: _Write) -> bytes:
    items = []
    for reference, failure in references:
        content = write(0x1150, b"UI", _uid(reference.sop_class_uid))
        content += write(0x1155, b"UI", _uid(reference.sop_instance_uid))
        if failure is not None:
            content += write(0x1197, b"US", struct.pack("<H", failure))
        items.append(_HEAD.pack(0xFFFE, 0xE000, len(content)) + content)
    return b"".join(items)


def _explicit(number: int, vr: bytes, value: bytes) -> bytes:
    if vr == b"SQ":
        return _EXPLICIT_LONG.pack(_GROUP, number, vr, len(value)) + value
    return _EXPLICIT_SHORT.pack(_GROUP, number, vr, len(value)) + value


def _implicit(number: int, _: bytes, value: bytes) -> bytes:
    return _HEAD.pack(_GROUP, number, len(value)) + value


def _uid(uid: str) -> bytes:
    return uid.encode("ascii") + b"\0" * (len(uid) % 2)
