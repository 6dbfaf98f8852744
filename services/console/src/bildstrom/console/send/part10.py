"""Reads the little that a sender must know of a DICOM file: its file meta information (PS3.10 section 7.1)."""

import struct
from dataclasses import dataclass

PREAMBLE = 128
MAGIC = b"DICM"
LONG_LENGTH = frozenset({b"OB", b"OW", b"OF", b"OD", b"OL", b"OV", b"SQ", b"UN", b"UC", b"UR", b"UT", b"SV", b"UV"})
SOP_CLASS, SOP_INSTANCE, TRANSFER_SYNTAX = 0x0002, 0x0003, 0x0010
MEDIA_STORAGE_DIRECTORY = "1.2.840.10008.1.3.10"


@dataclass(frozen=True, slots=True)
class FileMeta:
    """The identity of a stored object, and where its data set starts (bytes from the start of the file)."""

    sop_class: str
    sop_instance: str
    transfer_syntax: str
    offset: int


def read_file_meta(head: bytes) -> FileMeta | None:
    """File meta information from a file's first bytes.

    ``None`` when it is not a DICOM file, lacks one of the three UIDs that a C-STORE request needs, ends before its
    data set, or is a DICOMDIR (a directory is not an object that can be stored, PS3.4 annex B.5).
    """
    if head[PREAMBLE : PREAMBLE + 4] != MAGIC:
        return None
    uids: dict[int, str] = {}
    position = PREAMBLE + 4
    while head[position : position + 2] == b"\x02\x00":
        element = _element(head, position)
        if element is None:
            return None
        number, start, end = element
        if number in (SOP_CLASS, SOP_INSTANCE, TRANSFER_SYNTAX):
            uids[number] = head[start:end].rstrip(b"\0 ").decode("ascii", "replace")
        position = end
    if position + 2 > len(head):
        return None
    sop_class, sop_instance, syntax = (uids.get(n, "") for n in (SOP_CLASS, SOP_INSTANCE, TRANSFER_SYNTAX))
    if not (sop_class and sop_instance and syntax) or sop_class == MEDIA_STORAGE_DIRECTORY:
        return None
    return FileMeta(sop_class, sop_instance, syntax, position)


def _element(head: bytes, position: int) -> tuple[int, int, int] | None:
    """Element number, start and end of the value at a position; ``None`` when it reaches beyond ``head``."""
    if position + 12 > len(head):
        return None
    (number,) = struct.unpack_from("<H", head, position + 2)
    if head[position + 4 : position + 6] in LONG_LENGTH:
        (length,) = struct.unpack_from("<I", head, position + 8)
        start = position + 12
    else:
        (length,) = struct.unpack_from("<H", head, position + 6)
        start = position + 8
    if start + length > len(head):
        return None
    return number, start, start + length
