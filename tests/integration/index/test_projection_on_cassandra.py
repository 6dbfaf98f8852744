"""On the real Cassandra: redelivery, reordering, conflicts and time-outs leave the same rows."""

import asyncio
import gc
import random
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

import pytest
from cassandra.cluster import Cluster, ResponseFuture
from cassandra.query import dict_factory
from fakes import FakeObjectStore
from integration.index.running import Servers
from polling import poll_until_async
from unit.index.arrivals import (
    NOON_US,
    after,
    dataset,
    deidentified,
    identity,
    produced,
    quarantined,
    received,
    revised,
)

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.cassandra.driver import Contact
from bildstrom.index.cassandra.store import CassandraStore
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.counts import Summed, still_valid
from bildstrom.index.grouping import GroupedStore
from bildstrom.index.handler import handle
from bildstrom.index.listing import places
from bildstrom.index.outlines import progress_of
from bildstrom.index.settings import contact_points
from bildstrom.index.settling import QUIET_SECONDS, Settling
from bildstrom.index.tables import CHANGE, STUDY_CHANGE, TABLES, Write
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.events import Event

KEYSPACE = "projection"
CATALOGUE = [table for table in TABLES if table is not STUDY_CHANGE]  # each process writes its own changes


@pytest.fixture
async def store(servers: Servers) -> AsyncIterator[CassandraStore]:
    """A connection to the real Cassandra."""
    cassandra = CassandraStore(Contact(contact_points(servers.cassandra()), KEYSPACE))
    await cassandra.open()
    yield cassandra
    await cassandra.close()


def history(project: str) -> list[Event]:
    """Two studies with a conflict, a resend, a quarantine, two revisions, a result that failed first."""
    events = []
    for number in range(1, 41):
        for study in ("2.25.100", "2.25.200"):
            who = identity(number, 1 + number % 3, study)
            elements = {"x0008103E": ("LO", f"Series of {number}"), "x00100020": ("LO", f"P{number % 2}")}
            content = dataset(who, **elements)
            events += [received(who, at=number), deidentified(who, at=number, content=content)]
    one = identity(1, 2)
    events += [received(one, at=500, raw="other"), deidentified(one, at=500, raw="other")]
    events += [received(one, at=90_000), deidentified(one, at=90_000)]
    events += [received(identity(99), at=7), quarantined(identity(99), at=7), quarantined(identity(99), at=8)]
    events += [revised(), revised(2, "d2", at=60)]
    events += [produced(status=pb.RESULT_STATUS_FAILED, objects=0), produced(at=70, objects=2)]
    for event in events:
        in_project(event, project)
    return events


def in_project(event: Event, project: str) -> None:
    message: Any = event.message
    if hasattr(message, "instance"):
        message.instance.project = project
        message.object.key = message.object.key.replace("/demo/", "/p/")
        return
    message.project = project
    for item in getattr(message, "objects", ()):
        item.instance.project = project


async def project_all(store: CassandraStore, events: Sequence[Event]) -> None:
    """Project events side by side, as the runner does."""
    project = partial(handle, store=GroupedStore(store), objects=FakeObjectStore(), now=lambda: after(600))
    free = asyncio.Semaphore(64)

    async def one(event: Event) -> None:
        async with free:
            await project(event)

    await asyncio.gather(*(one(event) for event in events))


def dump(servers: Servers, project: str, keyspace: str = KEYSPACE) -> dict[str, list[dict[str, Any]]]:
    """Every row of a project, as plain CQL reads it, without its name; summaries are no part of the catalogue."""
    cluster = Cluster(contact_points(servers.cassandra()), protocol_version=5)
    session = cluster.connect(keyspace)
    session.row_factory = dict_factory
    found = {}
    for table in CATALOGUE:
        rows = [row for row in session.execute(f"SELECT * FROM {table.name}") if row.pop("project") == project]
        for row in rows:
            row.pop("summary", None)
            row["message"] = plain(table.name, row.get("message"))
        found[table.name] = sorted(rows, key=lambda row: [str(row.get(column)) for column in table.key])
    cluster.shutdown()
    return found


def plain(table: str, message: bytes | None) -> bytes | None:
    """A stored message without the project's name."""
    if message is None:
        return None
    kind: type[pb.ResultProduced | pb.StudyRevised] = pb.ResultProduced if table == "result" else pb.StudyRevised
    parsed: Any = kind.FromString(message)
    in_project(Event(topic=None, key="", message=parsed, id="", time=after(0)), "")  # type: ignore[arg-type]
    return bytes(parsed.SerializeToString(deterministic=True))


