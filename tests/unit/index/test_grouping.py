"""Writes that come together go together; each caller learns what became of his own."""

import asyncio
from collections.abc import Sequence

import pytest
from unit.index.memory_rows import MemoryRows

from bildstrom.index.grouping import MAX_ROWS, GroupedStore
from bildstrom.index.selections import THE_STUDY
from bildstrom.index.tables import ARRIVAL, DAY_MARK, INDEXED, STUDY_ATTRIBUTES, Write
from bildstrom.runtime.errors import Unavailable


def indexed(sop: int, us: int = 1, study: str = "1") -> Write:
    return Write(INDEXED, ("demo", study, f"1.{sop}", "00"), (us,), -us)


async def test_concurrent_writes_of_one_partition_go_in_one_batch() -> None:
    store = MemoryRows()
    grouped = GroupedStore(store)

    await asyncio.gather(*(grouped.write([indexed(sop)]) for sop in range(50)))

    assert store.batches == [[indexed(sop) for sop in range(50)]]


async def test_writes_of_two_partitions_go_in_two_batches() -> None:
    store = MemoryRows()

    await GroupedStore(store).write([indexed(1), indexed(1, study="2"), indexed(2)])

    assert store.batches == [[indexed(1), indexed(2)], [indexed(1, study="2")]]


class SlowRows(MemoryRows):
    """Writes when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.started, self.go = asyncio.Event(), asyncio.Event()

    async def write(self, writes: Sequence[Write]) -> None:
        self.started.set()
        await self.go.wait()
        await super().write(writes)


async def test_what_comes_while_a_batch_is_under_way_goes_with_the_next() -> None:
    store = SlowRows()
    grouped = GroupedStore(store)
    first = asyncio.create_task(grouped.write([indexed(1)]))
    await store.started.wait()
    others = [asyncio.create_task(grouped.write([indexed(sop)])) for sop in (2, 3)]
    await asyncio.sleep(0)
    store.go.set()

    await asyncio.gather(first, *others)

    assert store.batches == [[indexed(1)], [indexed(2), indexed(3)]]


async def test_a_group_is_bounded() -> None:
    store = MemoryRows()
    grouped = GroupedStore(store)

    await asyncio.gather(*(grouped.write([indexed(sop)]) for sop in range(MAX_ROWS + 1)))

    assert [len(batch) for batch in store.batches] == [MAX_ROWS, 1]


async def test_every_caller_of_a_failed_batch_is_told_and_the_next_batch_is_written() -> None:
    store = MemoryRows()
    store.failures = 1
    grouped = GroupedStore(store)

    answers = await asyncio.gather(*(grouped.write([indexed(sop)]) for sop in (1, 2)), return_exceptions=True)
    await grouped.write([indexed(1)])

    assert [type(answer) for answer in answers] == [Unavailable, Unavailable]
    assert store.batches[-1] == [indexed(1)]


async def test_a_caller_that_is_cancelled_does_not_take_the_others_along() -> None:
    store = MemoryRows()
    grouped = GroupedStore(store)
    gone = asyncio.create_task(grouped.write([indexed(1)]))
    stays = asyncio.create_task(grouped.write([indexed(2)]))
    await asyncio.sleep(0)
    gone.cancel()

    await stays

    with pytest.raises(asyncio.CancelledError):
        await gone
    assert store.batches == [[indexed(1), indexed(2)]]


async def test_of_writes_to_one_row_only_those_that_another_does_not_hide_are_sent() -> None:
    store = MemoryRows()
    key = ("demo", "1")
    early, late = Write(ARRIVAL, key, (1, "t1"), 1), Write(ARRIVAL, key, (2, "t2"), 2)
    latest_without_trace = Write(ARRIVAL, key, (3, None), 3)

    await GroupedStore(store).write([late, early, late, latest_without_trace])

    assert store.batches == [[late, latest_without_trace]]


async def test_a_marker_that_is_durable_is_not_written_again() -> None:
    store = MemoryRows()
    grouped = GroupedStore(store)
    mark = Write(DAY_MARK, ("demo", "2026-03-04"), (), 0)

    await grouped.write([mark])
    await grouped.write([mark])

    assert store.batches == [[mark]]


async def test_a_marker_whose_write_failed_is_written_again() -> None:
    store = MemoryRows()
    store.failures = 1
    grouped = GroupedStore(store)
    mark = Write(DAY_MARK, ("demo", "2026-03-04"), (), 0)
    with pytest.raises(Unavailable):
        await grouped.write([mark])

    await grouped.write([mark])

    assert store.batches == [[mark], [mark]]


async def test_a_shared_row_that_a_durable_one_hides_is_not_written_again() -> None:
    store = MemoryRows()
    grouped = GroupedStore(store)
    key = ("demo", "1")
    first, later = Write(STUDY_ATTRIBUTES, key, (b"a",), -1), Write(STUDY_ATTRIBUTES, key, (b"b",), -2)
    earlier = Write(STUDY_ATTRIBUTES, key, (b"c",), 0)

    for write in (first, later, earlier):
        await grouped.write([write])

    assert store.batches == [[first], [earlier]]


async def test_a_shared_row_is_written_again_for_a_cell_that_was_not_set_before() -> None:
    store = MemoryRows()
    grouped = GroupedStore(store)
    without_trace, with_trace = Write(ARRIVAL, ("demo", "1"), (2, None), 2), Write(ARRIVAL, ("demo", "1"), (1, "t"), 1)

    for write in (without_trace, with_trace):
        await grouped.write([write])

    assert store.batches == [[without_trace], [with_trace]]
    assert [row async for row in grouped.read(THE_STUDY, "demo", "1")] == [(None, 2, "t", None)]


async def test_two_shared_rows_of_one_moment_are_both_written_for_the_store_picks_the_greater() -> None:
    store = MemoryRows()
    grouped = GroupedStore(store)
    one, other = (Write(STUDY_ATTRIBUTES, ("demo", "1"), (content,), -1) for content in (b"a", b"b"))

    for write in (one, other):
        await grouped.write([write])

    assert store.batches == [[one], [other]]
