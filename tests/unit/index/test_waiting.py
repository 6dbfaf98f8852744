"""Who waits for a study reads its journeys when something was written to it, not each time he looks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.index.counts import Mark
from bildstrom.index.grpc import waiting
from bildstrom.index.grpc.waiting import until_indexed
from bildstrom.index.rows import StepsRow

UNDER_WAY, INDEXED = StepsRow(1, None, None, None), StepsRow(1, 2, None, 3)


@dataclass
class Seen:
    """A study whose mark and journeys are these, one look after the other; the last ones stay."""

    marks: Iterator[int]
    journeys: Iterator[list[StepsRow]]
    looks: int = 0
    read: list[int] = field(default_factory=list)

    async def mark(self) -> Mark:
        self.looks += 1
        return Mark(None, {"a": next(self.marks)})

    async def steps(self) -> Sequence[StepsRow]:
        self.read.append(self.looks)
        return next(self.journeys)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks follow one another at once."""
    monkeypatch.setattr(waiting, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(waiting, "SHARE", 0)


async def test_journeys_are_read_after_a_change_and_once_more() -> None:
    seen = Seen(iter([1, 1, 1, 1, 2, 2, 2, 2, 3]), iter([[], [], [UNDER_WAY], [UNDER_WAY], [INDEXED]]))

    found = await until_indexed(seen.mark, seen.steps, 1, 600)

    assert found == catalog.WaitUntilIndexedResponse(complete=True, received=1, indexed=1)
    assert seen.read == [1, 2, 5, 6, 9]


async def test_rows_that_are_seen_after_their_mark_are_not_missed() -> None:
    seen = Seen(iter([1, 1, 1, 2, 2]), iter([[], [], [], [INDEXED]]))

    assert (await until_indexed(seen.mark, seen.steps, 1, 600)).complete
    assert seen.read == [1, 2, 4, 5]


async def test_journeys_are_read_now_and_then_without_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "UNSEEN_SECONDS", 0.0)
    seen = Seen(iter([1] * 9), iter([[], [], [], [], [INDEXED]]))

    assert (await until_indexed(seen.mark, seen.steps, 1, 600)).complete
    assert seen.read == [1, 2, 3, 4, 5]
