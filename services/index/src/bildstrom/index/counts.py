"""How much a study holds, and whether a count that was written down still holds: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from bildstrom.index.rows import SeriesRow

MAX_SERIES = 1000  # some 80 bytes each in a summary, which is read with every answer about the study


@dataclass(frozen=True, slots=True)
class Counts:
    """What is visible of a study.

    Attributes:
        series: number of instances by series UID, of the series that have any.
        modalities: of these series, each once, sorted.
    """

    series: Mapping[str, int]
    modalities: tuple[str, ...]

    @property
    def instances(self) -> int:
        """Of all series."""
        return sum(self.series.values())


@dataclass(frozen=True, slots=True)
class Mark:
    """Differs as soon as anything was written that counts.

    Attributes:
        last_received_us: of the study's last arrival.
        changes: how often each process has written members of the study. Times would do only where clocks agree.
    """

    last_received_us: int | None
    changes: Mapping[str, int]


def counted(rows: Iterable[SeriesRow], instances: Mapping[str, int]) -> Counts:
    """Counts from a study's series and the visible instances of each, by UID."""
    present = [row for row in rows if instances.get(row.series_uid)]
    return Counts(
        {row.series_uid: instances[row.series_uid] for row in present},
        tuple(sorted({row.modality for row in present if row.modality})),
    )


def summary(counts: Counts, mark: Mark) -> bytes | None:
    """Counts as they are written down, valid for one mark; None for a study of more series than a summary holds."""
    if len(counts.series) > MAX_SERIES:
        return None
    content = {"mark": _plain(mark), "series": dict(counts.series), "modalities": counts.modalities}
    return orjson.dumps(content)


def still_valid(content: bytes | None, mark: Mark) -> Counts | None:
    """The counts of a summary, if nothing was written since; else None."""
    if content is None:
        return None
    found = orjson.loads(content)
    return Counts(found["series"], tuple(found["modalities"])) if found["mark"] == _plain(mark) else None


def _plain(mark: Mark) -> list[object]:
    return [mark.last_received_us, dict(mark.changes)]
