"""What every bus must do; the fake of the tests and Kafka do the same."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Protocol

import pytest
from fakes import FakeBroker
from integration.runtime.streams import new_group, new_topic

from bildstrom.runtime.bus import Batch, Bus, Record
from bildstrom.runtime.kafka_bus import KafkaBus


class Member(Bus, Protocol):
    """A bus that can be closed."""

    async def stop(self) -> None: ...


class Side:
    """One of the two: a topic of two partitions, and members of groups that read it."""

    def __init__(self, topic: str, join: Callable[[str], Member]) -> None:
        self.topic = topic
        self._join = join
        self.members: list[Member] = []

    def member(self, group: str) -> Member:
        """The one member of a group, started again after it was stopped."""
        self.members.append(self._join(group))
        return self.members[-1]

    def records(self, *numbers: int, key: str = "a") -> list[Record]:
        """Records with these numbers as values."""
        return [Record(self.topic, key.encode(), str(number).encode()) for number in numbers]


@pytest.fixture(params=["fake", "kafka"])
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    if request.param == "fake":
        broker = FakeBroker(partitions=2)
        opened = Side("t", lambda group: broker.member(group, ["t"]))
    else:
        bootstrap = request.getfixturevalue("kafka")
        topic = await new_topic(bootstrap, partitions=2)
        opened = Side(topic.name, lambda group: KafkaBus(bootstrap, group, "0", [topic.name]))
    yield opened
    for member in opened.members:
        await member.stop()


@pytest.fixture
def group() -> str:
    return new_group()


async def take(bus: Bus, count: int) -> list[Batch]:
    """Batches that hold together ``count`` records; the bus is not asked for more."""
    taken: list[Batch] = []
    async with asyncio.timeout(40):
        async for batch in bus.batches():
            taken.append(batch)
            if sum(len(batch.records) for batch in taken) >= count:
                return taken
    raise AssertionError("drained")


def values(batches: list[Batch]) -> list[int]:
    return [int(record.value) for batch in batches for record in batch.records]


async def test_a_record_arrives_as_it_was_sent_with_its_place_and_time(side: Side, group: str) -> None:
    headers = (("ce_id", b"1"), ("traceparent", b"00-x"), ("empty", b""))
    sent = Record(side.topic, b"2.25.1", b"\x00\xff", headers)
    bus = side.member(group)
    before = time.time() * 1000
    await bus.publish([sent])
    (batch,) = await take(bus, 1)
    (read,) = batch.records
    assert (read.topic, read.key, read.value, read.headers) == (side.topic, b"2.25.1", b"\x00\xff", headers)
    assert (read.partition in {0, 1}, read.offset) == (True, 0)
    assert before - 1 <= read.timestamp_ms <= time.time() * 1000


async def test_records_of_a_key_stay_in_order_and_in_one_partition(side: Side, group: str) -> None:
    bus = side.member(group)
    for number in range(30):
        await bus.publish(side.records(number, key=f"study {number % 3}"))
    batches = await take(bus, 30)
    records = [record for batch in batches for record in batch.records]
    for key in range(3):
        mine = [record for record in records if record.key == f"study {key}".encode()]
        assert [int(record.value) for record in mine] == list(range(key, 30, 3))
        assert len({record.partition for record in mine}) == 1


async def test_a_record_without_a_key_or_a_value_arrives(side: Side, group: str) -> None:
    bus = side.member(group)
    await bus.publish([Record(side.topic, None, b"")])
    (batch,) = await take(bus, 1)
    assert (batch.records[0].key, batch.records[0].value, batch.records[0].headers) == (None, b"", ())


async def test_publishing_nothing_is_fine(side: Side, group: str) -> None:
    await side.member(group).publish([])


async def test_a_new_group_reads_from_the_beginning(side: Side, group: str) -> None:
    first = side.member(group)
    await first.publish(side.records(1, 2, 3))
    for batch in await take(first, 3):
        await first.commit(batch)
    assert values(await take(side.member(new_group()), 3)) == [1, 2, 3]


async def test_what_was_committed_does_not_come_again(side: Side, group: str) -> None:
    first = side.member(group)
    await first.publish(side.records(1, 2))
    for batch in await take(first, 2):
        await first.commit(batch)
    await first.stop()
    second = side.member(group)
    await second.publish(side.records(3))
    assert values(await take(second, 1)) == [3]


async def test_what_was_not_committed_comes_again(side: Side, group: str) -> None:
    first = side.member(group)
    await first.publish(side.records(1, 2))
    assert values(await take(first, 2)) == [1, 2]
    await first.stop()
    assert values(await take(side.member(group), 2)) == [1, 2]


async def test_a_batch_that_is_kept_alive_is_not_read_twice_and_nothing_is_skipped(side: Side, group: str) -> None:
    bus = side.member(group)
    await bus.publish(side.records(1, 2))
    reading = bus.batches()
    first = await anext(reading)
    await bus.publish(side.records(3, 4))
    for _ in range(5):
        await bus.keep_alive(first)
    await bus.commit(first)
    seen = values([first])
    while len(seen) < 4:
        batch = await anext(reading)
        await bus.commit(batch)
        seen += values([batch])
    assert seen == [1, 2, 3, 4]


async def test_a_lost_batch_is_not_committed(side: Side, group: str) -> None:
    first = side.member(group)
    await first.publish(side.records(1))
    (batch,) = await take(first, 1)
    batch.lost.set()
    await first.commit(batch)
    await first.stop()
    assert values(await take(side.member(group), 1)) == [1]


async def test_draining_ends_the_batches_after_the_one_in_hand(side: Side, group: str) -> None:
    bus = side.member(group)
    await bus.publish(side.records(1))
    seen = []
    async with asyncio.timeout(40):
        async for batch in bus.batches():
            seen.append(values([batch]))
            await bus.publish(side.records(2))
            bus.drain()
    assert seen == [[1]]


async def test_draining_ends_the_wait_of_an_idle_bus(side: Side, group: str) -> None:
    bus = side.member(group)

    async def read() -> list[Batch]:
        return [batch async for batch in bus.batches()]

    reading = asyncio.create_task(read())
    await asyncio.sleep(0)
    bus.drain()
    async with asyncio.timeout(40):
        assert await reading == []
