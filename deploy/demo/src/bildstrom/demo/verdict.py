"""Did the chain measure what was built? Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bildstrom.demo.phantom import Expected

# How far a segmentation of the lung may stray from the lung as built: its border voxels and vessels are judgement.
TOLERANCES = {"laa950": 1.0, "perc15": 10.0}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measurement beside what it must be."""

    name: str
    unit: str
    measured: float
    expected: float
    tolerance: float

    @property
    def right(self) -> bool:
        """Whether it is within the tolerance."""
        return abs(self.measured - self.expected) <= self.tolerance


def compare(results: Sequence[Mapping[str, Any]], expected: Expected) -> list[Comparison]:
    """The measurements of the study's current result beside the construction; nothing when there is no such result."""
    built = {"laa950": expected.laa950_percent, "perc15": float(expected.perc15_hu)}
    current = [r for r in results if r["current"] and r["status"] == "produced" and r["model"] == "laa950"]
    return [
        Comparison(m["name"], m["unit"], m["value"], built[m["name"]], TOLERANCES[m["name"]])
        for result in current[-1:]
        for m in result["measurements"]
        if m["name"] in built
    ]


def right(comparisons: Sequence[Comparison]) -> bool:
    """Whether every measurement is there and within its tolerance."""
    return {c.name for c in comparisons} == set(TOLERANCES) and all(c.right for c in comparisons)
