"""What the bus on Kafka does when aiokafka's consumer fails it; the consumer here does what the test says."""

import asyncio
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaConnectionError, KafkaError

from bildstrom.runtime import kafka_bus, kafka_consumer
from bildstrom.runtime.bus import Batch
from bildstrom.runtime.kafka_bus import KafkaBus

PLACE = TopicPartition("t", 0)


class Scripted:
    """A consumer that answers polls from a script: a list of offsets, or an error."""

    def __init__(self, *polls: list[int] | KafkaError, committing: Exception | None = None) -> None:
        self.polls = list(polls)
        self.committing = committing
        self.committed: list[int] = []
        self.stopped = False
        self.paused: list[TopicPartition] = []
        self._client = SimpleNamespace(close=self._close)
        self.closed = False

    def subscribe(self, topics: list[str], listener: Any) -> None:
        self.listener = listener

    async def start(self) -> None:
        """Nothing to connect to."""

    async def stop(self) -> None:
        self.stopped = True

    def assignment(self) -> set[TopicPartition]:
        return {PLACE}

    async def getmany(self, *_: TopicPartition, timeout_ms: int = 0, max_records: int = 0) -> dict[TopicPartition, Any]:
        if not self.polls:
            await asyncio.sleep(timeout_ms / 1000)
            return {}
        answer = self.polls.pop(0)
        if isinstance(answer, KafkaError):
            raise answer
        return {PLACE: [_message(offset) for offset in answer]} if answer else {}

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        if self.committing is not None:
            raise self.committing
        self.committed.append(offsets[PLACE])

    async def _close(self) -> None:
        self.closed = True


def _message(offset: int) -> SimpleNamespace:
    return SimpleNamespace(
        topic="t", partition=0, offset=offset, key=b"k", value=None, headers=(("n", None),), timestamp=1
    )


Use = Callable[..., KafkaBus]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """A bus that uses these consumers, one after the other."""

    def used(*consumers: Scripted) -> KafkaBus:
        left: Iterator[Scripted] = iter(consumers)
        monkeypatch.setattr(kafka_bus, "new_consumer", lambda *_: next(left))
        monkeypatch.setattr(kafka_bus, "LINGER_SECONDS", 0.01)
        monkeypatch.setattr(kafka_bus, "RETRY_SECONDS", 0.01)
        return KafkaBus("nowhere:1", "deid", "0", ["t"])

    return used


async def first_batch(bus: KafkaBus) -> Batch:
    async with asyncio.timeout(5):
        return await anext(bus.batches())


def offsets(batch: Batch) -> list[int]:
    return [record.offset for record in batch.records]


async def test_what_lingers_behind_the_first_records_is_in_the_same_batch(use: Use) -> None:
    assert offsets(await first_batch(use(Scripted([4, 5], [6])))) == [4, 5, 6]


async def test_records_in_hand_are_not_lost_when_the_next_poll_fails(use: Use) -> None:
    assert offsets(await first_batch(use(Scripted([4, 5], KafkaError())))) == [4, 5]


async def test_a_consumer_that_was_refused_is_replaced(use: Use) -> None:
    refused, good = Scripted(KafkaError("fenced")), Scripted([4], [])
    assert offsets(await first_batch(use(refused, good))) == [4]
    assert (refused.stopped, good.stopped) == (True, False)


async def test_a_broker_that_is_not_there_is_tried_again(use: Use) -> None:
    class Absent(Scripted):
        async def start(self) -> None:
            raise KafkaConnectionError

    absent, good = Absent(), Scripted([4], [])
    assert offsets(await first_batch(use(absent, good))) == [4]
    assert absent.stopped


async def test_a_tombstone_is_an_empty_record(use: Use) -> None:
    batch = await first_batch(use(Scripted([4], [])))
    assert [(record.value, record.headers) for record in batch.records] == [(b"", ())]


async def test_the_next_offset_is_committed(use: Use) -> None:
    consumer = Scripted([4, 5], [])
    bus = use(consumer)
    await bus.commit(await first_batch(bus))
    assert consumer.committed == [6]


@pytest.mark.parametrize("error", [CommitFailedError(), IllegalStateError("not assigned")])
async def test_a_commit_that_fails_is_no_error_because_the_batch_comes_again(use: Use, error: Exception) -> None:
    consumer = Scripted([4], [], committing=error)
    bus = use(consumer)
    await bus.commit(await first_batch(bus))
    assert consumer.committed == []


async def test_a_batch_that_takes_longer_than_the_drain_time_is_lost(use: Use) -> None:
    consumer = Scripted([4], [])
    bus = use(consumer)
    bus._patience = kafka_consumer.Patience(drain=0.05)
    reading = bus.batches()
    batch = await anext(reading)
    async with asyncio.timeout(5):
        await consumer.listener.on_partitions_revoked({PLACE})
    assert batch.lost.is_set()
    await bus.commit(batch)
    assert consumer.committed == []


async def test_without_a_batch_in_hand_partitions_are_given_up_at_once(use: Use) -> None:
    consumer = Scripted([4], [])
    bus = use(consumer)
    reading = bus.batches()
    await anext(reading)
    await reading.aclose()  # type: ignore[attr-defined]
    async with asyncio.timeout(1):
        await consumer.listener.on_partitions_revoked({PLACE})


async def test_a_client_that_aiokafka_leaves_open_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Cancelled(Scripted):
        async def stop(self) -> None:
            raise asyncio.CancelledError  # of a fetch of its own, with the broker down

    class Endless(Scripted):
        async def stop(self) -> None:
            await asyncio.Event().wait()  # for the other members of a rebalance

    monkeypatch.setattr(kafka_consumer, "STOP_SECONDS", 0.05)
    for consumer in (Cancelled(), Endless()):
        await kafka_consumer.close(consumer)
        assert consumer.closed
