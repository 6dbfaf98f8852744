"""Makes a catalogue again from its events: the same rows, whatever order and however often they come."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_INDEXED, Topic
from bildstrom.index.handler import HANDLED, handle, indexed_id
from bildstrom.index.moments import micros
from bildstrom.index.rowstore import RowStore
from bildstrom.runtime.bus import Record
from bildstrom.runtime.errors import Rejected
from bildstrom.runtime.events import Event, decode
from bildstrom.runtime.objects import ObjectStore
from bildstrom.runtime.retrying import until_available

AT_ONCE = 512  # events side by side; those of one study share mutations

Source = Callable[[Sequence[Topic]], AsyncIterator[Record]]


@dataclass(slots=True)
class Rebuilt:
    """How many events were projected, and how many could not be."""

    projected: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """Where the rows go, and where metadata lies that is too large for an event."""

    store: RowStore
    objects: ObjectStore


async def rebuild(source: Source, target: Target) -> Rebuilt:
    """Project everything that a source holds.

    When an instance was indexed is told by its ``instance.indexed``; these are read first, and take about 150 bytes of
    memory for each instance. Where one is missing, the time of de-identification stands for it.

    Args:
        source: records of the topics that it is asked for; read twice.

    Raises:
        Unavailable: the source does not answer. What was projected stays, and may be projected again.
    """
    moments = await _moments(source)
    counts, group = Rebuilt(), list[Record]()
    async for record in source(HANDLED):
        group.append(record)
        if len(group) == AT_ONCE:
            await _project(group, target, moments, counts)
            group.clear()
    await _project(group, target, moments, counts)
    return counts


async def _moments(source: Source) -> dict[str, int]:
    """When each instance was first indexed, in microseconds since the epoch, by the event's id."""
    moments: dict[str, int] = {}
    async for record in source((INSTANCE_INDEXED,)):
        try:
            event = decode(record, {INSTANCE_INDEXED.name: INSTANCE_INDEXED})
        except Rejected:
            continue
        moments[event.id] = min(micros(event.time), moments.get(event.id, micros(event.time)))
    return moments


async def _project(records: Sequence[Record], target: Target, moments: dict[str, int], counts: Rebuilt) -> None:
    topics = {topic.name: topic for topic in HANDLED}

    async def one(record: Record) -> None:
        try:
            event = decode(record, topics)
            await _handled(event, target, _indexed_at(event, moments))
        except Rejected:
            counts.rejected += 1  # a dead letter of the index, then as now
        else:
            counts.projected += 1

    await asyncio.gather(*(one(record) for record in records))


async def _handled(event: Event, target: Target, at: datetime) -> None:
    await until_available(lambda: handle(event, store=target.store, objects=target.objects, now=lambda: at))


def _indexed_at(event: Event, moments: dict[str, int]) -> datetime:
    message = event.message
    if not isinstance(message, pb.InstanceDeidentified):
        return event.time
    us = moments.get(indexed_id(message.instance, message.object.sha256))
    return (
        event.time if us is None else datetime.fromtimestamp(us // 1_000_000, UTC).replace(microsecond=us % 1_000_000)
    )
