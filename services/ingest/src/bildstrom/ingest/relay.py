"""The relay empties the spool: object into the store, event onto the bus, entry retired, in order of arrival.

Each step may be done twice: keys and event ids are derived, so a crash between any two of them replays invisibly.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC

from opentelemetry.trace import SpanKind

from bildstrom.events.v1.topics import INSTANCE_RECEIVED
from bildstrom.ingest.spool.draft import SpoolFull
from bildstrom.ingest.spool.entry import Entry
from bildstrom.ingest.spool.outbox import Outbox
from bildstrom.runtime.backoff import delays
from bildstrom.runtime.bus import Publisher, Record
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.events import Event, encode, event_id, in_trace
from bildstrom.runtime.logs import log
from bildstrom.runtime.objects import ObjectStore
from bildstrom.runtime.stage import Stages

MAX_BATCH = 64

Moved = Callable[[Sequence[Entry]], None]
Confirmed = Callable[[Sequence[str]], None]


def _nothing(_: Sequence[Entry] | Sequence[str]) -> None:
    """Nobody is to be told."""


class Relay:
    """Moves entries on; one per spool.

    Args:
        moved: is told of entries that are in the object store and announced, before they are retired; blocks.
        confirmed: is told their names after that, in the event loop.

    Only names wait in memory, a hundred bytes each: an outage of an hour at 500 objects a second is 180 MB.
    """

    def __init__(
        self,
        outbox: Outbox,
        objects: ObjectStore,
        publisher: Publisher,
        moved: Moved = _nothing,
        confirmed: Confirmed = _nothing,
    ) -> None:
        self._outbox = outbox
        self._objects = objects
        self._publisher = publisher
        self._moved = moved
        self._confirmed = confirmed
        self._waiting: asyncio.Queue[str] = asyncio.Queue()
        self._known: set[str] = set()
        self._stages = Stages("send", SpanKind.PRODUCER, {})

    def add(self, name: str) -> None:
        """Queue an entry, unless it waits already; called in the event loop."""
        if name not in self._known:
            self._known.add(name)
            self._waiting.put_nowait(name)

    async def run(self, stop: asyncio.Event) -> None:
        """Relay until ``stop`` is set; what is left then stays in the spool for the next start."""
        sweeping = asyncio.create_task(self._stages.sweep_regularly())
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                work = asyncio.create_task(self._relay_next())
                await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not work.done():
                    work.cancel()
                    await asyncio.wait({work})
                elif (error := work.exception()) is not None:
                    raise error
        finally:
            sweeping.cancel()
            stopping.cancel()
            await asyncio.wait({sweeping, stopping})

    async def _relay_next(self) -> None:
        names = [await self._waiting.get()]
        while len(names) < MAX_BATCH and not self._waiting.empty():
            names.append(self._waiting.get_nowait())
        batch: list[Entry] = []
        for delay in delays():
            try:
                batch = batch or await asyncio.to_thread(self._outbox.claim, names)
                await asyncio.gather(*(self._objects.put_file(entry.event.object.key, entry.path) for entry in batch))
                await self._publisher.publish(self._records(batch))
                break
            except (Unavailable, SpoolFull) as error:
                dependency = error.dependency if isinstance(error, Unavailable) else "spool"
                log.warning("waiting", **{"bildstrom.dependency": dependency, "seconds": round(delay, 2)})
                await asyncio.sleep(delay)
        await asyncio.to_thread(self._moved, batch)
        self._confirmed([entry.name for entry in batch])
        await asyncio.to_thread(self._outbox.retire, batch)
        self._known.difference_update(names)

    def _records(self, batch: Sequence[Entry]) -> list[Record]:
        return [self._record(entry) for entry in batch]

    def _record(self, entry: Entry) -> Record:
        instance = entry.event.instance
        event = Event(
            topic=INSTANCE_RECEIVED,
            key=instance.study_uid,
            message=entry.event,
            id=event_id(INSTANCE_RECEIVED, instance.project, instance.sop_instance_uid, entry.event.object.sha256),
            time=entry.event.received_at.ToDatetime(tzinfo=UTC),
            traceparent=entry.traceparent,
        )
        record = encode(event, "ingest")
        stage = self._stages.of(record)
        stage.count("bildstrom.bytes", entry.event.object.size)
        return encode(in_trace(event, stage.traceparent), "ingest")
