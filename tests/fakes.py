"""In-memory adapters of the runtime's seams; each passes the same contract suite as the real ones (tests/contract)."""

import asyncio
import time
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

from bildstrom.runtime.bus import Batch, Record
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.objects import Buffer, ObjectMissing, checked, pieces

Place = tuple[str, int]  # topic and partition


class FakeBroker:
    """Partitions and committed offsets in memory; a group has one member at a time.

    Attributes:
        failures: how many of the next publications fail; a failing one writes half of its records.
        answering: while it is cleared, what is published is written but not acknowledged.
    """

    def __init__(self, partitions: int = 2) -> None:
        self.partitions = partitions
        self.failures = 0
        self.answering = asyncio.Event()
        self.answering.set()
        self._logs: dict[Place, list[Record]] = defaultdict(list)
        self._committed: dict[tuple[str, Place], int] = defaultdict(int)
        self._members: list[FakeBus] = []

    def member(self, group: str, topics: Sequence[str], max_records: int = 200) -> "FakeBus":
        """Join a group; reading begins where the group has committed."""
        bus = FakeBus(self, group, topics, max_records)
        self._members.append(bus)
        return bus

    async def publish(self, records: Sequence[Record]) -> None:
        """See :class:`bildstrom.runtime.bus.Publisher`."""
        failing = self.failures > 0
        self.failures -= failing
        for record in records[: len(records) // 2] if failing else records:
            self._append(record)
        for member in self._members:
            member.news.set()
        await self.answering.wait()
        if failing:
            raise Unavailable("kafka")

    def records(self, topic: str) -> list[Record]:
        """All records of a topic, partition by partition."""
        return [record for partition in range(self.partitions) for record in self._logs[topic, partition]]

    def lag(self, group: str, topic: str) -> int:
        """How many records of a topic a group has not committed."""
        places = [(topic, partition) for partition in range(self.partitions)]
        return sum(len(self._logs[place]) - self._committed[group, place] for place in places)

    def log(self, place: Place) -> list[Record]:
        """The records of one partition."""
        return self._logs[place]

    def offset(self, group: str, place: Place) -> int:
        """The next offset that a group has to handle."""
        return self._committed[group, place]

    def commit(self, group: str, batch: Batch) -> None:
        """Move a group behind a batch."""
        for record in batch.records:
            self._committed[group, (record.topic, record.partition)] = record.offset + 1

    def _append(self, record: Record) -> None:
        partition = zlib.crc32(record.key or b"") % self.partitions
        log = self._logs[record.topic, partition]
        log.append(replace(record, partition=partition, offset=len(log), timestamp_ms=int(time.time() * 1000)))


class FakeBus:
    """A member of a group; methods as in :class:`bildstrom.runtime.bus.Bus`.

    Attributes:
        news: set when there may be something to read.
        kept_alive: how often the batch in hand was kept alive.
    """

    def __init__(self, broker: FakeBroker, group: str, topics: Sequence[str], max_records: int) -> None:
        self.news = asyncio.Event()
        self.kept_alive = 0
        self._broker = broker
        self._group = group
        self._places = [(topic, partition) for topic in topics for partition in range(broker.partitions)]
        self._max_records = max_records
        self._positions: dict[Place, int] = {}
        self._batch: Batch | None = None
        self._draining = False
        self._rewind()

    async def publish(self, records: Sequence[Record]) -> None:
        await self._broker.publish(records)

    async def batches(self) -> AsyncIterator[Batch]:
        while not self._draining:
            records = self._read()
            if not records:
                self.news.clear()
                await self.news.wait()
                continue
            self._batch = Batch(records)
            yield self._batch
            if self._batch.lost.is_set():
                self._rewind()

    async def commit(self, batch: Batch) -> None:
        if not batch.lost.is_set():
            self._broker.commit(self._group, batch)

    async def keep_alive(self, batch: Batch) -> None:
        assert batch is self._batch
        self.kept_alive += 1

    def drain(self) -> None:
        self._draining = True
        self.news.set()

    async def stop(self) -> None:
        """Leave the group."""
        self.drain()

    def lose(self) -> None:
        """Take the partitions away in the middle of the batch in hand, and give them back afterwards."""
        assert self._batch is not None
        self._batch.lost.set()

    def _rewind(self) -> None:
        self._positions = {place: self._broker.offset(self._group, place) for place in self._places}

    def _read(self) -> list[Record]:
        records: list[Record] = []
        for place in self._places:
            start = self._positions[place]
            found = self._broker.log(place)[start : start + self._max_records - len(records)]
            self._positions[place] = start + len(found)
            records += found
        return records


class FakeObjectStore:
    """Objects in a dict.

    Attributes:
        objects: by key.
        failures: how many of the next calls answer ``Unavailable("objects")``.
    """

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.failures = 0

    # every method as in :class:`bildstrom.runtime.objects.ObjectStore`

    async def put(self, key: str, data: bytes | Sequence[Buffer]) -> bool:
        return await self._create(checked(key), b"".join(pieces(data)))

    async def put_file(self, key: str, path: Path) -> bool:
        return await self._create(checked(key), path.read_bytes())  # noqa: ASYNC240 - small files of tests

    async def get(self, key: str, start: int = 0, end: int | None = None) -> bytes:
        await self._answer()
        if checked(key) not in self.objects:
            raise ObjectMissing
        return self.objects[key][start:end]

    async def exists(self, key: str) -> bool:
        await self._answer()
        return checked(key) in self.objects

    async def delete(self, key: str) -> None:
        await self._answer()
        self.objects.pop(checked(key), None)

    async def keys(self, prefix: str) -> AsyncIterator[str]:
        await self._answer()
        folder = checked(prefix.rstrip("/")) + "/"
        for key in [key for key in self.objects if key.startswith(folder)]:
            yield key

    async def _create(self, key: str, data: bytes) -> bool:
        await self._answer()
        created = key not in self.objects
        self.objects.setdefault(key, data)
        return created

    async def _answer(self) -> None:
        await asyncio.sleep(0)
        if self.failures:
            self.failures -= 1
            raise Unavailable("objects")
