"""The bus on Kafka, through aiokafka.

At least once: offsets are committed explicitly, after the outputs were acknowledged. A batch in hand holds a rebalance
up until it is committed, or until the drain time is over; then it is lost, and its new owner handles it again.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from bildstrom.runtime.bus import Batch, Record
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.logs import log

MAX_RECORD_BYTES = 4 * 1024 * 1024  # a dead letter wraps a record of 1 MB with room to spare
MAX_RECORDS = 200
LINGER_SECONDS = 0.1  # fewer, fuller batches: one span, one acknowledgement and one commit for each
DRAIN_SECONDS = 25.0  # below the rebalance timeout of 30 s
RETRY_SECONDS = 1.0


class KafkaPublisher:
    """An idempotent producer that can be rebuilt.

    Args:
        bootstrap: comma-separated host:port.
        client: its name at the broker.
    """

    def __init__(self, bootstrap: str, client: str) -> None:
        self._settings: dict[str, Any] = {
            "bootstrap_servers": bootstrap,
            "client_id": client,
            "enable_idempotence": True,
            "acks": "all",
            "linger_ms": 2,  # 70 k/s at 2 ms and 256 KiB, 42–52 k/s at 0
            "max_batch_size": 262_144,
            "max_request_size": MAX_RECORD_BYTES,
            "request_timeout_ms": 20_000,
        }
        self._producer: AIOKafkaProducer | None = None

    async def publish(self, records: Sequence[Record]) -> None:
        """Send and wait for every acknowledgement; an error closes the producer, and the next call builds a new one."""
        if not records:
            return
        try:
            producer = await self._connected()
            pending = [
                await producer.send(record.topic, record.value, key=record.key, headers=list(record.headers))
                for record in records
            ]
            await asyncio.gather(*pending)
        except KafkaError as error:
            log.warning("publishing failed", **{"error.type": type(error).__name__, "count": len(records)})
            await self.stop()
            raise Unavailable("kafka") from error

    async def stop(self) -> None:
        """Close the producer; what was not acknowledged is not sent."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.stop()

    async def _connected(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(**self._settings)
            try:
                await producer.start()
            except KafkaError:
                await producer.stop()
                raise
            self._producer = producer
        return self._producer


class KafkaBus:
    """A member of a consumer group, and a producer.

    Args:
        bootstrap: comma-separated host:port.
        group: the service's name: one group a service.
        member: static membership (KIP-345): a restart within the session timeout takes its partitions up again at once.
        topics: names of the topics to read.
    """

    def __init__(self, bootstrap: str, group: str, member: str, topics: Sequence[str]) -> None:
        self._publisher = KafkaPublisher(bootstrap, f"{group}-{member}")
        self._topics = list(topics)
        self._consumer_settings: dict[str, Any] = {
            "bootstrap_servers": bootstrap,
            "group_id": f"bildstrom.{group}",
            "group_instance_id": f"{group}-{member}",
            "client_id": f"{group}-{member}",
            "enable_auto_commit": False,
            "auto_offset_reset": "earliest",
            "max_partition_fetch_bytes": 2 * MAX_RECORD_BYTES,
            "session_timeout_ms": 10_000,
            "heartbeat_interval_ms": 1_000,
            "rebalance_timeout_ms": 30_000,
            "max_poll_interval_ms": 60_000,
        }
        self._consumer: AIOKafkaConsumer | None = None
        self._draining = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._batch: Batch | None = None

    async def publish(self, records: Sequence[Record]) -> None:
        """See :class:`bildstrom.runtime.bus.Publisher`."""
        await self._publisher.publish(records)

    async def batches(self) -> AsyncIterator[Batch]:
        """See :class:`bildstrom.runtime.bus.Bus`; waits for a broker that is not there yet."""
        while not self._draining.is_set():
            try:
                records = await self._poll()
            except KafkaError as error:
                log.warning("polling failed", **{"error.type": type(error).__name__})
                await self._pause(RETRY_SECONDS)
                continue
            if records:
                self._batch = Batch(records)
                try:
                    yield self._batch
                finally:
                    self._batch = None
                    self._idle.set()

    async def commit(self, batch: Batch) -> None:
        """Commit each partition's last offset plus one."""
        offsets: dict[TopicPartition, int] = {}
        for record in batch.records:
            offsets[TopicPartition(record.topic, record.partition)] = record.offset + 1
        assert self._consumer is not None, "a batch comes from a consumer"
        try:
            await self._consumer.commit(offsets)
        except (KafkaError, IllegalStateError) as error:
            log.warning("commit failed: the batch comes again", **{"error.type": type(error).__name__})

    async def keep_alive(self, batch: Batch) -> None:
        """Poll with the batch's partitions paused, so that the group does not think this member dead."""
        consumer = self._consumer
        if consumer is None or batch.lost.is_set():
            return
        held = {TopicPartition(record.topic, record.partition) for record in batch.records} & consumer.assignment()
        if not held:
            return
        consumer.pause(*held)
        try:
            await consumer.getmany(*held, timeout_ms=0)
        except (KafkaError, IllegalStateError) as error:
            log.warning("keep-alive poll failed", **{"error.type": type(error).__name__})
        finally:
            consumer.resume(*(held & consumer.assignment()))

    def drain(self) -> None:
        """See :class:`bildstrom.runtime.bus.Bus`."""
        self._draining.set()

    async def stop(self) -> None:
        """Close consumer and producer."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.stop()
        await self._publisher.stop()

    async def give_up(self) -> None:
        """Called while partitions are revoked: wait for the batch in hand, then declare it lost."""
        try:
            await asyncio.wait_for(self._idle.wait(), DRAIN_SECONDS)
        except TimeoutError:
            if self._batch is not None:
                self._batch.lost.set()

    async def _poll(self) -> list[Record]:
        consumer = await self._connected()
        fetched = await consumer.getmany(timeout_ms=500, max_records=MAX_RECORDS)
        if not fetched:
            return []
        self._idle.clear()
        records = _records(fetched)
        await self._pause(LINGER_SECONDS)
        if len(records) < MAX_RECORDS:
            records += _records(await consumer.getmany(timeout_ms=0, max_records=MAX_RECORDS - len(records)))
        return records

    async def _connected(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            consumer = AIOKafkaConsumer(**self._consumer_settings)
            consumer.subscribe(self._topics, listener=_Listener(self))
            try:
                await consumer.start()
            except KafkaError:
                await consumer.stop()
                raise
            self._consumer = consumer
        return self._consumer

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._draining.wait(), seconds)
        except TimeoutError:
            return


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]
    def __init__(self, bus: KafkaBus) -> None:
        self._bus = bus

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        await self._bus.give_up()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        log.info("partitions assigned", count=len(assigned))


def _records(fetched: dict[TopicPartition, list[Any]]) -> list[Record]:
    return [
        Record(
            topic=item.topic,
            key=item.key,
            value=item.value if item.value is not None else b"",
            headers=tuple((name, value) for name, value in item.headers if value is not None),
            partition=item.partition,
            offset=item.offset,
            timestamp_ms=item.timestamp,
        )
        for items in fetched.values()
        for item in items
    ]
