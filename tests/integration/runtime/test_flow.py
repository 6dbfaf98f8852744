"""The runner on the real broker: through a restart of the broker, through long work, past records that are poison."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from builders import indexed, received
from conftest import Servers
from integration.runtime.streams import lag, new_group, new_topic, publish, read_all
from polling import poll_until_async

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_INDEXED, INSTANCE_RECEIVED, Topic, deadletter
from bildstrom.runtime import topics
from bildstrom.runtime.bus import Record
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.events import Event, encode
from bildstrom.runtime.handling import Handle
from bildstrom.runtime.kafka import KafkaPublisher
from bildstrom.runtime.kafka_bus import KafkaBus
from bildstrom.runtime.kafka_consumer import Patience
from bildstrom.runtime.runner import Runner


class Flow:
    """A runner between two topics of its own."""

    def __init__(self, bootstrap: str, came: Topic, went: Topic) -> None:
        self.bootstrap = bootstrap
        self.service = new_group()
        self.came = came
        self.went = went

    @asynccontextmanager
    async def running(self, handle: Handle, name: str = "0", patience: Patience | None = None) -> AsyncIterator[None]:
        """Run in the background; at the end stop and hand on what it raised."""
        bus = KafkaBus(self.bootstrap, self.service, name, [self.came.name], patience)
        stop = asyncio.Event()
        task = asyncio.create_task(Runner(self.service, bus, {self.came.name: self.came}, handle).run(stop))
        try:
            yield
        finally:
            stop.set()
            await task
            await bus.stop()

    def records(self, first: int, last: int) -> list[Record]:
        """Instances that come."""
        events = [replace(received(n, study=f"2.25.{n % 5}"), topic=self.came) for n in range(first, last)]
        return [encode(event, "ingest") for event in events]

    async def pass_on(self, event: Event) -> list[Event]:
        """An instance that came is indexed."""
        assert isinstance(event.message, pb.InstanceReceived)
        number = int(event.message.instance.sop_instance_uid.rpartition(".")[2])
        return [replace(indexed(number), topic=self.went)]

    async def outputs(self) -> list[int]:
        """The instances that went on, sorted."""
        records = await read_all(self.bootstrap, self.went)
        uids = [pb.InstanceIndexed.FromString(record.value).instance.sop_instance_uid for record in records]
        return sorted(int(uid.rpartition(".")[2]) for uid in uids)

    async def done(self, within: float = 60) -> None:
        """Wait until everything that came is committed."""

        async def committed() -> bool:
            return await lag(self.bootstrap, self.service, self.came) == 0

        await poll_until_async(committed, "all is committed", within)


async def new_flow(bootstrap: str) -> Flow:
    return Flow(
        bootstrap,
        await new_topic(bootstrap, 2, INSTANCE_RECEIVED.message),
        await new_topic(bootstrap, 2, INSTANCE_INDEXED.message),
    )


async def test_nothing_is_lost_when_the_broker_is_killed_and_restarted_in_mid_flow(
    kafka: str, servers: Servers
) -> None:
    flow = await new_flow(kafka)
    sent = 0

    async def load() -> None:
        nonlocal sent
        publisher = KafkaPublisher(kafka, "edge")
        while sent < 2000:
            try:
                await publisher.publish(flow.records(sent, sent + 20))
                sent += 20
            except Unavailable:  # the edge sends it again, as a relay does
                continue
        await publisher.stop()

    async with flow.running(flow.pass_on):
        loading = asyncio.create_task(load())
        await poll_until_async(lambda: sent >= 400, "the flow is on", 30)
        await asyncio.to_thread(servers.stack.kill, "kafka")
        await asyncio.to_thread(servers.stack.start, "kafka")
        async with asyncio.timeout(90):
            await loading
        await flow.done()
    assert set(await flow.outputs()) == set(range(2000))


async def test_work_longer_than_the_poll_interval_keeps_its_partitions(kafka: str) -> None:
    flow = await new_flow(kafka)
    calls = 0

    async def slow(event: Event) -> list[Event]:
        nonlocal calls
        calls += 1
        await asyncio.sleep(14)  # the work itself: twice the poll interval
        return await flow.pass_on(event)

    await publish(kafka, flow.records(0, 3))
    async with flow.running(slow, patience=Patience(session=6, poll=7, drain=5)):
        await flow.done(90)
    assert (calls, await flow.outputs()) == (3, [0, 1, 2])


async def test_a_record_as_large_as_the_topic_takes_becomes_a_dead_letter_and_the_others_flow(kafka: str) -> None:
    flow = await new_flow(kafka)
    dead = deadletter(flow.service)
    await topics.apply(kafka, [dead])
    poison = Record(flow.came.name, b"2.25.1", bytes((2 << 20) - 200), (("ce_id", b"1"),))
    await publish(kafka, [*flow.records(0, 3), poison, *flow.records(3, 6)])
    async with flow.running(flow.pass_on):
        await flow.done()
    assert await flow.outputs() == list(range(6))
    (letter,) = [pb.DeadLetter.FromString(record.value) for record in await read_all(kafka, dead)]
    assert (letter.reason, letter.value == poison.value) == ("wrong_type", True)


async def test_a_stop_in_the_middle_of_a_rebalance_does_not_wait_for_the_others(kafka: str) -> None:
    flow = await new_flow(kafka)
    begun, finish = asyncio.Event(), asyncio.Event()

    async def slow(event: Event) -> list[Event]:
        begun.set()
        await finish.wait()
        return await flow.pass_on(event)

    await publish(kafka, flow.records(0, 10))
    async with flow.running(slow, "a"):
        await begun.wait()
        joining = KafkaBus(kafka, flow.service, "b", [flow.came.name])
        batches = joining.batches()
        waiting = asyncio.ensure_future(anext(batches))
        await asyncio.sleep(1)  # it joins, and is kept waiting by the batch in the other's hand
        async with asyncio.timeout(12):
            waiting.cancel()
            await asyncio.wait({waiting})
            await joining.stop()
        finish.set()
        await flow.done()
    assert await flow.outputs() == list(range(10))
