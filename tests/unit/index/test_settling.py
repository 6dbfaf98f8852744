"""A study that has come to rest is summed up; its summary is used while nothing was written since, and never else."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest
from fakes import FakeObjectStore
from polling import poll_until_async
from unit.index.arrivals import after, deidentified, identity, produced, received
from unit.index.resting import STUDY, Index

from bildstrom.index import selections as s
from bildstrom.index import settling
from bildstrom.index import tables as t
from bildstrom.index.counts import MAX_SERIES, Counts, Mark, Summed, counted, still_valid, summary
from bildstrom.index.handler import handle
from bildstrom.index.progress import progress
from bildstrom.index.rows import SeriesRow
from bildstrom.index.settling import PAUSE, QUIET_SECONDS
from bildstrom.index.tables import Write
from bildstrom.runtime.events import Event

ONE, TWO = identity(1, 1), identity(2, 2)
MOVED = identity(2, 1)
MOVED.sop_instance_uid = TWO.sop_instance_uid


NOTHING = progress([], [], [], [])


def both() -> Sequence[Event]:
    return [received(ONE), received(TWO), deidentified(ONE), deidentified(TWO)]


COUNTS_OF_BOTH = Counts({ONE.series_uid: 1, TWO.series_uid: 1}, ("CT",), plain=True)


async def test_a_study_that_rests_is_read_without_its_instances() -> None:
    index = Index()
    await index.project(*both())
    assert await index.counts() == (COUNTS_OF_BOTH, True)

    await index.rest()

    assert await index.counts() == (COUNTS_OF_BOTH, False)
    assert index.rows.asked == [s.SUMMARIES, s.CHANGES]


async def test_a_study_is_not_summed_up_before_it_was_the_same_for_long_enough() -> None:
    index = Index()
    await index.project(*both())

    await index.rest(times=1)

    assert await index.counts() == (COUNTS_OF_BOTH, True)


async def test_another_process_that_writes_meanwhile_is_waited_for() -> None:
    index = Index()
    await index.project(*both())
    await index.rest(times=1)
    await index.rows.write([Write(t.CHANGE, (*STUDY, "another"), (7,), 7)])

    await index.rest(times=1)
    assert await index.counts() == (COUNTS_OF_BOTH, True)
    await index.rest(times=1)
    assert await index.counts() == (COUNTS_OF_BOTH, False)


@pytest.mark.parametrize(
    ("late", "counts"),
    [
        ([deidentified(identity(3, 1), at=9)], Counts({ONE.series_uid: 2, TWO.series_uid: 1}, ("CT",), plain=True)),
        # the same instance in another series, received earlier: it counts there
        ([deidentified(MOVED, at=-9)], Counts({ONE.series_uid: 2}, ("CT",), plain=False)),
        ([deidentified(ONE, at=9, raw="other")], replace(COUNTS_OF_BOTH, plain=False)),
        ([deidentified(ONE)], COUNTS_OF_BOTH),
    ],
    ids=["an instance", "an instance in another series", "another content", "the same again"],
)
@pytest.mark.parametrize("writer", ["a", "b"])
async def test_what_comes_late_is_counted_at_once_and_summed_up_again(
    late: list[Event], counts: Counts, writer: str
) -> None:
    index = Index()
    await index.project(*both())
    await index.rest()

    await index.project(*late, writer=writer)

    assert await index.counts() == (counts, True)
    await index.rest()
    assert await index.counts() == (counts, False)


async def test_a_result_is_counted() -> None:
    index = Index()
    await index.project(*both())
    await index.rest()

    await index.project(produced(), writer="b")

    found, by_counting = await index.counts()
    assert (found.instances, found.modalities, by_counting) == (3, ("CT", "SEG"), True)


async def test_an_arrival_written_by_an_older_release_makes_a_summary_invalid() -> None:
    index = Index()
    await index.project(*both())
    await index.rest()

    project = partial(handle, store=index.rows, objects=FakeObjectStore(), now=lambda: after(60))
    for event in (received(identity(3, 1), at=9), deidentified(identity(3, 1), at=9)):
        await project(event)

    assert await index.counts() == (Counts({ONE.series_uid: 2, TWO.series_uid: 1}, ("CT",), plain=True), True)


async def test_studies_without_a_summary_are_found_and_summed_up_after_they_have_rested() -> None:
    index = Index()
    project = partial(handle, store=index.rows, objects=FakeObjectStore(), now=lambda: after(60))
    for event in both():
        await project(event)

    await index.settling.find()
    await index.settling.look()
    assert await index.counts() == (COUNTS_OF_BOTH, True)
    await index.rest(times=1)

    assert await index.counts() == (COUNTS_OF_BOTH, False)


async def test_a_study_with_a_valid_summary_is_not_counted_again() -> None:
    index = Index()
    await index.project(*both())
    await index.rest()

    again = Index(index.rows)
    await again.settling.find()
    index.rows.batches.clear()
    await again.rest()

    assert index.rows.batches == []


async def test_a_store_that_is_down_is_asked_again() -> None:
    index = Index()
    await index.project(*both())
    await index.rest(times=1)
    index.rows.failures = 1

    await index.rest(times=1)
    assert (await index.counts())[1]
    await index.rest(times=1)
    assert not (await index.counts())[1]


async def test_two_thirds_of_the_time_are_left_to_those_who_search() -> None:
    index = Index()
    await index.project(*both())
    await index.rest(times=1)
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    moments = iter(range(100))
    index.settling.clock, index.settling.pause = lambda: 1000.0 + next(moments), pause
    await index.settling.look()

    assert pauses == [PAUSE, PAUSE]  # after a look that took one tick of this clock, and after a count that did
    assert not (await index.counts())[1]


async def test_studies_that_are_due_are_looked_at_together() -> None:
    index = Index()
    studies = [f"2.25.{number}" for number in range(20)]
    await index.project(*(event(identity(study=uid)) for uid in studies for event in (received, deidentified)))
    index.rows.asked.clear()

    await index.rest(times=1)

    assert sorted(each.table.name for each in index.rows.asked) == ["study"] * 2 + ["study_change"] * 2


async def test_it_goes_on_by_itself_until_it_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "LOOK_SECONDS", 0.01)
    index = Index()
    project = partial(handle, store=index.rows, objects=FakeObjectStore(), now=lambda: after(60))
    for event in both():
        await project(event)
    index.rows.failures = 1  # the first look for studies finds nothing

    running = asyncio.create_task(index.settling.run())

    async def summed_up(instances: int) -> bool:
        index.seconds += QUIET_SECONDS
        counts, by_counting = await index.counts()
        return counts.instances == instances and not by_counting

    await poll_until_async(lambda: summed_up(2), "a summary")
    await index.project(deidentified(identity(3, 1), at=9))
    await poll_until_async(lambda: summed_up(3), "the next summary")
    assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def test_a_study_of_more_series_than_a_summary_holds_is_not_summed_up() -> None:
    mark = Mark(1, {})
    few, many = (
        counted(
            [SeriesRow(str(number), "CT", False, b"{}") for number in range(size)],
            {str(number): 1 for number in range(size)},
            plain=True,
        )
        for size in (MAX_SERIES, MAX_SERIES + 1)
    )

    assert still_valid(summary(few, NOTHING, mark), mark) == Summed(few, NOTHING)
    assert summary(many, NOTHING, mark) is None
