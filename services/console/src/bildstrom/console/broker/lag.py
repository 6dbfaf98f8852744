"""How far consumer groups are behind on Bildstrom's topics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

PREFIX = "bildstrom."


@dataclass(frozen=True, slots=True)
class Lag:
    """Records of a topic that a group has not committed yet."""

    group: str
    topic: str
    records: int


@dataclass(frozen=True, slots=True)
class Span:
    """First offset that is kept of a partition, and the one after its last."""

    beginning: int
    end: int


async def lags(bootstrap: str) -> list[Lag]:
    """The lag of every group on every Bildstrom topic that it has committed offsets of.

    Raises:
        KafkaError: the broker does not answer.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=10_000)
    try:
        await admin.start()
        committed = {
            name: {
                partition: entry.offset for partition, entry in (await admin.list_consumer_group_offsets(name)).items()
            }
            for name, *_ in await admin.list_consumer_groups()
        }
    finally:
        await admin.close()
    topics = sorted({p.topic for offsets in committed.values() for p in offsets if p.topic.startswith(PREFIX)})
    return behind(committed, await spans(bootstrap, topics))


async def spans(bootstrap: str, topics: Sequence[str]) -> dict[TopicPartition, Span]:
    """The offsets that each partition of these topics holds; topics that do not exist are left out.

    Raises:
        KafkaError: the broker does not answer.
    """
    partitions = await _partitions(bootstrap, topics)
    if not partitions:
        return {}
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, request_timeout_ms=10_000)
    try:
        await consumer.start()
        consumer.assign(partitions)  # a consumer asks for the leaders of its own partitions only
        beginnings = await consumer.beginning_offsets(partitions)
        ends = await consumer.end_offsets(partitions)
    finally:
        await consumer.stop()
    return {partition: Span(beginnings[partition], ends[partition]) for partition in partitions}


async def _partitions(bootstrap: str, topics: Sequence[str]) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=10_000)
    try:
        await admin.start()
        described = await admin.describe_topics(list(topics)) if topics else []
    finally:
        await admin.close()
    return [
        TopicPartition(topic["topic"], partition["partition"])
        for topic in described
        if topic["error_code"] == 0
        for partition in topic["partitions"]
    ]


def behind(committed: Mapping[str, Mapping[TopicPartition, int]], held: Mapping[TopicPartition, Span]) -> list[Lag]:
    """Sum up per group and topic; what retention has removed is not counted as behind."""
    found = []
    for group, offsets in sorted(committed.items()):
        for topic in sorted({partition.topic for partition in offsets} & {partition.topic for partition in held}):
            records = sum(
                max(0, span.end - max(span.beginning, offsets.get(partition, 0)))
                for partition, span in held.items()
                if partition.topic == topic
            )
            found.append(Lag(group, topic, records))
    return found


def by_service(found: list[Lag]) -> dict[str, int]:
    """Lag by service: a service's group is called ``bildstrom.<service>``."""
    total: dict[str, int] = {}
    for lag in found:
        service = lag.group.removeprefix(PREFIX)
        total[service] = total.get(service, 0) + lag.records
    return total
