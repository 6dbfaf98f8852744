"""The Part 10 file around a clean data set: an empty preamble and file meta information of our own (PS3.10 7.1)."""

import struct
import zlib
from collections.abc import Sequence

from bildstrom.deid.values import padded
from bildstrom.dicom.encoding import DEFLATED_SYNTAXES, EXPLICIT_LE, encoding_of
from bildstrom.dicom.part10 import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION
from bildstrom.dicom.tree import Node, Nodes, Value, write_tree


def enveloped(nodes: Nodes, sop_class: str, sop_instance: str, transfer_syntax: str) -> bytes:
    """A whole file of a data set."""
    content: Sequence[Value] = write_tree(nodes, encoding_of(transfer_syntax))
    if transfer_syntax in DEFLATED_SYNTAXES:
        content = [deflated(content)]
    return b"".join([envelope(sop_class, sop_instance, transfer_syntax), *content])


def envelope(sop_class: str, sop_instance: str, transfer_syntax: str) -> bytes:
    """What comes before the data set. The same arguments give the same bytes."""
    meta = b"".join(
        [
            _VERSION,
            _uid(0x02, sop_class),
            _uid(0x03, sop_instance),
            _uid(0x10, transfer_syntax),
            _IMPLEMENTATION,
        ]
    )
    return b"".join([_BEGINNING, struct.pack("<L", len(meta)), meta])


def _uid(element: int, uid: str) -> bytes:
    value = padded(uid.encode("ascii"), b"\0")
    return struct.pack("<HH2sH", 0x0002, element, b"UI", len(value)) + value


def _encoded(*nodes: Node) -> bytes:
    return b"".join(write_tree(list(nodes), EXPLICIT_LE))


_BEGINNING = bytes(128) + b"DICM" + _encoded(Node(0x00020000, b"UL", bytes(4)))[:-4]  # up to the length of the group
_VERSION = _encoded(Node(0x00020001, b"OB", b"\x00\x01"))
_IMPLEMENTATION = _encoded(
    Node(0x00020012, b"UI", padded(IMPLEMENTATION_CLASS_UID.encode("ascii"), b"\0")),
    Node(0x00020013, b"SH", padded(IMPLEMENTATION_VERSION.encode("ascii"))),
)


def deflated(content: Sequence[Value]) -> bytes:
    """A data set as a raw stream of deflate (PS3.5 A.5)."""
    deflater = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return padded(b"".join([*map(deflater.compress, content), deflater.flush()]), b"\0")
