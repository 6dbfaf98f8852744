"""The Part 10 header (PS3.10 section 7.1) in front of a data set that came by C-STORE, written without parsing it."""

import struct

from bildstrom.dicom.part10 import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION


def part10_header(sop_class_uid: str, sop_instance_uid: str, transfer_syntax_uid: str) -> bytes:
    """Preamble of zeros, prefix and file meta information; the UIDs as the sender wrote them, without padding."""
    elements = b"".join(
        (
            _long(0x0001, b"OB", b"\x00\x01"),
            _uid(0x0002, sop_class_uid),
            _uid(0x0003, sop_instance_uid),
            _uid(0x0010, transfer_syntax_uid),
            _uid(0x0012, IMPLEMENTATION_CLASS_UID),
            _short(0x0013, b"SH", _even(IMPLEMENTATION_VERSION, b" ")),
        )
    )
    return bytes(128) + b"DICM" + _short(0x0000, b"UL", struct.pack("<L", len(elements))) + elements


def _uid(element: int, value: str) -> bytes:
    return _short(element, b"UI", _even(value, b"\0"))


def _even(value: str, padding: bytes) -> bytes:
    encoded = value.encode("ascii", "replace")
    return encoded + padding * (len(encoded) % 2)


def _short(element: int, vr: bytes, value: bytes) -> bytes:
    return struct.pack("<HH2sH", 2, element, vr, len(value)) + value


def _long(element: int, vr: bytes, value: bytes) -> bytes:
    return struct.pack("<HH2sxxL", 2, element, vr, len(value)) + value
