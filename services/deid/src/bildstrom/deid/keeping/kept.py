"""Objects that are kept back, in a place of their own in the object store, so that access and retention can differ.

``quarantine/PROJECT/STUDY/SERIES/SOP_SHA256.dcm``       the raw object, until it is decided about
``quarantine/PROJECT/STUDY/SERIES/SOP_SHA256.pb``        why: the first ``InstanceQuarantined`` of this content
``quarantine/PROJECT/STUDY/SERIES/SOP_SHA256.decision``  what a person decided: the ``AuditRecorded``, once and for all
"""

from dataclasses import dataclass, field

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.runtime.objects import ObjectMissing, ObjectStore

ROOT = "quarantine"
_KEPT = ".pb"


@dataclass(frozen=True, slots=True)
class Kept:
    """An object that is, or was, kept back.

    Attributes:
        key: of its raw bytes, without suffix.
        why: the event that said so; empty if nobody has asked for it.
    """

    key: str
    why: pb.InstanceQuarantined = field(default_factory=pb.InstanceQuarantined)

    @property
    def raw(self) -> str:
        """Key of the raw object in quarantine."""
        return f"{self.key}.dcm"

    @property
    def decision(self) -> str:
        """Key of what was decided."""
        return f"{self.key}.decision"


def kept_as(who: pb.InstanceIdentity, sha256: str) -> Kept:
    """Where an object would be kept, whether it is or not."""
    return Kept(_key(who, sha256))


def kept_object(who: pb.InstanceIdentity, raw: pb.ObjectRef) -> pb.ObjectRef:
    """Where a raw object lies in quarantine."""
    return pb.ObjectRef(key=f"{_key(who, raw.sha256)}.dcm", size=raw.size, sha256=raw.sha256)


async def keep(why: pb.InstanceQuarantined, raw: bytes, objects: ObjectStore) -> None:
    """Put an object into quarantine. Twice is once; what was decided about stays decided.

    Raises:
        Unavailable: the object store does not answer.
    """
    kept = Kept(_key(why.instance, why.object.sha256), why)
    if await objects.exists(kept.decision):
        return
    await objects.put(kept.raw, raw)
    await objects.put(f"{kept.key}{_KEPT}", why.SerializeToString(deterministic=True))


async def kept_objects(project: str, study_uid: str, objects: ObjectStore) -> list[Kept]:
    """All that is or was kept back of a project, or of one study of it; the first received first.

    Raises:
        Unavailable: the object store does not answer.
    """
    prefix = f"{ROOT}/{project}/{study_uid}" if study_uid else f"{ROOT}/{project}"
    keys = [key.removesuffix(_KEPT) async for key in objects.keys(prefix) if key.endswith(_KEPT)]
    kept = [
        Kept(key, pb.InstanceQuarantined.FromString(await objects.get(f"{key}{_KEPT}"))) for key in sorted(set(keys))
    ]
    return sorted(kept, key=lambda item: (item.why.received_at.ToNanoseconds(), item.key))


async def decision_on(kept: Kept, objects: ObjectStore) -> pb.AuditRecorded | None:
    """What was decided about an object, if anything was.

    Raises:
        Unavailable: the object store does not answer.
    """
    try:
        return pb.AuditRecorded.FromString(await objects.get(kept.decision))
    except ObjectMissing:
        return None


def _key(who: pb.InstanceIdentity, sha256: str) -> str:
    return f"{ROOT}/{who.project}/{who.study_uid}/{who.series_uid}/{who.sop_instance_uid}_{sha256}"
