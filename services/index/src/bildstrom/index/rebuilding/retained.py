"""What Kafka still holds of the events, read once from beginning to end, as a member of no group."""

from collections.abc import AsyncIterator, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from bildstrom.events.v1.topics import Topic
from bildstrom.runtime.bus import Record
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.kafka import MAX_RECORD_BYTES
from bildstrom.runtime.kafka_consumer import records_of

POLL_MS = 500


async def retained(bootstrap: str, topics: Sequence[Topic]) -> AsyncIterator[Record]:
    """The records of these topics up to the end that they have now.

    Raises:
        Unavailable: the broker does not answer.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, enable_auto_commit=False, max_partition_fetch_bytes=2 * MAX_RECORD_BYTES
    )
    try:
        await consumer.start()
        ends = await _ends(consumer, topics)
        consumer.assign(list(ends))
        await consumer.seek_to_beginning(*ends)
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for record in records_of(await consumer.getmany(timeout_ms=POLL_MS)):
                if record.offset < ends[TopicPartition(record.topic, record.partition)]:
                    yield record
    except KafkaError as error:
        raise Unavailable("kafka") from error
    finally:
        await consumer.stop()


async def _ends(consumer: AIOKafkaConsumer, topics: Sequence[Topic]) -> dict[TopicPartition, int]:
    """Where each partition ends that holds something."""
    there = await consumer.topics()
    names = [topic.name for topic in topics if topic.name in there]
    partitions = [TopicPartition(name, n) for name in names for n in consumer.partitions_for_topic(name) or ()]
    beginnings, ends = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
    return {partition: end for partition, end in ends.items() if end > beginnings[partition]}
