"""Finds the raw object that a request names: among those received, and among those kept back."""

import grpc

from bildstrom.deid.answers.asking import Refused
from bildstrom.deid.claim import Claim
from bildstrom.deid.keeping.kept import ROOT, Kept, decision_on, kept_as, kept_objects
from bildstrom.deid.pixels.overridden import NOTHING, Overridden
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.dicom.identify import Identity, identify
from bildstrom.events.v1 import events_pb2 as events
from bildstrom.runtime.objects import ObjectStore


async def raw_of(name: pb.ObjectName, objects: ObjectStore) -> tuple[bytes, Claim]:
    """The bytes of a received object, and which one they are said to be.

    Raises:
        Refused: it is not kept any more, or several contents have this name.
        ObjectMissing: it has just been deleted.
        Unavailable: the object store does not answer.
    """
    keys: dict[str, str] = {}
    for root in ("raw", ROOT):
        async for key in objects.keys(f"{root}/{name.project}/{name.study_uid}"):
            sop, _, digest = key.rpartition("/")[2].removesuffix(".dcm").partition("_")
            if key.endswith(".dcm") and sop == name.sop_instance_uid and name.source_sha256 in ("", digest):
                keys.setdefault(digest, key)
    digest = _only(list(keys))
    raw = await objects.get(keys[digest])
    identity = identify(raw)
    sop_class = identity.sop_class_uid if isinstance(identity, Identity) else ""
    series = keys[digest].split("/")[3]
    return raw, Claim(sop_class, name.sop_instance_uid, name.study_uid, series, digest)


async def overridden_for(claim: Claim, project: str, objects: ObjectStore) -> Overridden:
    """The checks that were overridden when an object was released; none if it never was.

    Raises:
        Unavailable: the object store does not answer.
    """
    who = events.InstanceIdentity(
        project=project,
        study_uid=claim.study_uid,
        series_uid=claim.series_uid,
        sop_instance_uid=claim.sop_instance_uid,
    )
    decision = await decision_on(kept_as(who, claim.sha256), objects)
    released = decision is not None and decision.action == events.AUDIT_ACTION_QUARANTINE_RELEASED
    return frozenset(decision.overridden) if decision is not None and released else NOTHING


async def kept_of(name: pb.ObjectName, objects: ObjectStore) -> Kept:
    """An object that is, or was, kept back.

    Raises:
        Refused: it is not in quarantine, or several contents have this name.
        Unavailable: the object store does not answer.
    """
    found = {
        kept.why.object.sha256: kept
        for kept in await kept_objects(name.project, name.study_uid, objects)
        if kept.why.instance.sop_instance_uid == name.sop_instance_uid
        and name.source_sha256 in ("", kept.why.object.sha256)
    }
    return found[_only(list(found))]


def _only(digests: list[str]) -> str:
    if not digests:
        raise Refused(grpc.StatusCode.NOT_FOUND, "object: no such object is kept in this project")
    if len(digests) > 1:
        raise Refused(grpc.StatusCode.FAILED_PRECONDITION, "object: it came with several contents: name source_sha256")
    return digests[0]
