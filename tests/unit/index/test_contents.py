"""One instance is read without its study; what came under two series is judged as in the whole study."""

from functools import partial

import pytest
from fakes import FakeObjectStore
from unit.index.arrivals import STUDY, after, deidentified, identity, received, sha
from unit.index.memory_rows import MemoryRows

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.errors import NotFound
from bildstrom.index.dicomweb.members import members_of
from bildstrom.index.dicomweb.paths import Place
from bildstrom.index.handler import handle
from bildstrom.runtime.events import Event

SOP = f"{STUDY}.1.1"


async def projected(*events: Event) -> Catalogue:
    store = MemoryRows()
    for event in events:
        await partial(handle, store=store, objects=FakeObjectStore(), now=lambda: after(60))(event)
    return Catalogue(store)


def in_series(series: int) -> pb.InstanceIdentity:
    who = identity(1, series)
    who.sop_instance_uid = SOP
    return who


async def test_every_content_of_an_instance_is_read() -> None:
    who, other = identity(1), identity(2)
    catalogue = await projected(
        received(who, 1, "a"), deidentified(who, 1, "a"), deidentified(who, 2, "b"), deidentified(other)
    )

    rows = await catalogue.contents("demo", STUDY, who.series_uid, SOP)

    assert {row.sha256 for row in rows} == {sha("clean a"), sha("clean b")}
    with pytest.raises(NotFound):
        await members_of(catalogue, Place("demo", STUDY, f"{STUDY}.2", SOP))


async def test_an_instance_of_two_series_is_read_with_both() -> None:
    events = [(received(in_series(n), n, f"raw {n}"), deidentified(in_series(n), n, f"raw {n}")) for n in (1, 2)]
    catalogue = await projected(*(event for pair in events for event in pair))

    for series in (1, 2):
        rows = await catalogue.contents("demo", STUDY, f"{STUDY}.{series}", SOP)
        assert [row.series_uid for row in rows] == [f"{STUDY}.1", f"{STUDY}.2"]
