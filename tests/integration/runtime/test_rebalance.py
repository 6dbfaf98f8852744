"""Members come and go on the real broker: what is in hand is finished and committed, and nobody handles nothing."""

import asyncio

from integration.runtime.streams import member, new_group, new_topic, numbered, numbers, publish
from polling import poll_until_async

from bildstrom.events.v1.topics import Topic
from bildstrom.runtime.bus import Batch
from bildstrom.runtime.kafka_bus import KafkaBus


class Reader:
    """Reads a bus in the background as the runner does: each batch is held until ``finish``, then committed."""

    def __init__(self, bus: KafkaBus) -> None:
        self.bus = bus
        self.in_hand: Batch | None = None
        self.handled: list[int] = []
        self.lost: list[int] = []
        self.finish = asyncio.Event()
        self.task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for batch in self.bus.batches():
            self.in_hand = batch
            while not self.finish.is_set():
                await asyncio.sleep(0.05)
                await self.bus.keep_alive(batch)
            if batch.lost.is_set():
                self.lost += numbers(batch)
                continue
            self.handled += numbers(batch)
            await self.bus.commit(batch)
            self.in_hand = None

    def has_handled(self) -> bool:
        """Whether a batch was committed."""
        return bool(self.handled)

    async def end(self) -> None:
        """Drain and hand on what the task raised."""
        self.finish.set()
        self.bus.drain()
        await self.task


async def test_a_slow_batch_holds_a_rebalance_up_until_it_is_committed(kafka: str) -> None:
    topic, group = await new_topic(kafka, partitions=2), new_group()
    await publish(kafka, numbered(topic, 20))
    async with member(kafka, group, "a", topic) as first_bus, member(kafka, group, "b", topic) as second_bus:
        first = Reader(first_bus)
        await poll_until_async(lambda: first.in_hand, "the first member has a batch in hand", 20)
        second = Reader(second_bus)
        second.finish.set()
        await poll_until_async(lambda: _revoking(first_bus), "the group rebalances", 20)
        await asyncio.sleep(2)  # time enough for a rebalance that nobody holds up
        assert (_revoking(first_bus), second.handled) == (True, [])
        began = asyncio.get_running_loop().time()
        first.finish.set()
        await publish(kafka, numbered(topic, 20, first=20))
        await poll_until_async(lambda: len(first.handled + second.handled) >= 40, "all is handled", 40)
        took = asyncio.get_running_loop().time() - began
        await asyncio.gather(first.end(), second.end())
    assert sorted(first.handled + second.handled) == list(range(40)), "each is handled once"
    assert (first.lost, second.lost) == ([], [])
    assert set(second.handled) & set(range(20, 40)), "the second member has got a partition"
    assert took < 10, "the rebalance ends with the batch, not with the drain time"


def _revoking(bus: KafkaBus) -> bool:
    return bool(bus._consumer._subscription.reassignment_in_progress)  # type: ignore[union-attr]


async def _members_come_and_go(bootstrap: str, topic: Topic, group: str, readers: list[Reader]) -> None:
    for name in ("b", "c"):
        async with member(bootstrap, group, name, topic) as bus:
            reader = Reader(bus)
            reader.finish.set()
            readers.append(reader)
            await poll_until_async(reader.has_handled, f"member {name} handles something", 40)
            await reader.end()


async def test_nothing_is_left_out_while_members_come_and_go_under_load(kafka: str) -> None:
    topic, group = await new_topic(kafka, partitions=4), new_group()
    published = 0

    async def load() -> None:
        nonlocal published
        while True:
            await publish(kafka, numbered(topic, 50, first=published))
            published += 50
            await asyncio.sleep(0.05)

    loading = asyncio.create_task(load())
    async with member(kafka, group, "a", topic) as bus:
        readers = [Reader(bus)]
        readers[0].finish.set()
        await poll_until_async(lambda: readers[0].handled, "the first member handles something", 20)
        await _members_come_and_go(kafka, topic, group, readers)
        loading.cancel()
        await asyncio.wait([loading])
        everything = set(range(published))
        await poll_until_async(
            lambda: {number for reader in readers for number in reader.handled} >= everything, "all is handled", 60
        )
        await readers[0].end()
    assert {number for reader in readers for number in reader.handled} >= everything
