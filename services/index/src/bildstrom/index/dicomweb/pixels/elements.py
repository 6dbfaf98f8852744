"""Finds one element of an object by its path: the values that DICOM JSON leaves out (PS3.18 section F.2.2)."""

import re
from dataclasses import dataclass

from bildstrom.dicom.element import ITEM
from bildstrom.dicom.encoding import encoding_of
from bildstrom.dicom.part10 import place_of_data_set
from bildstrom.dicom.sequences import is_sequence
from bildstrom.dicom.verdict import Refusal
from bildstrom.dicom.walk import Walk
from bildstrom.index.dicomweb.errors import NotFound

BULK = frozenset([b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"UN"])
_PATH = re.compile(r"[0-9A-Fa-f]{8}(/[1-9][0-9]{0,5}/[0-9A-Fa-f]{8}){0,16}")
_DOCUMENT_TYPE = 0x00420012
_NO_SUCH = "the instance has no such bulk data"

Steps = tuple[tuple[int, int], ...]  # tags, each with the number of the item that comes next; 0 for the last


@dataclass(frozen=True, slots=True)
class Bulk:
    """Where a value lies."""

    value: int
    end: int


def steps_of(path: str) -> Steps:
    """A path, ``TAG`` or ``TAG/ITEM/TAG``: tags in hexadecimal, items counted from 1.

    Raises:
        NotFound: it can name nothing.
    """
    if not _PATH.fullmatch(path):
        raise NotFound(_NO_SUCH)
    parts = path.split("/")
    items = [*(int(part) for part in parts[1::2]), 0]
    return tuple(zip((int(part, 16) for part in parts[::2]), items, strict=True))


def document_type(buffer: bytes, held: str | None = None) -> str | None:
    """What an encapsulated document says it is: MIME Type of Encapsulated Document (0042,0012); see :func:`found`."""
    place = place_of_data_set(buffer) if held is None else (0, held)
    if isinstance(place, Refusal):
        return None
    start, syntax = place
    for element in Walk(buffer, start, encoding_of(syntax), is_sequence):
        if element.depth == 0 and element.tag == _DOCUMENT_TYPE:
            return buffer[element.value : element.end].decode("ascii", "replace").strip(" \0").lower()
    return None


def found(buffer: bytes, steps: Steps, held: str | None = None) -> Bulk:
    """The value at the end of the steps, if it is bulk data.

    Args:
        buffer: an object, or its beginning up to the pixels.
        steps: where it is.
        held: transfer syntax, where the buffer is a bare data set.

    Raises:
        NotFound: there is no such bulk data.
    """
    place = place_of_data_set(buffer) if held is None else (0, held)
    if isinstance(place, Refusal):
        raise NotFound(_NO_SUCH)
    start, syntax = place
    at: list[list[int]] = []  # the sequences around, each with the number of its item
    for element in Walk(buffer, start, encoding_of(syntax), is_sequence):
        if element.tag == ITEM:
            del at[element.depth :]
            at[-1][1] += 1
            continue
        del at[element.depth :]
        if element.vr == b"SQ":
            at.append([element.tag, 0])
        elif element.tag == steps[-1][0] and (*map(tuple, at), (element.tag, 0)) == steps:
            if not encoding_of(syntax).explicit or element.vr in BULK:
                return Bulk(element.value, element.end)
            break
    raise NotFound(_NO_SUCH)
