"""What the index's tests use of the suite's ``servers``, and what a running index has published."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from aiokafka import AIOKafkaConsumer

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_INDEXED
from bildstrom.local.stack import Stack
from bildstrom.runtime.events import Event, encode
from bildstrom.runtime.kafka import KafkaPublisher


class Servers(Protocol):
    """The real servers of the session, each started when it is first asked for."""

    @property
    def stack(self) -> Stack:
        """The processes."""

    def kafka(self) -> str:
        """Bootstrap servers."""

    def cassandra(self) -> str:
        """``host:port`` of CQL."""


async def publish(kafka: str, events: Sequence[Event]) -> None:
    """Put events on their topics."""
    publisher = KafkaPublisher(kafka, "test")
    try:
        await publisher.publish([encode(event, "test") for event in events])
    finally:
        await publisher.stop()


class Announced:
    """The ``instance.indexed`` events on the topic, from its beginning.

    Attributes:
        seen: those that have been read by now.
    """

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self._consumer = consumer
        self.seen: list[pb.InstanceIndexed] = []

    async def of(self, study_uid: str) -> list[pb.InstanceIndexed]:
        """Those of a study that have been published by now."""
        for records in (await self._consumer.getmany(timeout_ms=50)).values():
            self.seen += [pb.InstanceIndexed.FromString(record.value) for record in records]
        return [message for message in self.seen if message.instance.study_uid == study_uid]


@asynccontextmanager
async def announced(kafka: str) -> AsyncIterator[Announced]:
    """Listen to what the index announces."""
    consumer = AIOKafkaConsumer(INSTANCE_INDEXED.name, bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        yield Announced(consumer)
    finally:
        await consumer.stop()
