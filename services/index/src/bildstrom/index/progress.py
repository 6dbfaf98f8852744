"""How far a study has come, in a few numbers: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.rows import ResultRow, RevisionRow, SeriesRow


class Steps(Protocol):
    """When an object took each step; None: not there yet."""

    @property
    def received_us(self) -> int | None: ...
    @property
    def deidentified_us(self) -> int | None: ...
    @property
    def quarantined_us(self) -> int | None: ...
    @property
    def indexed_us(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Reached:
    """How many of a study's objects have come how far.

    Attributes:
        quarantined: kept back until now. One that a better profile understood later is visible, and does not count.
    """

    received: int
    deidentified: int
    quarantined: int
    indexed: int
    last_indexed_us: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """A study's objects, and what was made of it.

    Attributes:
        acquired: modalities of the series that arrived, each once, sorted.
        derived: of those that Bildstrom made.
        revision: number of the last one; 0 for none yet.
        content_digest: of the last revision.
        results: that were produced.
    """

    reached: Reached
    acquired: tuple[str, ...]
    derived: tuple[str, ...]
    revision: int
    content_digest: str
    revised_us: int | None
    results: int


def reached(steps: Sequence[Steps]) -> Reached:
    """How far these objects have come."""
    indexed = [row.indexed_us for row in steps if row.indexed_us is not None]
    return Reached(
        received=sum(row.received_us is not None for row in steps),
        deidentified=sum(row.deidentified_us is not None for row in steps),
        quarantined=sum(row.quarantined_us is not None and row.deidentified_us is None for row in steps),
        indexed=len(indexed),
        last_indexed_us=max(indexed, default=None),
    )


def progress(
    steps: Sequence[Steps], series: Sequence[SeriesRow], revisions: Sequence[RevisionRow], results: Iterable[ResultRow]
) -> Progress:
    """How far a study has come.

    Args:
        revisions: the last one last.
    """
    last = revisions[-1] if revisions else None
    messages = (pb.ResultProduced.FromString(row.message) for row in results)
    return Progress(
        reached=reached(steps),
        acquired=_modalities(row for row in series if not row.derived),
        derived=_modalities(row for row in series if row.derived),
        revision=last.number if last else 0,
        content_digest=last.content_digest if last else "",
        revised_us=last.published_us if last else None,
        results=sum(message.status == pb.RESULT_STATUS_PRODUCED for message in messages),
    )


def _modalities(series: Iterable[SeriesRow]) -> tuple[str, ...]:
    return tuple(sorted({row.modality for row in series if row.modality}))
