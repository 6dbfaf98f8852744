"""Data sets for attacks, written by hand in explicit VR little endian; every text in them is a sentinel."""

import functools
import struct
import zlib
from collections.abc import Mapping

from unit.dicom.datasets import element
from unit.ingest import wire

SOP_CLASS, SOP_INSTANCE, PATIENT_NAME, PATIENT_ID = 0x00080016, 0x00080018, 0x00100010, 0x00100020
STUDY, SERIES, PIXELS = 0x0020000D, 0x0020000E, 0x7FE00010
INSTANCE = "1.2.826.0.1.4711.31415926535.1"
STUDY_UID = b"1.2.826.0.1.4711.31415926535.2"
SENTINEL = b"SENTINEL^PATIENT"

_PLAIN: Mapping[int, bytes] = {
    SOP_CLASS: element(SOP_CLASS, b"UI", wire.CT.encode() + b"\0"),
    SOP_INSTANCE: element(SOP_INSTANCE, b"UI", INSTANCE.encode()),
    0x00080060: element(0x00080060, b"CS", b"CT"),
    PATIENT_NAME: element(PATIENT_NAME, b"PN", SENTINEL),
    PATIENT_ID: element(PATIENT_ID, b"LO", b"SENTINEL4711"),
    STUDY: element(STUDY, b"UI", STUDY_UID),
    SERIES: element(SERIES, b"UI", STUDY_UID[:-1] + b"3"),
    0x00280002: element(0x00280002, b"US", struct.pack("<H", 1)),
    0x00280004: element(0x00280004, b"CS", b"MONOCHROME2 "),
    0x00280010: element(0x00280010, b"US", struct.pack("<H", 64)),
    0x00280011: element(0x00280011, b"US", struct.pack("<H", 64)),
    0x00280100: element(0x00280100, b"US", struct.pack("<H", 16)),
    0x00280101: element(0x00280101, b"US", struct.pack("<H", 12)),
    0x00280102: element(0x00280102, b"US", struct.pack("<H", 11)),
    0x00280103: element(0x00280103, b"US", struct.pack("<H", 0)),
    PIXELS: element(PIXELS, b"OW", bytes(8192)),
}


def uid_text(value: bytes) -> bytes:
    """Padded to an even length."""
    return value + b"\0" * (len(value) % 2)


def an_image(changes: Mapping[int, bytes] = {}) -> bytes:
    """A CT image of 64 x 64; ``changes`` replaces whole elements by tag, empty bytes leave one out."""
    elements = {**_PLAIN, **changes}
    return b"".join(elements[tag] for tag in sorted(elements))


def nested(depth: int) -> bytes:
    """Sequences of undefined length within each other, every one of them closed."""
    opening = struct.pack("<HH2sHL", 0x0008, 0x1110, b"SQ", 0, 0xFFFFFFFF) + struct.pack(
        "<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF
    )
    closing = struct.pack("<HHL", 0xFFFE, 0xE00D, 0) + struct.pack("<HHL", 0xFFFE, 0xE0DD, 0)
    return opening * depth + closing * depth


@functools.cache
def private(group: int, count: int) -> bytes:
    """That many private elements, 65,536 a group, from ``group`` on."""
    return b"".join(
        element((group + 2 * (number >> 16)) << 16 | number & 0xFFFF, b"LO", b"SENTINEL") for number in range(count)
    )


def deflated(data_set: bytes) -> bytes:
    """A raw deflate stream (PS3.5 A.5)."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return squeeze.compress(data_set) + squeeze.flush()


def bomb(front: bytes, behind: bytes = b"", megabytes: int = 400) -> bytes:
    """A deflate stream of ``front``, that many megabytes of zeros, which take a thousandth of it, and ``behind``."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    stream = squeeze.compress(front) + squeeze.flush(zlib.Z_FULL_FLUSH)
    # behind a full flush a stream depends on nothing before it, so one megabyte may be repeated
    megabyte = squeeze.compress(bytes(1 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return stream + megabyte * megabytes + squeeze.compress(behind) + squeeze.flush()


def encapsulated(*fragments: bytes) -> bytes:
    """Pixel data in fragments behind an empty offset table (PS3.5 A.4)."""
    items = b"".join(struct.pack("<HHL", 0xFFFE, 0xE000, len(one)) + one for one in (b"", *fragments))
    return struct.pack("<HH2sHL", 0x7FE0, 0x0010, b"OB", 0, 0xFFFFFFFF) + items + struct.pack("<HHL", 0xFFFE, 0xE0DD, 0)
