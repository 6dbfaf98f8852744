"""Events in, rows durable, events out: what is visible is announced as ``instance.indexed``."""

from collections.abc import Callable
from datetime import datetime

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import (
    INSTANCE_DEIDENTIFIED,
    INSTANCE_INDEXED,
    INSTANCE_QUARANTINED,
    INSTANCE_RECEIVED,
    RESULT_PRODUCED,
    STUDY_REVISED,
)
from bildstrom.index import projection
from bildstrom.index.attributes import DataSet, data_set
from bildstrom.index.moments import micros, timestamp
from bildstrom.index.projection import Stored
from bildstrom.index.rowstore import RowStore
from bildstrom.index.tables import Write
from bildstrom.runtime.errors import Rejected
from bildstrom.runtime.events import Event, event_id
from bildstrom.runtime.objects import ObjectMissing, ObjectStore

HANDLED = (INSTANCE_RECEIVED, INSTANCE_DEIDENTIFIED, INSTANCE_QUARANTINED, STUDY_REVISED, RESULT_PRODUCED)

Projected = tuple[list[Write], list[Event]]


async def handle(event: Event, *, store: RowStore, objects: ObjectStore, now: Callable[[], datetime]) -> list[Event]:
    """Project one event into the catalogue.

    Returns:
        One ``instance.indexed`` for each object that is now visible.

    Raises:
        Rejected: ``metadata_unreadable``, ``metadata_too_large``, ``metadata_missing``.
        Unavailable: the store, or the object store that holds unusually large metadata.
    """
    writes, outputs = await _projected(event, objects, now())
    await store.write(writes)
    return outputs


async def _projected(event: Event, objects: ObjectStore, now: datetime) -> Projected:
    at_us = micros(event.time)
    match event.message:
        case pb.InstanceReceived() as message:
            return projection.received(message, event.traceparent), []
        case pb.InstanceDeidentified() as message:
            return await _deidentified(message, at_us, objects, now)
        case pb.InstanceQuarantined() as message:
            return projection.quarantined(message, at_us), []
        case pb.StudyRevised() as message:
            return projection.revised(message, event.traceparent, at_us), []
        case pb.ResultProduced() as message:
            produced_us = micros(message.produced_at) if message.HasField("produced_at") else at_us
            return await _produced(message, produced_us, objects, now)
    raise Rejected("unexpected_event")


async def _deidentified(message: pb.InstanceDeidentified, at_us: int, objects: ObjectStore, now: datetime) -> Projected:
    dataset = await _read(message.metadata, objects)
    indexed = _indexed(message.instance, message.object.sha256, micros(message.received_at), now)
    return projection.deidentified(message, dataset, at_us, micros(now)), [indexed]


async def _produced(message: pb.ResultProduced, at_us: int, objects: ObjectStore, now: datetime) -> Projected:
    results = [
        Stored(
            instance=item.instance,
            object=item.object,
            transfer_syntax_uid=item.transfer_syntax_uid,
            metadata=item.metadata,
            dataset=await _read(item.metadata, objects),
            received_us=at_us,
            derived=True,
        )
        for item in message.objects
    ]
    outputs = [_indexed(each.instance, each.object.sha256, at_us, now, derived=True) for each in results]
    return projection.produced(message, results, at_us), outputs


async def _read(metadata: pb.Metadata, objects: ObjectStore) -> DataSet:
    """An instance's data set; only metadata above 256 KiB lies in the object store and costs a read."""
    if metadata.WhichOneof("content") != "object":
        return data_set(metadata.inline)
    try:
        return data_set(await objects.get(metadata.object.key))
    except ObjectMissing as error:
        raise Rejected("metadata_missing") from error


def _indexed(who: pb.InstanceIdentity, sha256: str, received_us: int, now: datetime, *, derived: bool = False) -> Event:
    return Event(
        topic=INSTANCE_INDEXED,
        key=who.study_uid,
        message=pb.InstanceIndexed(instance=who, sha256=sha256, derived=derived, received_at=timestamp(received_us)),
        id=indexed_id(who, sha256),
        time=now,
    )


def indexed_id(who: pb.InstanceIdentity, sha256: str) -> str:
    """The id of the event that says that a content of an instance is indexed."""
    return event_id(INSTANCE_INDEXED, who.project, who.series_uid, who.sop_instance_uid, sha256)
