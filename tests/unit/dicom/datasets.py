"""Bytes for the tests of the walker: elements written by hand, and the files of pydicom's wheel."""

import struct
from pathlib import Path

import pydicom

LONG = (b"OB", b"OW", b"SQ", b"UN", b"UT")
SERIES_UID = b"1.2.826.0.1.2"


def element(tag: int, vr: bytes, value: bytes, length: int | None = None) -> bytes:
    """An element in explicit VR little endian; ``length`` lies about the value's."""
    size = len(value) if length is None else length
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr)
    return head + (struct.pack("<HL", 0, size) if vr in LONG else struct.pack("<H", size)) + value


def implicit(tag: int, value: bytes, length: int | None = None) -> bytes:
    """An element in implicit VR little endian."""
    return struct.pack("<HHL", tag >> 16, tag & 0xFFFF, len(value) if length is None else length) + value


def item(content: bytes, length: int | None = None) -> bytes:
    """An item of a sequence, or a fragment."""
    return implicit(0xFFFEE000, content, length)


SEQUENCE_END = implicit(0xFFFEE0DD, b"")
ITEM_END = implicit(0xFFFEE00D, b"")
UNDEFINED = 0xFFFFFFFF

IDENTITY = {
    0x00080016: b"1.2.840.10008.5.1.4.1.1.2\0",
    0x00080018: b"1.2.826.0.1.2.3\0",
    0x0020000D: b"1.2.826.0.01\0\0",
    0x0020000E: SERIES_UID + b" ",
}


def identified(**changes: bytes | None) -> bytes:
    """A data set that has what names an object; ``changes`` by tag as ``x0020000D``, None leaves one out."""
    values: dict[int, bytes | None] = dict(IDENTITY)
    values.update({int(tag[1:], 16): value for tag, value in changes.items()})
    return b"".join(element(tag, b"UI", value) for tag, value in sorted(values.items()) if value is not None)


def part10(data_set: bytes, syntax: bytes = b"1.2.840.10008.1.2.1\0") -> bytes:
    """A file whose meta information holds nothing but the transfer syntax."""
    return bytes(128) + b"DICM" + element(0x00020010, b"UI", syntax) + data_set


def wheel_files() -> list[Path]:
    """Every file of pydicom's wheel that begins like DICOM."""
    folder = Path(pydicom.__path__[0]) / "data"
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.read_bytes()[128:132] == b"DICM")
