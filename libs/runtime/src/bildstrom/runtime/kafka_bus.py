"""The bus on Kafka: a member of a consumer group with a producer, through aiokafka.

At least once: offsets are committed explicitly, after the outputs were acknowledged. A batch in hand holds a rebalance
up until it is committed, or until the drain time is over; then it is lost, and its new owner handles it again.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import partial

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from bildstrom.runtime.bus import Batch, Record
from bildstrom.runtime.kafka import KafkaPublisher
from bildstrom.runtime.kafka_consumer import Patience, close, new_consumer, records_of
from bildstrom.runtime.logs import log

MAX_RECORDS = 200
POLL_SECONDS = 0.5
LINGER_SECONDS = 0.1  # fewer, fuller batches: one span, one acknowledgement and one commit for each
RETRY_SECONDS = 1.0


class KafkaBus:
    """A member of a consumer group, and a producer.

    Args:
        bootstrap: comma-separated host:port.
        group: the service's name: one group a service.
        member: static membership (KIP-345): a restart within the session timeout takes its partitions up again at once.
        topics: names of the topics to read.
    """

    def __init__(
        self, bootstrap: str, group: str, member: str, topics: Sequence[str], patience: Patience | None = None
    ) -> None:
        self._publisher = KafkaPublisher(bootstrap, f"{group}-{member}")
        self._topics = list(topics)
        self._patience = patience or Patience()
        self._new_consumer = partial(new_consumer, bootstrap, group, member, self._patience)
        self._consumer: AIOKafkaConsumer | None = None
        self._draining = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._revoking = False
        self._batch: Batch | None = None

    async def publish(self, records: Sequence[Record]) -> None:
        """See :class:`bildstrom.runtime.bus.Publisher`."""
        await self._publisher.publish(records)

    async def batches(self) -> AsyncIterator[Batch]:
        """See :class:`bildstrom.runtime.bus.Bus`; waits for a broker that is not there yet."""
        while not self._draining.is_set():
            records = await self._poll()
            if records:
                self._batch = Batch(records)
                try:
                    yield self._batch
                finally:
                    self._batch = None
                    self._idle.set()

    async def commit(self, batch: Batch) -> None:
        """Commit each partition's last offset plus one; tries for as long as the broker is down."""
        if batch.lost.is_set():
            return
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
        if consumer is None or self._revoking or batch.lost.is_set():
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
        await self._leave()
        await self._publisher.stop()

    async def hand_over(self) -> None:
        """Called while partitions are revoked: wait for the batch in hand, then declare it lost."""
        self._revoking = True
        try:
            await asyncio.wait_for(self._idle.wait(), self._patience.drain)
        except TimeoutError:
            if self._batch is not None:
                self._batch.lost.set()

    def taken_over(self) -> None:
        """Called when partitions were assigned."""
        self._revoking = False

    async def _poll(self) -> list[Record]:
        try:
            consumer = await self._connected()
            records = await self._unless_draining(consumer)
        except KafkaError as error:
            # such as a heartbeat that was refused: aiokafka's consumer does not recover from it
            log.warning("polling failed: joining again", **{"error.type": type(error).__name__})
            await self._leave()
            await self._pause(RETRY_SECONDS)
            return []
        if records and len(records) < MAX_RECORDS:
            await self._pause(LINGER_SECONDS)
            records += await self._more(consumer, MAX_RECORDS - len(records))
        return records

    async def _unless_draining(self, consumer: AIOKafkaConsumer) -> list[Record]:
        """The next records; none once :meth:`drain` was called, though the group may be waiting for a member."""
        fetching = asyncio.create_task(self._first(consumer))
        draining = asyncio.create_task(self._draining.wait())
        try:
            await asyncio.wait({fetching, draining}, return_when=asyncio.FIRST_COMPLETED)
            return fetching.result() if fetching.done() else []
        finally:
            fetching.cancel()
            draining.cancel()
            await asyncio.wait({fetching, draining})

    async def _first(self, consumer: AIOKafkaConsumer) -> list[Record]:
        fetched = await consumer.getmany(timeout_ms=int(POLL_SECONDS * 1000), max_records=MAX_RECORDS)
        if fetched:
            self._idle.clear()  # before anything else can run: from here on these records hold a rebalance up
        return records_of(fetched)

    async def _more(self, consumer: AIOKafkaConsumer, room: int) -> list[Record]:
        # during a rebalance getmany waits for its end, and the rebalance for the records that we have already
        if self._revoking:
            return []
        try:
            return records_of(await consumer.getmany(timeout_ms=0, max_records=room))
        except KafkaError as error:
            # the records in hand are good, and would be skipped; the next poll meets the error again
            log.warning("polling failed", **{"error.type": type(error).__name__})
            return []

    async def _connected(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            consumer = self._new_consumer()
            consumer.subscribe(self._topics, listener=_Listener(self))
            try:
                await consumer.start()
            except (KafkaError, asyncio.CancelledError):
                await close(consumer)
                raise
            self._consumer = consumer
        return self._consumer

    async def _leave(self) -> None:
        self._idle.set()  # a rebalance need not wait for a batch in hand any more
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await close(consumer)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._draining.wait(), seconds)
        except TimeoutError:
            return


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]
    def __init__(self, bus: KafkaBus) -> None:
        self._bus = bus

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        await self._bus.hand_over()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        self._bus.taken_over()
        log.info("partitions assigned", count=len(assigned))
