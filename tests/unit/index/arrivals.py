"""Events about an invented CT study, with defaults for all that a test does not care about."""

import hashlib
import json
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

from google.protobuf.message import Message

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import (
    INSTANCE_DEIDENTIFIED,
    INSTANCE_QUARANTINED,
    INSTANCE_RECEIVED,
    RESULT_PRODUCED,
    STUDY_REVISED,
    Topic,
)
from bildstrom.runtime.events import Event, event_id

PROJECT = "demo"
STUDY = "2.25.100"
CT = "1.2.840.10008.5.1.4.1.1.2"
SEG = "1.2.840.10008.5.1.4.1.1.66.4"
EXPLICIT_LE = "1.2.840.10008.1.2.1"
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
NOON_US = 1_772_625_600_000_000  # date -u -d 2026-03-04T12:00:00 +%s, in microseconds


def after(seconds: float) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def sha(text: str) -> str:
    """A digest that stands for some content."""
    return hashlib.sha256(text.encode()).hexdigest()


def identity(sop: int = 1, series: int = 1, study: str = STUDY, project: str = PROJECT) -> pb.InstanceIdentity:
    """Instance ``sop`` of a series of a study."""
    return pb.InstanceIdentity(
        project=project,
        study_uid=study,
        series_uid=f"{study}.{series}",
        sop_instance_uid=f"{study}.{series}.{sop}",
        sop_class_uid=CT,
    )


def dataset(who: pb.InstanceIdentity, **elements: tuple[str, Any]) -> dict[str, Any]:
    """DICOM JSON of an instance; further elements as ``x00100020=("LO", "P1")``."""
    basic = {
        "x00080016": ("UI", who.sop_class_uid),
        "x00080018": ("UI", who.sop_instance_uid),
        "x00080020": ("DA", "20240131"),
        "x00080030": ("TM", "101500"),
        "x00080050": ("SH", "A1"),
        "x00080060": ("CS", "CT"),
        "x0008103E": ("LO", "Thorax"),
        "x00100010": ("PN", {"Alphabetic": "Subject^One"}),
        "x00100020": ("LO", "P1"),
        "x0020000D": ("UI", who.study_uid),
        "x0020000E": ("UI", who.series_uid),
        "x00200011": ("IS", 2),
        "x00200013": ("IS", int(who.sop_instance_uid.split(".")[-1])),
        "x00280010": ("US", 512),
        "x00280011": ("US", 512),
    }
    return {tag[1:]: {"vr": vr, "Value": [value]} for tag, (vr, value) in (basic | elements).items()}


def metadata(content: dict[str, Any]) -> pb.Metadata:
    """Metadata as it travels."""
    return pb.Metadata(inline=zlib.compress(json.dumps(content).encode()))


def received(who: pb.InstanceIdentity | None = None, at: float = 0, raw: str = "", trace: str | None = TRACE) -> Event:
    """An object arrived ``at`` seconds after noon; ``raw`` names its content."""
    who = who or identity()
    digest = sha(raw or f"raw {who.sop_instance_uid}")
    message = pb.InstanceReceived(
        instance=who,
        transfer_syntax_uid=EXPLICIT_LE,
        object=pb.ObjectRef(key=f"raw/{digest}", size=1000, sha256=digest),
        source="SCANNER",
    )
    message.received_at.FromDatetime(after(at))
    return _event(INSTANCE_RECEIVED, who.study_uid, message, after(at), trace)


def deidentified(
    who: pb.InstanceIdentity | None = None,
    at: float = 0,
    raw: str = "",
    content: dict[str, Any] | None = None,
    size: int = 900,
) -> Event:
    """The clean object of what arrived ``at`` seconds after noon is durable one second later."""
    who = who or identity()
    raw = raw or f"raw {who.sop_instance_uid}"
    digest = sha(f"clean {raw}")
    key = f"clean/{who.project}/{who.study_uid}/{who.series_uid}/{who.sop_instance_uid}_{digest}.dcm"
    message = pb.InstanceDeidentified(
        instance=who,
        transfer_syntax_uid=EXPLICIT_LE,
        object=pb.ObjectRef(key=key, size=size, sha256=digest),
        source_sha256=sha(raw),
        profile="basic",
        metadata=metadata(dataset(who) if content is None else content),
    )
    message.received_at.FromDatetime(after(at))
    return _event(INSTANCE_DEIDENTIFIED, who.study_uid, message, after(at + 1))


def quarantined(
    who: pb.InstanceIdentity | None = None,
    at: float = 0,
    raw: str = "",
    reason: pb.QuarantineReason.ValueType = pb.QUARANTINE_REASON_BURNED_IN_TEXT,
) -> Event:
    """What arrived ``at`` seconds after noon was kept back one second later."""
    who = who or identity()
    digest = sha(raw or f"raw {who.sop_instance_uid}")
    message = pb.InstanceQuarantined(
        instance=who, object=pb.ObjectRef(key=f"raw/{digest}", size=1000, sha256=digest), reason=reason
    )
    message.received_at.FromDatetime(after(at))
    return _event(INSTANCE_QUARANTINED, who.study_uid, message, after(at + 1))


def revised(number: int = 1, digest: str = "d1", at: float = 30, study: str = STUDY) -> Event:
    """A study came to rest."""
    message = pb.StudyRevised(
        project=PROJECT,
        study_uid=study,
        revision=number,
        content_digest=digest,
        manifest=pb.ObjectRef(key=f"manifests/{digest}.pb", size=1, sha256=sha(digest)),
    )
    return _event(STUDY_REVISED, study, message, after(at))


def produced(
    digest: str = "d1",
    at: float = 40,
    status: pb.ResultStatus.ValueType = pb.RESULT_STATUS_PRODUCED,
    study: str = STUDY,
    objects: int = 1,
) -> Event:
    """A model was applied to a revision; its results are instances of series 90."""
    message = pb.ResultProduced(
        project=PROJECT,
        study_uid=study,
        revision=1,
        content_digest=digest,
        model="laa950",
        model_version="1",
        status=status,
        series_uid=f"{study}.1",
        objects=[_result_object(number, study) for number in range(1, objects + 1)],
    )
    message.produced_at.FromDatetime(after(at))
    return _event(RESULT_PRODUCED, study, message, after(at))


def _result_object(number: int, study: str) -> pb.ResultObject:
    who = identity(number, 90, study)
    who.sop_class_uid = SEG
    return pb.ResultObject(
        instance=who,
        object=pb.ObjectRef(key=f"results/{who.sop_instance_uid}.dcm", size=500, sha256=sha(who.sop_instance_uid)),
        metadata=metadata(dataset(who, x00080060=("CS", "SEG"), x0008103E=("LO", "Result"))),
        transfer_syntax_uid=EXPLICIT_LE,
    )


def _event(topic: Topic, key: str, message: Message, at: datetime, trace: str | None = TRACE) -> Event:
    identifier = event_id(topic, sha(message.SerializeToString(deterministic=True).hex()))
    return Event(topic=topic, key=key, message=message, id=identifier, time=at, traceparent=trace)
