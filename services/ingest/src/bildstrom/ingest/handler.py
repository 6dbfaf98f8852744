"""What happens to one object that arrives: identified, made durable with its event, then answered.

The answers follow how senders react: most drop the rest of a study after one failure, so only an object that cannot be
identified or stored gets one; content problems are accepted, and the de-identification quarantines them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bildstrom.dicom.identify import Identity, examine
from bildstrom.dicom.projects import Project
from bildstrom.dicom.pseudonym import normalised_uid, pseudonymous_uid
from bildstrom.dicom.verdict import Refusal
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.dimse import Status
from bildstrom.ingest.spool import Draft, Spool, SpoolFull

NONE = "none"  # the reason of a success

Outcome = tuple[Status, str]
Announce = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a request says of its data set.

    Attributes:
        sop_class_uid, sop_instance_uid: of the command set, or of the file meta information.
    """

    sop_class_uid: str
    sop_instance_uid: str
    transfer_syntax_uid: str


def store(
    draft: Draft, data_set: int, incoming: Incoming, arrival: Arrival, *, spool: Spool, announce: Announce
) -> Outcome:
    """Take a written object in; SUCCESS is said only when object and event are fsynced.

    Args:
        draft: a Part 10 file.
        data_set: offset of its data set.
        announce: is told the name of the entry.

    Returns:
        Status and a word of reason. The draft is closed.
    """
    with draft:
        with draft.view(data_set) as data:
            identity, broken = examine(data, incoming.transfer_syntax_uid)
            if isinstance(identity, Refusal):
                return Status.CANNOT_UNDERSTAND, identity.reason
            if identity.sop_instance_uid != normalised_uid(incoming.sop_instance_uid):
                return Status.DATA_SET_MISMATCH, "uid_mismatch"
        event = received(identity, arrival, draft)
        try:
            announce(spool.commit(draft, event, arrival.traceparent(event.instance.study_uid)))
        except SpoolFull:
            return Status.OUT_OF_RESOURCES, "spool_full"
        except OSError:
            return Status.OUT_OF_RESOURCES, "disk_failed"
    if broken is not None:
        return Status.ACCEPTED_WITH_ERRORS, broken.reason
    if identity.sop_class_uid != normalised_uid(incoming.sop_class_uid):
        return Status.CLASS_MISMATCH, "class_mismatch"
    return Status.SUCCESS, NONE


def received(identity: Identity, arrival: Arrival, draft: Draft) -> pb.InstanceReceived:
    """The event of an object: pseudonymous UIDs, digest, place in the object store."""
    digest = draft.sha256
    instance = _pseudonymous(identity, arrival.project)
    # one folder for a series, not for an instance: a new folder costs two more fsyncs
    place = f"{instance.project}/{instance.study_uid}/{instance.series_uid}/{instance.sop_instance_uid}"
    event = pb.InstanceReceived(
        instance=instance,
        transfer_syntax_uid=identity.transfer_syntax_uid,
        object=pb.ObjectRef(key=f"raw/{place}_{digest}.dcm", size=draft.size, sha256=digest),
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
