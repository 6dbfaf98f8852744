"""The archive: every event that the catalogue is made of, batch by batch, in the object store.

Kafka forgets after days, the catalogue must not depend on it: what is here makes the same catalogue again. A batch is
named by its content; what comes again is kept once or twice, and neither changes a catalogue.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from bildstrom.events.v1 import archive_pb2 as pb
from bildstrom.events.v1 import events_pb2 as events
from bildstrom.events.v1.topics import INSTANCE_INDEXED, Topic
from bildstrom.index.handler import HANDLED
from bildstrom.runtime.backoff import delays
from bildstrom.runtime.bus import Batch, Bus, Record
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.logs import log
from bildstrom.runtime.objects import ObjectStore

ARCHIVED = (*HANDLED, INSTANCE_INDEXED)
FOLDER = "events"


async def keep(bus: Bus, objects: ObjectStore, stop: asyncio.Event) -> None:
    """Put what comes into the archive until told to stop; what was not durable by then comes again."""
    draining = asyncio.create_task(_drain_on(bus, stop))
    try:
        async for batch in bus.batches():
            if await _kept(batch, bus, objects, stop):
                await bus.commit(batch)
    finally:
        draining.cancel()
        await asyncio.wait({draining})


async def archived(objects: ObjectStore, topics: Sequence[Topic]) -> AsyncIterator[Record]:
    """The records of these topics that the archive holds.

    Raises:
        Unavailable: the object store does not answer.
    """
    wanted = {topic.name for topic in topics}
    async for key in objects.keys(FOLDER):
        for item in pb.ArchivedRecords.FromString(await objects.get(key)).records:
            if item.topic in wanted:
                headers = tuple((header.key, header.value) for header in item.headers)
                yield Record(item.topic, item.key, item.value, headers)


async def _kept(batch: Batch, bus: Bus, objects: ObjectStore, stop: asyncio.Event) -> bool:
    key, data = packed(batch.records)
    for delay in delays():
        try:
            await objects.put(key, data)
        except Unavailable as error:
            log.warning("waiting", **{"bildstrom.dependency": error.dependency, "seconds": round(delay, 2)})
        else:
            return True
        await bus.keep_alive(batch)
        await asyncio.wait({asyncio.ensure_future(stop.wait())}, timeout=delay)
        if stop.is_set() or batch.lost.is_set():
            return False
    raise AssertionError("delays never end")


def packed(records: Sequence[Record]) -> tuple[str, bytes]:
    """A batch as an object: its key, which begins with the UTC day of the first record, and its bytes."""
    message = pb.ArchivedRecords(
        records=[
            pb.ArchivedRecord(
                topic=record.topic,
                key=record.key or b"",
                value=record.value,
                headers=[events.Header(key=name, value=value) for name, value in record.headers],
            )
            for record in records
        ]
    )
    data = message.SerializeToString(deterministic=True)
    day = datetime.fromtimestamp(records[0].timestamp_ms / 1000, UTC).date().isoformat()
    return f"{FOLDER}/{day}/{hashlib.sha256(data).hexdigest()}.pb", data


async def _drain_on(bus: Bus, stop: asyncio.Event) -> None:
    await stop.wait()
    bus.drain()
