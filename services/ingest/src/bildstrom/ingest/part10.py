"""The Part 10 header (PS3.10 section 7.1) in front of a data set that came by C-STORE, written without parsing it."""

import struct
from functools import lru_cache

from bildstrom.dicom.part10 import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION

_PREFIX = bytes(128) + b"DICM"


def part10_header(sop_class_uid: str, sop_instance_uid: str, transfer_syntax_uid: str) -> bytes:
    """Preamble of zeros, prefix and file meta information; the UIDs as the sender wrote them, without padding."""
    before, after = _around(sop_class_uid, transfer_syntax_uid)
    instance = _uid(0x0003, sop_instance_uid)
    length = struct.pack("<L", len(before) + len(instance) + len(after))
    return b"".join((_PREFIX, _short(0x0000, b"UL", length), before, instance, after))


@lru_cache(maxsize=256)  # a modality sends one or two pairs
def _around(sop_class_uid: str, transfer_syntax_uid: str) -> tuple[bytes, bytes]:
    """What comes before and after the instance's UID."""
    before = _long(0x0001, b"OB", b"\x00\x01") + _uid(0x0002, sop_class_uid)
    after = (
        _uid(0x0010, transfer_syntax_uid),
        _uid(0x0012, IMPLEMENTATION_CLASS_UID),
        _short(0x0013, b"SH", _even(IMPLEMENTATION_VERSION, b" ")),
    )
    return before, b"".join(after)


def _uid(element: int, value: str) -> bytes:
    return _short(element, b"UI", _even(value, b"\0"))


def _even(value: str, padding: bytes) -> bytes:
    encoded = value.encode("ascii", "replace")
    return encoded + padding * (len(encoded) % 2)


def _short(element: int, vr: bytes, value: bytes) -> bytes:
    return struct.pack("<HH2sH", 2, element, vr, len(value)) + value


def _long(element: int, vr: bytes, value: bytes) -> bytes:
    return struct.pack("<HH2sxxL", 2, element, vr, len(value)) + value
