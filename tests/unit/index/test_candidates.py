"""Which studies a search looks at: those that a table names, wherever there is one for what it asks."""

from collections.abc import AsyncIterator
from functools import partial

import pytest
from fakes import FakeObjectStore
from unit.index.arrivals import after, dataset, deidentified, identity, received
from unit.index.memory_rows import MemoryRows

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.candidates import candidates
from bildstrom.index.dicomweb.filters import Level
from bildstrom.index.dicomweb.query import parse
from bildstrom.index.handler import handle

DATES = {"2.25.1": "20160229", "2.25.2": "20201231", "2.25.3": "20240131", "2.25.4": "20240131"}


class ByTables(Catalogue):
    """Never goes through the studies of a project."""

    def days(self, project: str, last: str | None = None) -> AsyncIterator[str]:
        """Where that would begin."""
        raise AssertionError(f"went through the studies of {project}")


async def looked_at(kind: type[Catalogue], **parameters: str) -> list[str]:
    """The studies that a search looks at, of four, in order."""
    store = MemoryRows()
    project = partial(handle, store=store, objects=FakeObjectStore(), now=lambda: after(60))
    for number, (study, date) in enumerate(DATES.items()):
        who = identity(study=study)
        for event in (received(who, at=number), deidentified(who, content=dataset(who, x00080020=("DA", date)))):
            await project(event)
    query = parse(parameters.items(), Level.STUDY)
    return [study_uid async for study_uid in candidates(kind(store), "demo", query)]


@pytest.mark.parametrize(
    ("asked", "studies"),
    [
        ({"StudyDate": "20240131"}, ["2.25.3", "2.25.4"]),
        ({"StudyDate": "20160101-20241231"}, ["2.25.3", "2.25.4", "2.25.2", "2.25.1"]),  # nine years
        ({"StudyDate": "20170101-20201230"}, []),
        ({"StudyDate": "20240131-20160101"}, []),  # backwards
        ({"StudyInstanceUID": "2.25.2,2.25.1,2.25.2"}, ["2.25.2", "2.25.1"]),
        ({"StudyDate": "20160101-20161231", "PatientName": "*"}, ["2.25.1"]),
    ],
)
async def test_what_a_table_answers_is_not_looked_for(asked: dict[str, str], studies: list[str]) -> None:
    assert await looked_at(ByTables, **asked) == studies


@pytest.mark.parametrize("text", ["20160101-", "-20241231", "20000101-20241231", '""'])
async def test_what_none_answers_is_looked_for_from_the_last_received_on(text: str) -> None:
    assert await looked_at(Catalogue, StudyDate=text) == ["2.25.4", "2.25.3", "2.25.2", "2.25.1"]
