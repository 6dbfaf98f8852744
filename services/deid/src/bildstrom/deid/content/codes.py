"""Concepts as data sets name them: one identity for every spelling that a coded entry may have (PS3.3 8.1 to 8.8)."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bildstrom.deid.standard.concepts import RETIRED_SNOMED
from bildstrom.dicom.tree import Nodes

_CODE_VALUE, _SCHEME, _LONG_VALUE, _URN_VALUE = 0x00080100, 0x00080102, 0x00080119, 0x00080120
_EQUIVALENTS = 0x00080121
_VALUES = (_CODE_VALUE, _LONG_VALUE, _URN_VALUE)
_NAMING = frozenset([*_VALUES, _SCHEME])

_SCHEMES = {"SNM3": "SRT", "99SDM": "SRT", "LOINC": "LN"}  # PS3.16 8.1 and 8.2: older designators of the same scheme


class Concept(NamedTuple):
    """A coded concept: its coding scheme's designator in capitals, and its code value."""

    scheme: str
    value: str


def concept(scheme: str, value: str) -> Concept:
    """The identity of a code: older designators and retired SNOMED-RT values as what they are called now."""
    scheme, value = scheme.strip("\0 ").upper(), value.strip("\0 ")
    scheme = _SCHEMES.get(scheme, scheme)
    if scheme == "SRT":
        current = RETIRED_SNOMED.get(value.upper())
        return Concept("SRT", value) if current is None else Concept("SCT", current)
    if scheme.startswith("NCDR"):  # its version stands in the designator in the standard, elsewhere it need not
        return Concept("NCDR", value)
    return Concept(scheme, value)


def concepts(codes: list[Nodes]) -> Iterator[Concept]:
    """The concepts that the items of a code sequence mean, those called equivalent included."""
    for code in codes:
        values = tuple((node.tag, bytes(node.value)) for node in code if node.tag in _NAMING)
        short = all(len(value) <= _LONGEST for _, value in values)
        yield from _remembered(values) if short else _named(values)
        for node in code:
            if node.tag == _EQUIVALENTS and node.items:
                yield from concepts(node.items)


def _named(values: tuple[tuple[int, bytes], ...]) -> tuple[Concept, ...]:
    texts = {tag: value.decode("latin-1") for tag, value in values}
    return tuple(concept(texts.get(_SCHEME, ""), texts[tag]) for tag in _VALUES if texts.get(tag))


_LONGEST = 64  # bytes of what is remembered
_remembered = lru_cache(maxsize=4096)(_named)  # a report has a few dozen
