"""What the data dictionary (PS3.6) says of an attribute, and how people name one."""

import re

from pydicom._dicom_dict import DicomDictionary
from pydicom.datadict import tag_for_keyword

TEMPORAL = frozenset(["DA", "DT", "TM"])
TEXT = frozenset(["LO", "SH", "ST", "LT", "UC", "UT"])
NUMBERS = frozenset(["AT", "DS", "FD", "FL", "IS", "SL", "SS", "SV", "UL", "US", "UV", "OD", "OF", "OL", "OV"])

_TAG = re.compile(r"\(?([0-9A-Fa-f]{4}),?([0-9A-Fa-f]{4})\)?")


def dictionary_vrs(tag: int) -> tuple[str, ...]:
    """The VRs that the data dictionary (PS3.6) allows an attribute; none if it isn't listed there."""
    entry = DicomDictionary.get(tag)
    return tuple(entry[0].split(" or ")) if entry is not None else ()


def keyword_of(tag: int) -> str:
    """The keyword of an attribute that the data dictionary lists."""
    return DicomDictionary[tag][4]


def tag_of(name: str) -> int:
    """The tag of a keyword, or of ``gggg,eeee`` with or without parentheses.

    Raises:
        ValueError: neither.
    """
    match = _TAG.fullmatch(name)
    tag = int(match[1] + match[2], 16) if match is not None else tag_for_keyword(name)
    if tag is None:
        raise ValueError(f"{name!r} is no keyword of PS3.6 and no tag such as 0008,1030")
    return tag
