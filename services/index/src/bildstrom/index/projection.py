"""Events to rows: one function for each event, pure. Which value wins is the write timestamp's business.

First-value columns are stamped with the negated time, last-value columns with the time, so redelivery and reordering
change nothing (see :mod:`bildstrom.index.moments`).
"""

from dataclasses import dataclass

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index import tables as t
from bildstrom.index.attributes import LOOKUPS, MODALITY, SERIES_TAGS, STUDY_TAGS, DataSet, first_text, part
from bildstrom.index.moments import bucket_of, first_wins, last_wins, micros
from bildstrom.index.tables import Write


@dataclass(frozen=True, slots=True)
class Stored:
    """An object that becomes visible: a clean one, or a result.

    Attributes:
        received_us: arrival of what it was made of, or the time a result was produced.
        source_sha256: of the raw object; empty for a result.
    """

    instance: pb.InstanceIdentity
    object: pb.ObjectRef
    transfer_syntax_uid: str
    metadata: pb.Metadata
    dataset: DataSet
    received_us: int
    source_sha256: str = ""
    derived: bool = False


def received(message: pb.InstanceReceived, traceparent: str | None) -> list[Write]:
    """An object arrived: its journey begins, its study is listed.

    The journey keeps the trace of its first arrival, which is the one that led it through; the study the last one's.
    """
    who, us = message.instance, micros(message.received_at)
    study, bucket = (who.project, who.study_uid), bucket_of(us)
    journey = (*study, who.sop_instance_uid, message.object.sha256)
    return [
        Write(t.RECEIVED, journey, (who.series_uid, us, traceparent), first_wins(us)),
        Write(t.FIRST_ARRIVAL, study, (us,), first_wins(us)),
        Write(t.ARRIVAL, study, (us, traceparent), last_wins(us)),
        Write(t.ARRIVAL_ON_DAY, (who.project, bucket, who.study_uid), (us,), last_wins(us)),
        Write(t.DAY_MARK, (who.project, bucket), (), 0),
    ]


def deidentified(message: pb.InstanceDeidentified, dataset: DataSet, at_us: int, now_us: int) -> list[Write]:
    """A clean object is durable: it becomes a member of its study.

    Args:
        at_us: when it was de-identified.
        now_us: when it is indexed.
    """
    who = message.instance
    journey = (who.project, who.study_uid, who.sop_instance_uid, message.source_sha256)
    received_us = micros(message.received_at)
    stored = Stored(
        instance=who,
        object=message.object,
        transfer_syntax_uid=message.transfer_syntax_uid,
        metadata=message.metadata,
        dataset=dataset,
        received_us=received_us,
        source_sha256=message.source_sha256,
    )
    return [
        *visible(stored),
        Write(t.STUDY_ATTRIBUTES, (who.project, who.study_uid), (part(dataset, STUDY_TAGS),), first_wins(received_us)),
        Write(t.DEIDENTIFIED, journey, (who.series_uid, at_us), first_wins(at_us)),
        Write(t.INDEXED, journey, (now_us,), first_wins(now_us)),
    ]


def quarantined(message: pb.InstanceQuarantined, at_us: int) -> list[Write]:
    """An object was kept back; of several reasons the last one given counts."""
    who = message.instance
    journey = (who.project, who.study_uid, who.sop_instance_uid, message.object.sha256)
    return [Write(t.QUARANTINED, journey, (who.series_uid, at_us, int(message.reason)), last_wins(at_us))]


def revised(message: pb.StudyRevised, traceparent: str | None, at_us: int) -> list[Write]:
    """A study came to rest with new content; of the traces that led to it, the one it continues shows its results."""
    key = (message.project, message.study_uid, message.revision, message.content_digest)
    return [
        Write(t.REVISED, key, (at_us, message.SerializeToString(deterministic=True)), first_wins(at_us)),
        Write(t.STUDY_TRACE, key[:2], (traceparent,), last_wins(at_us)),
    ]


def produced(message: pb.ResultProduced, results: list[Stored], at_us: int) -> list[Write]:
    """A model was applied; of several results with one key, such as failed and then produced, the last one counts."""
    key = (message.project, message.study_uid, message.content_digest, message.model, message.model_version)
    brief = pb.ResultProduced()
    brief.CopyFrom(message)
    for item in brief.objects:
        item.ClearField("metadata")
    row = (at_us, brief.SerializeToString(deterministic=True))
    return [
        Write(t.PRODUCED, (*key, message.series_uid), row, last_wins(at_us)),
        *(write for stored in results for write in visible(stored)),
    ]


def visible(stored: Stored) -> list[Write]:
    """The rows by which an object is found: member, metadata, series, and the values its study is looked up by."""
    who, ref, stamp = stored.instance, stored.object, first_wins(stored.received_us)
    study = (who.project, who.study_uid)
    key = (*study, who.series_uid, who.sop_instance_uid, ref.sha256)
    modality = first_text(stored.dataset, MODALITY)
    member = (stored.received_us, stored.derived, who.sop_class_uid, stored.transfer_syntax_uid or None)
    inline = stored.metadata.WhichOneof("content") == "inline"
    metadata = (stored.metadata.inline, None) if inline else (None, stored.metadata.object.key)
    return [
        Write(t.MEMBER, key, (*member, ref.key, ref.size, stored.source_sha256), stamp),
        Write(t.METADATA, key, metadata, stamp),
        Write(
            t.SERIES_ATTRIBUTES,
            (*study, who.series_uid),
            (modality, stored.derived, part(stored.dataset, SERIES_TAGS)),
            stamp,
        ),
        *(
            Write(t.VALUE_MARK, (who.project, attribute, value, who.study_uid), (), 0)
            for attribute, tag in LOOKUPS.items()
            if (value := first_text(stored.dataset, tag)) is not None
        ),
    ]
