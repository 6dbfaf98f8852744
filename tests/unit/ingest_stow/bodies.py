"""Objects and multipart bodies, written by hand."""

import struct
from collections.abc import Sequence

CT = "1.2.840.10008.5.1.4.1.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
DEFLATED = "1.2.840.10008.1.2.1.99"
STUDY = "1.2.826.0.1.3680043.10.1"
BOUNDARY = "limit"
DICOM_PART = (("Content-Type", "application/dicom"),)

_LONG = (b"OB", b"OW", b"SQ", b"UN", b"UT")


def element(tag: int, vr: bytes, value: bytes) -> bytes:
    """An element in explicit VR little endian (PS3.5 section 7.1.2), padded to an even length."""
    value += (b"\0" if vr in (b"UI", b"OB", b"UN") else b" ") * (len(value) % 2)
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr)
    return head + (struct.pack("<HL", 0, len(value)) if vr in _LONG else struct.pack("<H", len(value))) + value


def data_set(number: int = 1, study: str = STUDY, pixels: bytes = b"", name: bytes = b"Doe^Jane") -> bytes:
    """A CT image's data set that has what names it, and some more."""
    elements = [
        element(0x00080016, b"UI", CT.encode()),
        element(0x00080018, b"UI", f"{STUDY}.9.{number}".encode()),
        element(0x00080060, b"CS", b"CT"),
        element(0x00100010, b"PN", name),
        element(0x0020000D, b"UI", study.encode()) if study else b"",
        element(0x0020000E, b"UI", f"{STUDY}.9".encode()),
        element(0x7FE00010, b"OW", pixels),
    ]
    return b"".join(elements)


def part10(
    content: bytes, number: int = 1, syntax: str = EXPLICIT, preamble: bytes = bytes(128), sop: str | None = None
) -> bytes:
    """A Part 10 file (PS3.10 section 7.1)."""
    meta = b"".join(
        (
            element(0x00020001, b"OB", b"\0\1"),
            element(0x00020002, b"UI", CT.encode()),
            element(0x00020003, b"UI", (sop or f"{STUDY}.9.{number}").encode()),
            element(0x00020010, b"UI", syntax.encode()),
            element(0x00020012, b"UI", b"1.2.3"),
        )
    )
    return preamble + b"DICM" + element(0x00020000, b"UL", struct.pack("<L", len(meta))) + meta + content


def instance(number: int = 1, study: str = STUDY, pixels: bytes = b"\1\2\3\4") -> bytes:
    """A good object."""
    return part10(data_set(number, study, pixels), number)


def multipart(
    parts: Sequence[bytes], boundary: str = BOUNDARY, fields: Sequence[tuple[str, str]] = DICOM_PART
) -> bytes:
    """A body of RFC 2046 section 5.1.1."""
    head = "".join(f"{name}: {value}\r\n" for name, value in fields).encode()
    begin = b"--" + boundary.encode() + b"\r\n"
    return b"".join(begin + head + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary.encode() + b"--\r\n"
