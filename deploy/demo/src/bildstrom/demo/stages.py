"""How long the stages took, from the times that the catalogue keeps of each object. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Stage:
    """Seconds that a stage took: of the object in the middle, and of the slowest."""

    name: str
    objects: int
    median_s: float
    slowest_s: float


def stages(document: Mapping[str, Any]) -> list[Stage]:
    """The stages of one study (``studies show``); one that nothing has passed is left out."""
    instances = document["instances"]
    found = [
        _stage("received → de-identified", _between(instances, "received_at", "deidentified_at")),
        _stage("received → quarantined", _between(instances, "received_at", "quarantined_at")),
        _stage("de-identified → indexed", _between(instances, "deidentified_at", "indexed_at")),
        _stage("received → indexed", _between(instances, "received_at", "indexed_at")),
        _stage("last object indexed → result", _to_result(document)),
    ]
    return [stage for stage in found if stage is not None]


def _between(instances: Iterable[Mapping[str, Any]], start: str, end: str) -> list[float]:
    return [_seconds(i[start], i[end]) for i in instances if i[start] and i[end]]


def _to_result(document: Mapping[str, Any]) -> list[float]:
    """From the last of the objects that arrived; a result's own objects are indexed after it."""
    indexed = [i["indexed_at"] for i in document["instances"] if i["indexed_at"]]
    produced = [r["produced_at"] for r in document["results"] if r["current"] and r["produced_at"]]
    return [_seconds(max(indexed), moment) for moment in produced] if indexed else []


def _stage(name: str, seconds: list[float]) -> Stage | None:
    return Stage(name, len(seconds), median(seconds), max(seconds)) if seconds else None


def _seconds(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
