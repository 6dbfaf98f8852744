"""What a person decides about an object that is kept back: it is passed on all the same, or deleted.

The decision is made durable first, and is final; then come its audit record and its effects, each of which can be
repeated; last the copy in quarantine goes, which says that all is done. So a call that was interrupted is finished by
the next one, and the first of two that contradict each other counts.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bildstrom.deid.audit import Audit
from bildstrom.deid.claim import Claim
from bildstrom.deid.engine import Clean
from bildstrom.deid.handler import concluded, stored
from bildstrom.deid.keeping.kept import ROOT, Kept, decision_on
from bildstrom.deid.pixels.overridden import Overridden
from bildstrom.deid.quarantine import PROFILE_FAILED, Quarantine
from bildstrom.dicom.projects import Project
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_DEIDENTIFIED
from bildstrom.runtime.bus import Publisher
from bildstrom.runtime.children.bounded import ChildUnusableError
from bildstrom.runtime.events import encode
from bildstrom.runtime.objects import ObjectMissing, ObjectStore

RELEASED = pb.AUDIT_ACTION_QUARANTINE_RELEASED
DISCARDED = pb.AUDIT_ACTION_QUARANTINE_DISCARDED

Overriding = Callable[[bytes, Claim, Project, Overridden], Clean]


class DecidedAlready(Exception):
    """The opposite was decided before."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What decisions are carried out with."""

    objects: ObjectStore
    publisher: Publisher
    audit: Audit
    engine: Overriding
    now: Callable[[], datetime]


async def release(kept: Kept, wish: pb.AuditRecorded, project: Project, desk: Desk) -> pb.AuditRecorded:
    """De-identify an object without the checks that the wish overrides, and publish ``instance.deidentified``.

    Args:
        wish: who, why, under which profile, what is overridden; dated.

    Returns:
        What was done, by this call or an earlier one.

    Raises:
        Quarantine: another check objects; nothing was decided.
        DecidedAlready: it is discarded.
        ObjectMissing: the copy in quarantine is gone, and nobody has decided.
        Unavailable: finish it by another call.
    """
    earlier = await decision_on(kept, desk.objects)
    if earlier is not None and (earlier.action != RELEASED or not await desk.objects.exists(kept.raw)):
        return _same(earlier, RELEASED)
    try:
        clean = await _clean(kept, earlier or wish, project, desk)
    except ObjectMissing:
        earlier = await decision_on(kept, desk.objects)
        if earlier is None:
            raise
        return _same(earlier, RELEASED)  # somebody else has carried it out in the meantime
    done = pb.AuditRecorded()
    done.CopyFrom(earlier or wish)
    done.clean_sha256, done.profile = clean.sha256, wish.profile
    if earlier is None and not await _decided(kept, done, desk.objects):
        return await release(kept, wish, project, desk)  # somebody else decided in the meantime
    message = await stored(clean, kept.why, done.profile, desk.objects)
    await desk.audit.record(done)
    event = concluded(INSTANCE_DEIDENTIFIED, message, kept.why, done.profile, desk.now())
    await desk.publisher.publish([encode(event, "deid")])
    await desk.objects.delete(kept.raw)
    return done


async def discard(kept: Kept, wish: pb.AuditRecorded, desk: Desk) -> pb.AuditRecorded:
    """Delete the raw bytes of an object, in quarantine and where they were received.

    Raises:
        DecidedAlready: it is released.
        Unavailable: finish it by another call.
    """
    decided = wish
    if not await _decided(kept, wish, desk.objects):
        earlier = await decision_on(kept, desk.objects)
        assert earlier is not None  # decisions are never deleted
        decided = _same(earlier, DISCARDED)
    if await desk.objects.exists(kept.raw):
        await desk.audit.record(decided)
        await desk.objects.delete(kept.raw.replace(ROOT, "raw", 1))
        await desk.objects.delete(kept.raw)
    return decided


async def _decided(kept: Kept, decision: pb.AuditRecorded, objects: ObjectStore) -> bool:
    """Make a decision durable; False if there is one already, which counts."""
    return await objects.put(kept.decision, decision.SerializeToString(deterministic=True))


def _same(earlier: pb.AuditRecorded, action: pb.AuditAction.ValueType) -> pb.AuditRecorded:
    if earlier.action != action:
        raise DecidedAlready
    return earlier


async def _clean(kept: Kept, wish: pb.AuditRecorded, project: Project, desk: Desk) -> Clean:
    who = kept.why.instance
    claim = Claim(who.sop_class_uid, who.sop_instance_uid, who.study_uid, who.series_uid, kept.why.object.sha256)
    raw = await desk.objects.get(kept.raw)
    try:
        return await asyncio.to_thread(desk.engine, raw, claim, project, frozenset(wish.overridden))
    except (Quarantine, MemoryError, ChildUnusableError):
        raise
    except Exception as error:  # whatever went wrong, the object must not be passed on
        raise Quarantine(PROFILE_FAILED) from error
