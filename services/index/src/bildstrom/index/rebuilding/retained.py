"""What Kafka still holds of the events, read once from beginning to end, as a member of no group."""

from collections.abc import AsyncIterator, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
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
        bootstrap_servers=bootstrap, auto_offset_reset="earliest", max_partition_fetch_bytes=2 * MAX_RECORD_BYTES
    )
    try:
        await consumer.start()
        partitions = await _partitions(bootstrap, topics)
        consumer.assign(partitions)  # a consumer knows the leaders of its own partitions only
        ends = await consumer.end_offsets(partitions)
        for partition, beginning in (await consumer.beginning_offsets(partitions)).items():
            consumer.seek(partition, beginning)  # seek_to_beginning may lose to the reset that an assignment begins
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for record in records_of(await consumer.getmany(timeout_ms=POLL_MS)):
                if record.offset < ends[TopicPartition(record.topic, record.partition)]:
                    yield record
    except KafkaError as error:
        raise Unavailable("kafka") from error
    finally:
        await consumer.stop()


async def _partitions(bootstrap: str, topics: Sequence[Topic]) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        await admin.start()
        found = await admin.describe_topics([topic.name for topic in topics])
    finally:
        await admin.close()
    return [TopicPartition(topic["topic"], item["partition"]) for topic in found for item in topic["partitions"]]
