"""The DICOM JSON Model (PS3.18 annex F) of a clean data set, without bulk data: O* and UN values are left out."""

import json
from collections.abc import Callable, Sequence
from math import isfinite
from struct import unpack
from typing import Any, NamedTuple

from bildstrom.deid.characters import decoded, encodings_of
from bildstrom.deid.profile.dictionary import dictionary_vrs
from bildstrom.dicom.tree import Node, Nodes

_CHARACTER_SET, _PIXEL_REPRESENTATION = 0x00080005, 0x00280103
_BULK = frozenset(["OB", "OD", "OF", "OL", "OV", "OW", "UN"])
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

Json = dict[str, Any]


class _Context(NamedTuple):
    """What a data set hands down to the items of its sequences (PS3.5 7.5.3)."""

    explicit: bool
    encodings: Sequence[str] = ("iso8859",)
    signed: bool = False


def dicom_json(nodes: Nodes, explicit: bool) -> bytes:
    """Encode a little-endian data set as UTF-8 JSON, in the order of the tags; ``explicit``: its VRs are written."""
    return json.dumps(_object(nodes, _Context(explicit)), ensure_ascii=False, separators=(",", ":")).encode()


def _object(nodes: Nodes, context: _Context) -> Json:
    for node in nodes:
        if node.tag == _CHARACTER_SET and node.value:
            context = context._replace(encodings=encodings_of(bytes(node.value)))
        elif node.tag == _PIXEL_REPRESENTATION:
            context = context._replace(signed=bytes(node.value) == b"\x01\x00")
    content: Json = {}
    for node in nodes:
        if node.items is not None:
            vr, values = "SQ", [_object(item, context) for item in node.items]
        else:
            vr = _vr(node, context)
            if vr in _BULK:
                continue
            values = _values(vr, bytes(node.value), context.encodings)
        content[f"{node.tag:08X}"] = {"vr": vr, "Value": values} if values else {"vr": vr}
    return content


def _vr(node: Node, context: _Context) -> str:
    """Where no VR was written and the dictionary leaves a choice, the pixels' representation decides (PS3.5 A.1)."""
    allowed = () if context.explicit else dictionary_vrs(node.tag)
    if "SS" not in allowed or len(allowed) == 1:
        return node.vr.decode("ascii")
    if "OW" in allowed:
        return "OW"
    return "SS" if context.signed else "US"


def _values(vr: str, value: bytes, encodings: Sequence[str]) -> list[Any]:
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