async def test_redelivery_and_reordering_leave_the_same_rows(servers: Servers, store: CassandraStore) -> None:
    await project_all(store, history("undisturbed"))
    undisturbed = await asyncio.to_thread(dump, servers, "undisturbed")
    assert {name: len(rows) for name, rows in undisturbed.items()} == {
        "study": 2,
        "series": 7,
        "instance": 83,
        "instance_metadata": 83,
        "journey": 82,
        "revision": 2,
        "result": 1,
        "study_by_day": 3,
        "day": 2,
        "study_by_value": 11,
    }

    for seed in range(3):
        chance = random.Random(seed)
        events = history(f"disturbed-{seed}")
        events += chance.choices(events, k=len(events) // 2)
        chance.shuffle(events)
        await project_all(store, events)
        assert await asyncio.to_thread(dump, servers, f"disturbed-{seed}") == undisturbed


async def test_what_is_summed_up_is_what_is_counted(store: CassandraStore) -> None:
    events = history("summed")
    random.Random(1).shuffle(events)
    await project_all(store, events)
    catalogue, seconds = Catalogue(store), [0.0]
    counted = [await catalogue.counts("summed", study_uid) for study_uid in ("2.25.100", "2.25.200")]
    assert [(counts.instances, counts.modalities) for counts in counted] == [(42, ("CT", "SEG")), (40, ("CT",))]
    told = [
        Summed(counts, await progress_of(catalogue, "summed", study_uid))
        for counts, study_uid in zip(counted, ("2.25.100", "2.25.200"), strict=True)
    ]
    settling = Settling(catalogue, store, lambda: seconds[0], lambda: NOON_US)

    await settling.find()
    seconds[0] += QUIET_SECONDS
    await settling.look()

    found = await catalogue.summaries("summed", ["2.25.100", "2.25.200"])
    assert [still_valid(each.content, each.mark) for each in found.values()] == told
    await store.write([Write(CHANGE, ("summed", "2.25.100", "another"), (1,), 1)])
    found = await catalogue.summaries("summed", ["2.25.100", "2.25.200"])
    assert [still_valid(each.content, each.mark) for each in found.values()] == [None, told[1]]


async def test_a_store_that_is_down_is_unavailable_and_comes_back_on_its_own(
    servers: Servers, store: CassandraStore
) -> None:
    events = history("outage")
    await project_all(store, events[:20])
    await asyncio.to_thread(servers.stack.kill, "cassandra")
    try:
        with pytest.raises(Unavailable) as caught:
            await project_all(store, events)
        assert caught.value.dependency == "cassandra"
        with pytest.raises(Unavailable):
            await store.ping()
    finally:
        await asyncio.to_thread(servers.stack.start, "cassandra")

    async def answers() -> bool:
        await store.ping()
        return True

    await poll_until_async(answers, "Cassandra answers again", deadline=60)
    await project_all(store, events)

    await project_all(store, history("calm"))
    assert await asyncio.to_thread(dump, servers, "outage") == await asyncio.to_thread(dump, servers, "calm")


async def test_a_store_that_nobody_answers_for_is_unavailable(servers: Servers) -> None:
    port = servers.stack.ports.kafka_controller  # nothing speaks CQL there
    with pytest.raises(Unavailable, match="cassandra"):
        await CassandraStore(Contact((("127.0.0.1", port),), KEYSPACE)).open()


async def test_a_thousand_studies_are_listed_page_by_page(store: CassandraStore) -> None:
    events = [received(identity(study=f"2.25.{number}"), at=number * 300) for number in range(1, 1001)]
    for event in events:
        in_project(event, "many")
    await project_all(store, events)
    catalogue, found = Catalogue(store), []
    behind = None
    while page := [place async for place, _ in zip_first(places(catalogue, "many", behind), 128)]:
        found += [place.study_uid for place in page]
        behind = page[-1]

    assert found == [f"2.25.{number}" for number in range(1000, 0, -1)]


async def zip_first(items: AsyncIterator[Any], count: int) -> AsyncIterator[tuple[Any, int]]:
    """The first few of many."""
    number = 0
    async for item in items:
        yield item, number
        number += 1
        if number == count:
            return


async def test_a_request_and_its_rows_are_gone_when_it_is_answered_and_wait_for_no_collector(
    store: CassandraStore,
) -> None:
    gc.collect()
    gc.disable()
    try:
        for _ in range(5):
            await store.ping()
            await store.write([Write(CHANGE, ("p", "2.25.100", "writer"), (1,), 1)])
        # the type, for a weak proxy has the class of what it stands for, which may be gone
        requests = [each for each in gc.get_objects() if issubclass(type(each), ResponseFuture)]
    finally:
        gc.enable()
    assert len(requests) <= 1  # the last one, until the thread that answered it has gone on
