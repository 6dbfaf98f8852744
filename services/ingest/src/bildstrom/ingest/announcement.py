"""The event that an accepted object is owed, however it came."""

import time
from datetime import UTC, datetime

from bildstrom.dicom.identify import Identity
from bildstrom.dicom.projects import Project
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.ingest.arrivals import Arrival


def received(identity: Identity, arrival: Arrival, sha256: str, size: int) -> pb.InstanceReceived:
    """Pseudonymous UIDs, digest, size in bytes, and the place that the object will have in the object store.

    Raises:
        Unavailable: the epoch that it falls into cannot be had.
    """
    now = time.time_ns()
    project = arrival.project_of(identity.study_uid, datetime.fromtimestamp(now // 1_000_000_000, UTC))
    instance = _pseudonymous(identity, project)
    # one folder for a series, not for an instance: a new folder costs two more fsyncs
    place = f"{instance.project}/{instance.study_uid}/{instance.series_uid}/{instance.sop_instance_uid}"
    event = pb.InstanceReceived(
        instance=instance,
        transfer_syntax_uid=identity.transfer_syntax_uid,
        object=pb.ObjectRef(key=f"raw/{place}_{sha256}.dcm", size=size, sha256=sha256),
        source=arrival.source,
        arrival_id=arrival.id,
        epoch=project.epoch,
    )
    event.received_at.seconds, event.received_at.nanos = divmod(now, 1_000_000_000)
    return event


def _pseudonymous(identity: Identity, project: Project) -> pb.InstanceIdentity:
    return pb.InstanceIdentity(
        project=project.name,
        study_uid=project.uid_of(identity.study_uid),
        series_uid=project.uid_of(identity.series_uid),
        sop_instance_uid=project.uid_of(identity.sop_instance_uid),
        sop_class_uid=identity.sop_class_uid,
    )
