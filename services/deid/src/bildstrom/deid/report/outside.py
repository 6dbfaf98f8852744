"""What is left of an original outside of its data set, and what a clean object has to say about itself."""

import re
from collections.abc import Iterator

from bildstrom.deid.report.places import keyword_or_nothing, path_of
from bildstrom.deid.stamp import PATIENT_ID, PATIENT_NAME
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.dicom.encoding import EXPLICIT_LE
from bildstrom.dicom.part10 import PREFIX_END
from bildstrom.dicom.tree import Nodes
from bildstrom.dicom.walk import Walk

# File meta that says how to read the object, and who wrote the file (PS3.10 7.1); all else tells where it came from.
_META = frozenset([0x00020000, 0x00020001, 0x00020002, 0x00020003, 0x00020010, 0x00020012, 0x00020013])
_REMOVED = 0x00120062
_PSEUDONYM = re.compile(rb"P[A-Z2-7]{16}")


def left_in_envelope(raw: bytes) -> Iterator[pb.Left]:
    """What the preamble and the file meta information of a readable object still hold."""
    if any(raw[:128]):
        yield pb.Left(kind=pb.LEFT_KIND_ENVELOPE, path="preamble", rule="written as zeros")
    walk = Walk(raw, PREFIX_END, EXPLICIT_LE)
    elements = iter(walk)
    while raw[walk.position : walk.position + 2] == b"\x02\x00":
        element = next(elements, None)
        if element is None:
            return
        if element.tag not in _META:
            yield _left(pb.LEFT_KIND_ENVELOPE, element.tag, "file meta information is written anew")


def left_unsaid(nodes: Nodes) -> Iterator[pb.Left]:
    """What a clean object does not say about itself; a name or ID of the patient that is no keyed pseudonym."""
    values = {node.tag: bytes(node.value).strip(b"\0 ") for node in nodes if node.items is None}
    if values.get(_REMOVED) != b"YES":
        yield _left(pb.LEFT_KIND_STAMP, _REMOVED, "YES, in every clean object")
    for tag in (PATIENT_NAME, PATIENT_ID):
        if not _PSEUDONYM.fullmatch(values.get(tag, b"")):
            yield _left(pb.LEFT_KIND_STAMP, tag, "a keyed pseudonym, in every clean object")


def _left(kind: pb.LeftKind.ValueType, tag: int, rule: str) -> pb.Left:
    return pb.Left(kind=kind, path=path_of("", tag), keyword=keyword_or_nothing(tag), rule=rule)
