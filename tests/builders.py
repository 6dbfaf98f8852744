"""Things that most tests need one of: valid events and their records. All UIDs here are invented pseudonyms."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_INDEXED, INSTANCE_RECEIVED
from bildstrom.runtime.bus import Record
from bildstrom.runtime.events import Event, encode, event_id

NOW = datetime(2026, 3, 4, 5, 6, 7, 890000, tzinfo=UTC)
STUDY = "2.25.311111111111111111111111111111111111"
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def identity(number: int = 1, study: str = STUDY) -> pb.InstanceIdentity:
    """Instance ``number`` of a series of 100 of a study: CT."""
    return pb.InstanceIdentity(
        project="demo",
        study_uid=study,
        series_uid=f"{study}.{number // 100}",
        sop_instance_uid=f"{study}.{number // 100}.{number}",
        sop_class_uid="1.2.840.10008.5.1.4.1.1.2",
    )


def received(number: int = 1, study: str = STUDY, traceparent: str | None = None) -> Event:
    """Instance ``number`` is durable at the edge."""
    instance = identity(number, study)
    sha256 = hashlib.sha256(instance.sop_instance_uid.encode()).hexdigest()
    path = f"{instance.project}/{study}/{instance.series_uid}/{instance.sop_instance_uid}_{sha256}.dcm"
    message = pb.InstanceReceived(
        instance=instance,
        transfer_syntax_uid="1.2.840.10008.1.2.1",
        object=pb.ObjectRef(key=f"raw/{path}", size=527_000, sha256=sha256),
        source="MODALITY1",
        arrival_id="0b7c",
    )
    message.received_at.FromDatetime(NOW)
    identifier = event_id(INSTANCE_RECEIVED, instance.sop_instance_uid, sha256)
    return Event(topic=INSTANCE_RECEIVED, key=study, message=message, id=identifier, time=NOW, traceparent=traceparent)


def indexed(number: int = 1, study: str = STUDY) -> Event:
    """The catalogue shows instance ``number``; the plainest output of a handler."""
    instance = identity(number, study)
    message = pb.InstanceIndexed(instance=instance, sha256=hashlib.sha256(b"clean").hexdigest())
    identifier = event_id(INSTANCE_INDEXED, instance.sop_instance_uid)
    return Event(topic=INSTANCE_INDEXED, key=study, message=message, id=identifier, time=NOW)


def read_record(event: Event, offset: int = 0, partition: int = 0, source: str = "ingest") -> Record:
    """The record of an event as a consumer reads it."""
    return replace(encode(event, source), offset=offset, partition=partition)
