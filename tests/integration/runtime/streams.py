"""Topics of one test on the shared broker, and members of groups that read them."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from polling import poll_until_async

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import Topic
from bildstrom.runtime import topics
from bildstrom.runtime.bus import Batch, Record
from bildstrom.runtime.kafka import KafkaPublisher
from bildstrom.runtime.kafka_bus import KafkaBus
from bildstrom.runtime.kafka_consumer import records_of


async def new_topic(bootstrap: str, partitions: int = 2, message: type = pb.InstanceReceived) -> Topic:
    """A topic that nobody else uses."""
    topic = Topic(f"bildstrom.test.{uuid.uuid4().hex}.v1", message, partitions=partitions, retention_ms=3_600_000)
    await topics.apply(bootstrap, [topic])

    async def visible() -> bool:
        return (await topics.describe(bootstrap, [topic]))[0].partitions == partitions

    await poll_until_async(visible, "the topic is there")
    return topic


def new_group() -> str:
    """A group that nobody else is in."""
    return uuid.uuid4().hex[:12]


def numbered(topic: Topic, count: int, first: int = 0) -> list[Record]:
    """Records 0, 1, 2, …, each with a key of its own, so that they spread over the partitions."""
    return [Record(topic.name, str(number).encode(), str(number).encode()) for number in range(first, first + count)]


def numbers(batch: Batch) -> list[int]:
    """The numbers of a batch's records."""
    return [int(record.value) for record in batch.records]


async def publish(bootstrap: str, records: list[Record]) -> None:
    """Publish through a publisher of its own."""
    publisher = KafkaPublisher(bootstrap, "test")
    try:
        await publisher.publish(records)
    finally:
        await publisher.stop()


@asynccontextmanager
async def member(bootstrap: str, group: str, name: str, topic: Topic) -> AsyncIterator[KafkaBus]:
    """A member of a group, closed at the end."""
    bus = KafkaBus(bootstrap, group, name, [topic.name])
    try:
        yield bus
    finally:
        await bus.stop()


async def read_all(bootstrap: str, topic: Topic) -> list[Record]:
    """Everything that a topic holds now."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    places = [TopicPartition(topic.name, partition) for partition in range(topic.partitions)]
    consumer.assign(places)
    await consumer.start()
    try:
        ends = await consumer.end_offsets(places)
        found: list[Record] = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            found += records_of(await consumer.getmany(timeout_ms=200))
        return found
    finally:
        await consumer.stop()


async def lag(bootstrap: str, group: str, topic: Topic) -> int:
    """How many records of a topic a group has not committed."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        committed = await admin.list_consumer_group_offsets(f"bildstrom.{group}")
    finally:
        await admin.close()
    done = sum(int(place.offset) for tp, place in committed.items() if tp.topic == topic.name)
    return len(await read_all(bootstrap, topic)) - done
