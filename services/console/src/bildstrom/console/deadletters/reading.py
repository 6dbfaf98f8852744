"""Reads the dead-letter topics from their beginning to where they end now."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer

from bildstrom.console.broker.lag import spans
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import deadletter
from bildstrom.runtime.kafka import MAX_RECORD_BYTES


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dead letter lies; as text ``service:partition:offset``."""

    service: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.service}:{self.partition}:{self.offset}"

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Read ``service:partition:offset``. Raises ValueError when it is none."""
        service, partition, offset = text.split(":")
        return cls(service, int(partition), int(offset))


@dataclass(frozen=True, slots=True)
class Buried:
    """A dead letter and where it lies."""

    place: Place
    letter: pb.DeadLetter

    @property
    def study(self) -> str:
        """The key that the record had: a pseudonymous study UID."""
        return self.letter.key.decode("ascii", "backslashreplace")


async def read(bootstrap: str, services: Sequence[str]) -> list[Buried]:
    """All dead letters of these services that are kept, oldest first per service.

    Raises:
        KafkaError: the broker does not answer.
    """
    services_by_topic = {deadletter(service).name: service for service in services}
    held = {
        p: span for p, span in (await spans(bootstrap, list(services_by_topic))).items() if span.end > span.beginning
    }
    if not held:
        return []
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, enable_auto_commit=False, max_partition_fetch_bytes=2 * MAX_RECORD_BYTES
    )
    found: list[Buried] = []
    try:
        await consumer.start()
        consumer.assign(list(held))
        for partition, span in held.items():
            consumer.seek(partition, span.beginning)  # seek_to_beginning may lose to the reset that assign begins
        while any([await consumer.position(partition) < span.end for partition, span in held.items()]):
            for partition, records in (await consumer.getmany(timeout_ms=500)).items():
                service = services_by_topic[partition.topic]
                found += [
                    Buried(Place(service, partition.partition, record.offset), pb.DeadLetter.FromString(record.value))
                    for record in records
                    if record.offset < held[partition].end
                ]
    finally:
        await consumer.stop()
    return sorted(found, key=lambda item: (item.place.service, item.place.partition, item.place.offset))
