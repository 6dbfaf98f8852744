"""What a service asks of the bus: batches in, records out, offsets committed last.

Two adapters hold the same contract suite: :class:`bildstrom.runtime.kafka_bus.KafkaBus` and the tests' in-memory bus.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A Kafka record; partition, offset and timestamp are known only of a record that was read.

    Attributes:
        timestamp_ms: when it was published, milliseconds since the epoch.
    """

    topic: str
    key: bytes | None
    value: bytes
    headers: Headers = ()
    partition: int = -1
    offset: int = -1
    timestamp_ms: int = 0


@dataclass(slots=True)
class Batch:
    """Records in order per partition, handled and committed together.

    Attributes:
        lost: set when the partitions were taken away before the batch was done: somebody else handles it again.
    """

    records: Sequence[Record]
    lost: asyncio.Event = field(default_factory=asyncio.Event)


class Publisher(Protocol):
    """Sends records."""

    async def publish(self, records: Sequence[Record]) -> None:
        """Return when the broker has acknowledged every record.

        Raises:
            Unavailable: the broker does not answer; some records may have been written.
        """


class Bus(Publisher, Protocol):
    """Reads the subscribed topics and sends records."""

    def batches(self) -> AsyncIterator[Batch]:
        """Yield batches until :meth:`drain` is called; the next one only after the last was finished."""

    async def commit(self, batch: Batch) -> None:
        """Mark every record of the batch as done. A commit that fails means redelivery, not loss."""

    async def keep_alive(self, batch: Batch) -> None:
        """Stay a member of the group while a batch takes long; called every few seconds."""

    def drain(self) -> None:
        """End :meth:`batches` after the batch in hand."""
