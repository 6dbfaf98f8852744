"""ICC profiles (ICC.1, ISO 15076-1) without their texts: slides cannot be shown right without the numbers in them.

Kept are the header, without date, device and creator, the table of tags, and the data of tags that hold numbers. All
else becomes zeros: descriptions, copyrights, names of devices, their calibration dates, and what lies between the tags.
"""

import struct
from dataclasses import dataclass

_HEADER, _ENTRY, _MOST_TAGS = 128, 12, 256
# Preferred CMM, creation date, platform, manufacturer, model, creator, profile ID and what is reserved behind it.
_BLANK = ((4, 8), (24, 36), (40, 44), (48, 56), (80, 128))
_NUMBERS = frozenset(
    b"XYZ |chrm|clro|curv|mAB |mBA |meas|mft1|mft2|para|sf32|sig |uf32|ui08|ui16|ui32|view".split(b"|")
)
_RECORD_SIZE = (12, 16)  # of multi-localised text, which readers check even where there are no records


@dataclass(frozen=True, slots=True)
class CleanColorProfile:
    """Keeps the numbers of an ICC profile."""

    def new_value(self, vr: str, value: bytes) -> bytes | None:
        """The profile without texts, of the same length; None if it is none."""
        if not value or vr != "OB":
            return None
        if len(value) < _HEADER + 4 or value[36:40] != b"acsp":
            return None
        (count,) = struct.unpack_from(">I", value, _HEADER)
        table = _HEADER + 4 + _ENTRY * count
        if count > _MOST_TAGS or table > len(value):
            return None
        new = bytearray(len(value))
        new[:table] = value[:table]
        for start, end in _BLANK:
            new[start:end] = bytes(end - start)
        for place in range(_HEADER + 4, table, _ENTRY):
            start, length = struct.unpack_from(">II", value, place + 4)
            if start < table or length < 8 or start + length > len(value):
                return None
            _copy(value, new, start, start + length)
        return bytes(new)


def _copy(value: bytes, new: bytearray, start: int, end: int) -> None:
    kind = value[start : start + 4]
    if kind in _NUMBERS:
        new[start:end] = value[start:end]
        return
    new[start : start + 4] = kind
    if kind == b"mluc" and end - start >= _RECORD_SIZE[1]:
        new[start + _RECORD_SIZE[0] : start + _RECORD_SIZE[1]] = struct.pack(">I", 12)
