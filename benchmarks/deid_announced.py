"""Objects as ingest leaves them: raw in a store, each with the event that announces it."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

from bildstrom.deid.claim import Claim, claim_of
from bildstrom.dicom.identify import Identity, identify
from bildstrom.dicom.projects import Project
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_RECEIVED
from bildstrom.runtime.bus import Record
from bildstrom.runtime.events import Event, encode, event_id
from bildstrom.runtime.local_objects import LocalObjectStore


def new_project() -> Project:
    """One with a key that nobody has."""
    return Project(name="bench", called_ae_titles=("BENCH",), key=os.urandom(32))


def claim_for(raw: bytes, project: Project) -> Claim:
    """What is true of an object."""
    identity = identify(raw)
    assert isinstance(identity, Identity)
    return claim_of(identity, hashlib.sha256(raw).hexdigest(), project)


class Source:
    """Stores objects of a project, and writes the events about them.

    Args:
        folder: of the store.
    """

    def __init__(self, folder: Path, project: Project) -> None:
        self._project = project
        self._store = LocalObjectStore(folder)

    async def announced(self, raw: bytes) -> Record:
        """Store an object as ingest does; gives its event."""
        identity, claim = identify(raw), claim_for(raw, self._project)
        assert isinstance(identity, Identity)
        who = pb.InstanceIdentity(
            project=self._project.name,
            study_uid=claim.study_uid,
            series_uid=claim.series_uid,
            sop_instance_uid=claim.sop_instance_uid,
            sop_class_uid=claim.sop_class_uid,
        )
        key = f"raw/{who.project}/{who.study_uid}/{who.series_uid}/{who.sop_instance_uid}_{claim.sha256}.dcm"
        await self._store.put(key, raw)
        ref = pb.ObjectRef(key=key, size=len(raw), sha256=claim.sha256)
        message = pb.InstanceReceived(instance=who, object=ref, transfer_syntax_uid=identity.transfer_syntax_uid)
        now = datetime.now(UTC)
        message.received_at.FromDatetime(now)
        name = event_id(INSTANCE_RECEIVED, who.sop_instance_uid)
        return encode(Event(topic=INSTANCE_RECEIVED, key=who.study_uid, message=message, id=name, time=now), "ingest")
