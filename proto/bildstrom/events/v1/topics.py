"""The topics of Bildstrom, declared once: name, message, partitions, retention.

Names end in the version of the contract. Every topic is keyed by the pseudonymous study UID, so that one study is
one partition and stays in order; what concerns no single study, by its project.
"""

from dataclasses import dataclass

from google.protobuf.message import Message

from bildstrom.events.v1 import events_pb2 as pb

DAY_MS = 24 * 60 * 60 * 1000
PARTITIONS = 4


@dataclass(frozen=True, slots=True)
class Topic:
    """A Kafka topic and the protobuf message of its records.

    Attributes:
        name: ``bildstrom.<subject>.<past tense verb>.v<major version>``.
        message: the message class of a record's value.
        required: dotted paths of the fields that must not be empty.
        partitions: at least as many as replicas of a consuming service.
        retention_ms: how long records are kept; the raw objects' retention is the floor for a useful replay.
    """

    name: str
    message: type[Message]
    required: tuple[str, ...] = ()
    partitions: int = PARTITIONS
    retention_ms: int = 7 * DAY_MS

    @property
    def type(self) -> str:
        """The CloudEvents ``ce_type`` of its records: the full protobuf name."""
        return str(self.message.DESCRIPTOR.full_name)


_INSTANCE = ("instance.project", "instance.study_uid", "instance.series_uid", "instance.sop_instance_uid")
_OBJECT = ("object.key", "object.sha256")
_STUDY = ("project", "study_uid", "content_digest")

INSTANCE_RECEIVED = Topic(
    "bildstrom.instance.received.v1",
    pb.InstanceReceived,
    (*_INSTANCE, *_OBJECT, "transfer_syntax_uid", "received_at"),
)
INSTANCE_DEIDENTIFIED = Topic(
    "bildstrom.instance.deidentified.v1",
    pb.InstanceDeidentified,
    (*_INSTANCE, *_OBJECT, "source_sha256", "metadata", "received_at"),
)
INSTANCE_QUARANTINED = Topic(
    "bildstrom.instance.quarantined.v1",
    pb.InstanceQuarantined,
    (*_INSTANCE, *_OBJECT, "reason", "received_at"),
    retention_ms=90 * DAY_MS,
)
INSTANCE_INDEXED = Topic("bildstrom.instance.indexed.v1", pb.InstanceIndexed, (*_INSTANCE, "sha256"))
STUDY_REVISED = Topic(
    "bildstrom.study.revised.v1",
    pb.StudyRevised,
    (*_STUDY, "revision", "manifest.key"),
    retention_ms=90 * DAY_MS,
)
RESULT_PRODUCED = Topic(
    "bildstrom.result.produced.v1",
    pb.ResultProduced,
    (*_STUDY, "model", "model_version", "status"),
    retention_ms=90 * DAY_MS,
)
AUDIT_RECORDED = Topic(
    "bildstrom.audit.recorded.v1",
    pb.AuditRecorded,
    ("action", "project", "actor", "recorded_at"),
    partitions=1,
    retention_ms=3650 * DAY_MS,
)

SERVICES = ("ingest", "deid", "index", "studies", "inference")


def deadletter(service: str) -> Topic:
    """The dead-letter topic of a service."""
    return Topic(
        f"bildstrom.{service}.deadletter.v1",
        pb.DeadLetter,
        ("service", "topic"),
        partitions=1,
        retention_ms=90 * DAY_MS,
    )


TOPICS = (
    INSTANCE_RECEIVED,
    INSTANCE_DEIDENTIFIED,
    INSTANCE_QUARANTINED,
    INSTANCE_INDEXED,
    STUDY_REVISED,
    RESULT_PRODUCED,
    AUDIT_RECORDED,
    *(deadletter(service) for service in SERVICES),
)
