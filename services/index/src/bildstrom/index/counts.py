"""How much a study holds, and whether what was written down of it still holds: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from bildstrom.index.progress import Progress, Reached
from bildstrom.index.rows import SeriesRow

MAX_SERIES = 1000  # some 80 bytes each in a summary, which is read with every answer about the study


@dataclass(frozen=True, slots=True)
class Counts:
    """What is visible of a study.

    Attributes:
        series: number of instances by series UID, of the series that have any.
        modalities: of these series, each once, sorted.
        plain: no content is stored that is not visible, so rows may be taken as they come.
    """

    series: Mapping[str, int]
    modalities: tuple[str, ...]
    plain: bool

    @property
    def instances(self) -> int:
        """Of all series."""
        return sum(self.series.values())


@dataclass(frozen=True, slots=True)
class Mark:
    """Differs as soon as anything was written that a summary tells.

    Attributes:
        last_received_us: of the study's last arrival.
        changes: how often each process has written rows of the study. Times would do only where clocks agree.
    """

    last_received_us: int | None
    changes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Summed:
    """What a summary says; no progress where an older release made it."""

    counts: Counts
    progress: Progress | None


def counted(rows: Iterable[SeriesRow], instances: Mapping[str, int], *, plain: bool) -> Counts:
    """Counts from a study's series and the visible instances of each, by UID."""
    present = [row for row in rows if instances.get(row.series_uid)]
    return Counts(
        {row.series_uid: instances[row.series_uid] for row in present},
        tuple(sorted({row.modality for row in present if row.modality})),
        plain,
    )


def summary(counts: Counts, progress: Progress, mark: Mark) -> bytes | None:
    """What is written down, valid for one mark; None for a study of more series than a summary holds."""
    if len(counts.series) > MAX_SERIES:
        return None
    content = {
        "mark": _plain(mark),
        "series": dict(counts.series),
        "modalities": counts.modalities,
        "plain": counts.plain,
        "progress": progress,
    }
    return orjson.dumps(content)


def still_valid(content: bytes | None, mark: Mark) -> Summed | None:
    """What a summary says, if nothing was written since; else None."""
    if content is None:
        return None
    found = orjson.loads(content)
    if found["mark"] != _plain(mark):
        return None
    counts = Counts(found["series"], tuple(found["modalities"]), found.get("plain", False))
    return Summed(counts, _progress(found["progress"]) if "progress" in found else None)


def _progress(found: dict[str, Any]) -> Progress:
    lists = {name: tuple(found[name]) for name in ("acquired", "derived")}
    return Progress(**{**found, **lists, "reached": Reached(**found["reached"])})


def _plain(mark: Mark) -> list[object]:
    return [mark.last_received_us, dict(mark.changes)]
