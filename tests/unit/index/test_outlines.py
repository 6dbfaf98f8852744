"""How far a study has come is written down with its counts, and read from its rows as soon as anything was written."""

from functools import partial

import pytest
from fakes import FakeObjectStore
from unit.index.arrivals import (
    NOON_US,
    after,
    deidentified,
    identity,
    produced,
    quarantined,
    received,
    revised,
)
from unit.index.resting import STUDY, Index

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index import selections as s
from bildstrom.index import tables as t
from bildstrom.index.counts import summary
from bildstrom.index.handler import handle
from bildstrom.index.outlines import modalities, outlines
from bildstrom.index.progress import Progress, Reached
from bildstrom.index.tables import Write
from bildstrom.runtime.events import Event

ONE, TWO, THREE = identity(1), identity(2), identity(3)
S = 1_000_000
INDEXED_US = NOON_US + 60 * S

ONE_OF_TWO = Progress(Reached(2, 1, 0, 1, INDEXED_US), ("CT",), (), 0, "", None, 0)


def reached(*, received: int, deidentified: int, quarantined: int) -> Progress:
    objects = Reached(received, deidentified, quarantined, deidentified, INDEXED_US)
    return Progress(objects, ("CT",), (), 0, "", None, 0)


async def at_rest() -> Index:
    """A study of which one object can be read and one not yet."""
    index = Index()
    await index.project(received(ONE), deidentified(ONE), received(TWO, at=1))
    await index.rest()
    return index


async def test_a_study_at_rest_is_listed_by_two_requests() -> None:
    index = await at_rest()

    assert await index.progress() == (ONE_OF_TWO, False)
    assert index.rows.asked == [s.SUMMARIES, s.CHANGES]


@pytest.mark.parametrize(
    ("late", "progress"),
    [
        ([deidentified(TWO, at=1)], reached(received=2, deidentified=2, quarantined=0)),
        ([quarantined(TWO, at=1)], reached(received=2, deidentified=1, quarantined=1)),
        (
            [quarantined(TWO, at=1), deidentified(TWO, at=1)],
            reached(received=2, deidentified=2, quarantined=0),
        ),
        ([quarantined(THREE, at=1)], reached(received=2, deidentified=1, quarantined=1)),
        ([received(THREE, at=9)], reached(received=3, deidentified=1, quarantined=0)),
        ([received(THREE, at=-9)], reached(received=3, deidentified=1, quarantined=0)),
        ([received(TWO, at=1)], ONE_OF_TWO),
        ([deidentified(ONE)], ONE_OF_TWO),
        (
            [revised(3, "d3")],
            Progress(ONE_OF_TWO.reached, ("CT",), (), 3, "d3", NOON_US + 30 * S, 0),
        ),
        (
            [produced(status=pb.RESULT_STATUS_NOT_APPLICABLE, objects=0)],
            ONE_OF_TWO,
        ),
        ([produced()], Progress(ONE_OF_TWO.reached, ("CT",), ("SEG",), 0, "", None, 1)),
    ],
    ids=[
        "read at last",
        "kept back",
        "kept back, then understood",
        "kept back before it is known to have arrived",
        "another arrival",
        "an arrival out of order",
        "an arrival again",
        "an instance again",
        "a revision",
        "a result that is none",
        "a result",
    ],
)
@pytest.mark.parametrize("writer", ["a", "b"])
async def test_what_happens_late_is_told_at_once_and_written_down_again(
    late: list[Event], progress: Progress, writer: str
) -> None:
    index = await at_rest()

    await index.project(*late, writer=writer)

    assert await index.progress() == (progress, True)
    await index.rest()
    assert await index.progress() == (progress, False)


async def test_a_summary_of_an_older_release_counts_but_tells_no_progress_until_it_is_renewed() -> None:
    index = await at_rest()
    found = (await index.catalogue.summaries(STUDY[0], [STUDY[1]]))[STUDY[1]]
    counts, _ = await index.counts()
    content = summary(counts, ONE_OF_TWO, found.mark)
    assert content is not None
    older = content.replace(b'"plain":true,', b"").replace(content[content.index(b',"progress"') : -1], b"")
    await index.rows.write([Write(t.SUMMARY, STUDY, (older,), NOON_US * 2)])

    assert (await index.counts())[1] is False
    assert await index.progress() == (ONE_OF_TWO, True)
    again = Index(index.rows)
    await again.settling.find()
    again.settling.now_us = lambda: NOON_US * 3
    await again.rest()
    assert await again.progress() == (ONE_OF_TWO, False)


async def test_a_study_that_never_arrived_has_no_outline() -> None:
    index = await at_rest()

    found = await outlines(index.catalogue, STUDY[0], ["2.25.7", STUDY[1]])

    assert [outline and outline[1] for outline in found] == [None, ONE_OF_TWO]


async def test_forty_studies_at_rest_are_listed_by_requests_of_sixteen() -> None:
    index = Index()
    studies = [f"2.25.{number}" for number in range(40)]
    project = partial(handle, store=index.rows, objects=FakeObjectStore(), now=lambda: after(60))
    for study in studies:
        for event in (received(identity(study=study)), deidentified(identity(study=study))):
            await project(event)
    await index.settling.find()
    await index.rest()
    index.rows.asked.clear()

    found = await outlines(index.catalogue, STUDY[0], studies)

    assert [outline is not None and outline[1].reached.indexed for outline in found] == [1] * 40
    assert sorted(each.table.name for each in index.rows.asked) == ["study"] * 3 + ["study_change"] * 3


async def test_modalities_are_told_before_and_after_a_study_is_summed_up() -> None:
    index = Index()
    await index.project(received(ONE), deidentified(ONE), produced())

    assert await modalities(index.catalogue, STUDY[0], [STUDY[1]]) == [{"CT", "SEG"}]
    assert s.SERIES_OF_STUDY in index.rows.asked
    await index.rest()
    index.rows.asked.clear()
    assert await modalities(index.catalogue, STUDY[0], [STUDY[1]]) == [{"CT", "SEG"}]
    assert index.rows.asked == [s.SUMMARIES, s.CHANGES]
