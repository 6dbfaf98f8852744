"""Values of elements in the DICOM JSON Model (PS3.18 annex F.2)."""

from collections.abc import Callable, Sequence
from math import isfinite
from struct import unpack
from typing import Any

from bildstrom.deid.characters import decoded

_ONE_VALUE = frozenset(["LT", "ST", "UR", "UT"])  # a backslash is a character there
_FORMATS = {
    "FD": ("d", 8),
    "FL": ("f", 4),
    "SL": ("i", 4),
    "SS": ("h", 2),
    "SV": ("q", 8),
    "UL": ("I", 4),
    "US": ("H", 2),
    "UV": ("Q", 8),
}


def values_of(vr: str, value: bytes, encodings: Sequence[str]) -> list[Any]:
    """The values of an element as they were encoded, little endian, in its VR."""
    if not value:
        return []
    if vr in _FORMATS:
        code, width = _FORMATS[vr]
        return [_finite(number) for number in unpack(f"<{len(value) // width}{code}", value)]
    if vr == "AT":
        halves = unpack(f"<{len(value) // 2}H", value)
        return [f"{group:04X}{number:04X}" for group, number in zip(halves[::2], halves[1::2], strict=True)]
    text = decoded(value, encodings).rstrip("\0 ")
    if not text:
        return []
    parts = [text] if vr in _ONE_VALUE else text.split("\\")
    convert = _CONVERTERS.get(vr, _trimmed)
    return [convert(part) if part.strip("\0 ") else None for part in parts]


def _finite(number: float) -> float | str:
    """JSON has no NaN and no infinities; PS3.18 F.2.3 allows text instead."""
    return number if isfinite(number) else str(number)


def _trimmed(text: str) -> str:
    return text.rstrip("\0 ")


def _decimal(text: str) -> float | str:
    return _finite(float(text))


def _name(text: str) -> dict[str, str]:
    groups = zip(("Alphabetic", "Ideographic", "Phonetic"), text.split("="), strict=False)
    return {kind: group.rstrip("\0 ") for kind, group in groups if group.strip("\0 ")}


_CONVERTERS: dict[str, Callable[[str], Any]] = {"AE": str.strip, "DS": _decimal, "IS": int, "PN": _name}
