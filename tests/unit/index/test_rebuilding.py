"""The archive of events, and the catalogue made again from events."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from functools import partial

from fakes import FakeBroker, FakeObjectStore
from polling import poll_until_async
from unit.index.arrivals import after, deidentified, identity, produced, quarantined, received, revised
from unit.index.memory_rows import MemoryRows

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_INDEXED, INSTANCE_RECEIVED, Topic
from bildstrom.index.handler import handle
from bildstrom.index.rebuilding.archive import ARCHIVED, archived, keep
from bildstrom.index.rebuilding.rebuild import Rebuilt, Source, Target, rebuild
from bildstrom.runtime.bus import Record
from bildstrom.runtime.events import Event, encode


def happened() -> list[Event]:
    """What happened to a study of 20 instances: a conflict, a quarantine, a revision, results."""
    events = [event for n in range(1, 21) for event in (received(identity(n), at=n), deidentified(identity(n), at=n))]
    events += [received(at=60, raw="other"), deidentified(at=60, raw="other")]
    events += [received(identity(30)), quarantined(identity(30)), revised()]
    return [*events, produced(status=pb.RESULT_STATUS_FAILED, objects=0), produced(at=70, objects=2)]


async def projected(events: Sequence[Event]) -> tuple[MemoryRows, list[Record]]:
    """The catalogue, and all events as records, those that say when an instance was indexed among them."""
    store, outputs = MemoryRows(), list[Event]()
    for number, event in enumerate(events):
        at = after(100 + number + 0.123456)
        outputs += await handle(event, store=store, objects=FakeObjectStore(), now=partial(lambda moment: moment, at))
    return store, [encode(event, "test") for event in (*events, *outputs)]


def source_of(records: Sequence[Record]) -> Source:
    async def source(topics: Sequence[Topic]) -> AsyncIterator[Record]:
        names = {topic.name for topic in topics}
        for record in records:
            if record.topic in names:
                yield record

    return source


async def test_from_events_in_any_order_and_number_comes_the_same_catalogue() -> None:
    store, records = await projected(happened())
    for seed in range(5):
        chance = random.Random(seed)
        disturbed = [*records, *chance.choices(records, k=len(records) // 2)]
        chance.shuffle(disturbed)
        again = MemoryRows()

        await rebuild(source_of(disturbed), Target(again, FakeObjectStore()))

        assert again.dump() == store.dump()


async def test_an_event_that_cannot_be_read_is_counted() -> None:
    _, records = await projected(happened())
    broken = Record(INSTANCE_RECEIVED.name, b"1.2", b"\xff", records[0].headers)

    counts = await rebuild(source_of([*records, broken]), Target(MemoryRows(), FakeObjectStore()))

    assert counts == Rebuilt(projected=len(happened()), rejected=1)


async def test_a_store_that_is_away_for_a_while_gets_every_row() -> None:
    store, records = await projected(happened())
    again = MemoryRows()
    again.failures = 3

    await rebuild(source_of(records), Target(again, FakeObjectStore()))

    assert again.dump() == store.dump()


async def archive(broker: FakeBroker, objects: FakeObjectStore, wanted: int) -> None:
    """Let the archive run until the group has committed everything."""
    stop = asyncio.Event()
    bus = broker.member("index-archive", [topic.name for topic in ARCHIVED], max_records=7)
    keeping = asyncio.create_task(keep(bus, objects, stop))

    async def kept() -> bool:
        return sum([broker.lag("index-archive", topic.name) for topic in ARCHIVED]) == wanted

    await poll_until_async(kept, "the archive has committed")
    stop.set()
    await keeping


async def test_the_archive_gives_back_what_it_was_given_although_the_object_store_was_away() -> None:
    store, records = await projected(happened())
    broker, objects = FakeBroker(), FakeObjectStore()
    await broker.publish(records)
    objects.failures = 2

    await archive(broker, objects, wanted=0)

    assert {(r.topic, r.key, r.value, r.headers) for r in records} == {
        (r.topic, r.key, r.value, r.headers) async for r in archived(objects, ARCHIVED)
    }
    indexed = [record async for record in archived(objects, [INSTANCE_INDEXED])]
    assert {record.topic for record in indexed} == {INSTANCE_INDEXED.name}
    again = MemoryRows()
    await rebuild(partial(archived, objects), Target(again, FakeObjectStore()))
    assert again.dump() == store.dump()


async def test_a_batch_that_comes_again_is_kept_once() -> None:
    _, records = await projected(happened())
    objects = FakeObjectStore()
    for _ in range(2):
        broker = FakeBroker()
        await broker.publish(records)
        for log in (broker.log((topic.name, n)) for topic in ARCHIVED for n in range(broker.partitions)):
            log[:] = [Record(r.topic, r.key, r.value, r.headers, r.partition, r.offset) for r in log]
        await archive(broker, objects, wanted=0)
        keys = set(objects.objects)
        assert all(key.startswith("events/1970-01-01/") and key.endswith(".pb") for key in keys)

    assert len(keys) == len(set(objects.objects.values())) <= len(records) // 7 + 7
