"""A member's consumer on Kafka: its settings, and its records in our words."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from bildstrom.runtime.bus import Record
from bildstrom.runtime.kafka import MAX_RECORD_BYTES, RETRY_MS, STOP_SECONDS
from bildstrom.runtime.logs import log

JOIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a group waits, in seconds.

    Attributes:
        session: for a sign of life of a member.
        poll: for a member to ask for records, or to keep its batch alive; longer than ``drain``.
        drain: for a batch in hand when partitions are to be handed over; the members then have 5 s to join again.
    """

    session: float = 10.0
    poll: float = 60.0
    drain: float = 25.0


def new_consumer(bootstrap: str, group: str, member: str, patience: Patience) -> AIOKafkaConsumer:
    """A consumer that commits only when told, and has not been started.

    Args:
        bootstrap: comma-separated host:port.
        member: its static identity within the group (KIP-345).
    """
    return AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=f"bildstrom.{group}",
        group_instance_id=f"{group}-{member}",
        client_id=f"{group}-{member}",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=2 * MAX_RECORD_BYTES,
        session_timeout_ms=int(patience.session * 1000),
        heartbeat_interval_ms=1_000,
        rebalance_timeout_ms=int((patience.drain + JOIN_SECONDS) * 1000),
        max_poll_interval_ms=int(patience.poll * 1000),
        retry_backoff_ms=RETRY_MS,
    )


async def close(consumer: AIOKafkaConsumer) -> None:
    """Close a consumer; after five seconds without the others that a rebalance or a broker keeps it waiting for."""
    stopping = asyncio.create_task(consumer.stop())
    await asyncio.wait({stopping}, timeout=STOP_SECONDS)
    if not stopping.done():
        log.warning("left in the middle of a rebalance")
        stopping.cancel()
        await asyncio.wait({stopping})
    # with the broker down aiokafka 0.14 ends its stop with the cancellation of a fetch, and leaves its client open
    if stopping.cancelled():
        await consumer._client.close()
    else:
        stopping.result()


def records_of(fetched: Mapping[TopicPartition, Sequence[Any]]) -> list[Record]:
    """What a poll has fetched, in order per partition; a tombstone's value is empty."""
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
