"""``instance.received`` in, ``instance.deidentified`` or ``instance.quarantined`` out. Fails closed."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime

from bildstrom.deid.claim import Claim
from bildstrom.deid.engine import Clean, Deidentify
from bildstrom.deid.keeping.kept import keep, kept_object
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.quarantine import PROFILE_FAILED, Quarantine
from bildstrom.dicom.projects import Project, Projects
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_DEIDENTIFIED, INSTANCE_QUARANTINED, Topic
from bildstrom.runtime import metrics
from bildstrom.runtime.children.bounded import ChildUnusableError
from bildstrom.runtime.epochs.epoch import EpochDestroyed
from bildstrom.runtime.errors import Rejected
from bildstrom.runtime.events import Event, event_id
from bildstrom.runtime.logs import log
from bildstrom.runtime.objects import ObjectMissing, ObjectStore

INLINE_METADATA = 256 * 1024  # bytes; more is stored as an object, so that an event stays below 1 MB


async def handle(
    event: Event,
    *,
    objects: ObjectStore,
    projects: Projects,
    deidentify: Deidentify,
    profiles: Mapping[str, Profile],
    now: Callable[[], datetime],
) -> list[Event]:
    """De-identify one received object.

    Raises:
        Rejected: ``unknown_project``, ``key_destroyed`` or ``object_missing``.
        Unavailable: the object store does not answer, or the epoch's key is not here.
    """
    message = event.message
    assert isinstance(message, pb.InstanceReceived)
    project = projects.by_name(message.instance.project)
    if project is None:
        raise Rejected("unknown_project")
    project = await asyncio.to_thread(_in_epoch, project, message.epoch)
    try:
        raw = await objects.get(message.object.key)
    except ObjectMissing as error:
        raise Rejected("object_missing") from error
    profile = profiles[project.profile].identity
    outcome = await asyncio.to_thread(_outcome, raw, message, project, deidentify)
    output: pb.InstanceDeidentified | pb.InstanceQuarantined
    if isinstance(outcome, Clean):
        topic, output = INSTANCE_DEIDENTIFIED, await stored(outcome, message, profile, objects)
    else:
        topic, output = INSTANCE_QUARANTINED, _quarantined(outcome, message, profile)
        await keep(output, raw, objects)
    return [concluded(topic, output, message, profile, now())]


def _in_epoch(project: Project, epoch: str) -> Project:
    """Nothing is named by another key than its event says, and nothing that was released is touched."""
    try:
        return project.in_epoch(epoch)
    except EpochDestroyed as error:
        raise Rejected("key_destroyed") from error


def _outcome(
    raw: bytes, message: pb.InstanceReceived, project: Project, deidentify: Deidentify
) -> Clean | pb.QuarantineReason.ValueType:
    who = message.instance
    claim = Claim(who.sop_class_uid, who.sop_instance_uid, who.study_uid, who.series_uid, message.object.sha256)
    try:
        return deidentify(raw, claim, project)
    except Quarantine as kept_back:
        reason = kept_back.reason
    except (MemoryError, ChildUnusableError):
        raise  # says nothing about the object
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the object must not be passed on
        reason = PROFILE_FAILED
        metrics.counter("bildstrom.deid.defects", "Objects that the rules failed on, by error").add(
            1, {"error.type": type(error).__name__}
        )
        log.error("profile failed", **{"error.type": type(error).__name__, "bildstrom.study_uid": who.study_uid})
    metrics.counter("bildstrom.instances.quarantined", "Objects kept back, by reason").add(
        1, {"bildstrom.reason": reason_word(reason)}
    )
    return reason


def reason_word(reason: pb.QuarantineReason.ValueType) -> str:
    """A reason as telemetry and people write it, such as ``burned_in_text``."""
    return pb.QuarantineReason.Name(reason).removeprefix("QUARANTINE_REASON_").lower()


async def stored(
    clean: Clean, message: pb.InstanceReceived | pb.InstanceQuarantined, profile: str, objects: ObjectStore
) -> pb.InstanceDeidentified:
    """Make a clean object durable; doing it twice changes nothing."""
    who = message.instance
    place = f"{who.project}/{who.study_uid}/{who.series_uid}/{who.sop_instance_uid}"
    ref = pb.ObjectRef(key=f"clean/{place}_{clean.sha256}.dcm", size=clean.size, sha256=clean.sha256)
    await objects.put(ref.key, clean.buffers)
    metadata = pb.Metadata(inline=clean.metadata)
    if len(clean.metadata) > INLINE_METADATA:
        digest = hashlib.sha256(clean.metadata).hexdigest()
        key = f"metadata/{place}_{digest}.json.z"
        await objects.put(key, clean.metadata)
        metadata = pb.Metadata(object=pb.ObjectRef(key=key, size=len(clean.metadata), sha256=digest))
    return pb.InstanceDeidentified(
        instance=who,
        transfer_syntax_uid=clean.transfer_syntax_uid,
        object=ref,
        source_sha256=message.object.sha256,
        profile=profile,
        metadata=metadata,
        received_at=message.received_at,
    )


def _quarantined(
    reason: pb.QuarantineReason.ValueType, message: pb.InstanceReceived, profile: str
) -> pb.InstanceQuarantined:
    return pb.InstanceQuarantined(
        instance=message.instance,
        object=kept_object(message.instance, message.object),
        reason=reason,
        profile=profile,
        received_at=message.received_at,
    )


def concluded(
    topic: Topic,
    output: pb.InstanceDeidentified | pb.InstanceQuarantined,
    message: pb.InstanceReceived | pb.InstanceQuarantined,
    profile: str,
    time: datetime,
) -> Event:
    """The event of what became of an object under a profile."""
    who = message.instance
    identifier = event_id(topic, who.project, who.sop_instance_uid, message.object.sha256, profile)
    return Event(topic=topic, key=who.study_uid, message=output, id=identifier, time=time)
