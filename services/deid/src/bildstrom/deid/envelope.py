"""The Part 10 file around a clean data set: an empty preamble and file meta information of our own (PS3.10 7.1)."""

import struct
import zlib

from bildstrom.deid.values import padded
from bildstrom.dicom.encoding import DEFLATED_SYNTAXES, EXPLICIT_LE, encoding_of
from bildstrom.dicom.part10 import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION
from bildstrom.dicom.tree import Node, Nodes, Value, write_tree


def enveloped(nodes: Nodes, sop_class: str, sop_instance: str, transfer_syntax: str) -> bytes:
    """A whole file. The same arguments give the same bytes."""
    content: list[Value] = write_tree(nodes, encoding_of(transfer_syntax))
    if transfer_syntax in DEFLATED_SYNTAXES:
        content = [_deflated(content)]
    meta = write_tree(
        [
            Node(0x00020001, b"OB", b"\x00\x01"),
            Node(0x00020002, b"UI", padded(sop_class.encode("ascii"), b"\0")),
            Node(0x00020003, b"UI", padded(sop_instance.encode("ascii"), b"\0")),
            Node(0x00020010, b"UI", padded(transfer_syntax.encode("ascii"), b"\0")),
            Node(0x00020012, b"UI", padded(IMPLEMENTATION_CLASS_UID.encode("ascii"), b"\0")),
            Node(0x00020013, b"SH", padded(IMPLEMENTATION_VERSION.encode("ascii"))),
        ],
        EXPLICIT_LE,
    )
    group_length = write_tree([Node(0x00020000, b"UL", struct.pack("<L", sum(map(len, meta))))], EXPLICIT_LE)
    return b"".join([bytes(128), b"DICM", *group_length, *meta, *content])


def _deflated(content: list[Value]) -> bytes:
    deflater = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)  # PS3.5 A.5: a raw stream
    return padded(b"".join([*map(deflater.compress, content), deflater.flush()]), b"\0")
