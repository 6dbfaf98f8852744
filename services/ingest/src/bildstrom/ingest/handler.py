"""What happens to one object that arrives: identified, made durable with its event, then answered.

The answers follow how senders react: most drop the rest of a study after one failure, so only an object that cannot be
identified or stored gets one; content problems are accepted, and the de-identification quarantines them.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from bildstrom.dicom.identify import Identity, check, identify
from bildstrom.dicom.projects import Project
from bildstrom.dicom.pseudonym import normalised_uid, pseudonymous_uid
from bildstrom.dicom.verdict import Refusal
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.part10 import part10_header
from bildstrom.ingest.spool import Entry, Spool, SpoolFull
from bildstrom.runtime import metrics
from bildstrom.runtime.logs import log


class Status(IntEnum):
    """C-STORE response status (PS3.4 B.2.3, PS3.7 annex C)."""

    SUCCESS = 0x0000
    NOT_AUTHORISED = 0x0124
    OUT_OF_RESOURCES = 0xA700
    DATA_SET_MISMATCH = 0xA900
    ACCEPTED_WITH_ERRORS = 0xB000  # durable; will be quarantined
    CANNOT_UNDERSTAND = 0xC000


@dataclass(frozen=True, slots=True)
class Incoming:
    """A data set as a C-STORE request brought it.

    Attributes:
        sop_class_uid, sop_instance_uid: of the command set.
        data_set: encoded in the transfer syntax.
    """

    sop_class_uid: str
    sop_instance_uid: str
    transfer_syntax_uid: str
    data_set: bytes


def store(incoming: Incoming, arrival: Arrival, *, spool: Spool, announce: Callable[[Entry], None]) -> Status:
    """Take one object in; SUCCESS is said only when object and event are fsynced."""
    status, reason = _store(incoming, arrival, spool, announce)
    metrics.counter("bildstrom.instances.answered", "C-STORE requests answered, by status and reason").add(
        1, {"bildstrom.status": f"{status:04X}", "bildstrom.reason": reason}
    )
    if status is not Status.SUCCESS:
        log.warning("object not accepted as it is", **{"bildstrom.status": f"{status:04X}", "bildstrom.reason": reason})
    return status


def _store(incoming: Incoming, arrival: Arrival, spool: Spool, announce: Callable[[Entry], None]) -> tuple[Status, str]:
    identity = identify(incoming.data_set, incoming.transfer_syntax_uid)
    if isinstance(identity, Refusal):
        return Status.CANNOT_UNDERSTAND, identity.reason
    if identity.sop_instance_uid != normalised_uid(incoming.sop_instance_uid):
        return Status.DATA_SET_MISMATCH, "uid_mismatch"
    broken = check(incoming.data_set, incoming.transfer_syntax_uid)
    header = part10_header(incoming.sop_class_uid, incoming.sop_instance_uid, incoming.transfer_syntax_uid)
    event = received(identity, arrival, [header, incoming.data_set])
    try:
        entry = spool.put([header, incoming.data_set], event, arrival.traceparent(event.instance.study_uid))
    except SpoolFull:
        return Status.OUT_OF_RESOURCES, "spool_full"
    except OSError:
        return Status.OUT_OF_RESOURCES, "disk_failed"
    announce(entry)
    if broken is not None:
        return Status.ACCEPTED_WITH_ERRORS, broken.reason
    return Status.SUCCESS, "none"


def received(identity: Identity, arrival: Arrival, data: list[bytes]) -> pb.InstanceReceived:
    """The event of an object: pseudonymous UIDs, digest, place in the object store."""
    digest = hashlib.sha256()
    for piece in data:
        digest.update(piece)
    instance = _pseudonymous(identity, arrival.project)
    # one folder for a series, not for an instance: a new folder costs two more fsyncs
    place = f"{instance.project}/{instance.study_uid}/{instance.series_uid}/{instance.sop_instance_uid}"
    event = pb.InstanceReceived(
        instance=instance,
        transfer_syntax_uid=identity.transfer_syntax_uid,
        object=pb.ObjectRef(
            key=f"raw/{place}_{digest.hexdigest()}.dcm",
            size=sum(map(len, data)),
            sha256=digest.hexdigest(),
        ),
        source=arrival.source,
        arrival_id=arrival.id,
    )
    event.received_at.FromDatetime(datetime.now(UTC))
    return event


def _pseudonymous(identity: Identity, project: Project) -> pb.InstanceIdentity:
    return pb.InstanceIdentity(
        project=project.name,
        study_uid=pseudonymous_uid(project.key, identity.study_uid),
        series_uid=pseudonymous_uid(project.key, identity.series_uid),
        sop_instance_uid=pseudonymous_uid(project.key, identity.sop_instance_uid),
        sop_class_uid=identity.sop_class_uid,
    )
