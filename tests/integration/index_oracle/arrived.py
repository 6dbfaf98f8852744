"""Real files as they come into the catalogue: identified at the edge, de-identified by ``identity``, projected."""

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pydicom
from fakes import FakeObjectStore

from bildstrom.deid.engine import deidentify
from bildstrom.deid.handler import handle as deidentified
from bildstrom.deid.profile.profile import BUILT_IN
from bildstrom.dicom.identify import Identity, identify
from bildstrom.dicom.projects import Project, Projects
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_RECEIVED
from bildstrom.index.handler import handle as projected
from bildstrom.index.rowstore import RowStore
from bildstrom.runtime.events import Event, event_id

PROJECT = Project(
    name="oracle", called_ae_titles=("ORACLE",), profile="identity", retain_uids=True, key=bytes(range(32))
)
CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Instance:
    """One visible object: where its file is, and which it is."""

    path: Path
    study_uid: str
    series_uid: str
    sop_uid: str


@dataclass(slots=True)
class Arrived:
    """What became of the files.

    Attributes:
        shown: the first content of each SOP Instance of a study, in the order of arrival.
        hidden: further contents under the same SOP Instance UID.
        quarantined: what was kept back, by reason.
    """

    objects: FakeObjectStore = field(default_factory=FakeObjectStore)
    shown: list[Instance] = field(default_factory=list)
    hidden: list[Path] = field(default_factory=list)
    quarantined: dict[Path, str] = field(default_factory=dict)


@functools.cache
def wheel() -> tuple[Path, ...]:
    """The files of pydicom's wheel that name an instance, in the order of their paths."""
    return _named(Path(pydicom.__path__[0]) / "data")


@functools.cache
def corpus() -> tuple[Path, ...]:
    """The same of the corpus; none where it does not lie beside the checkout."""
    return _named(CORPUS)


def _named(folder: Path) -> tuple[Path, ...]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(path for path in paths if isinstance(identify(path.read_bytes()), Identity))


async def arrive(store: RowStore, paths: Sequence[Path]) -> Arrived:
    """Let files arrive a second apart, through the real code of deid and of the index."""
    outcome, seen = Arrived(), set[tuple[str, str]]()
    for number, path in enumerate(paths):
        received = _received(path, NOON + timedelta(seconds=number))
        message = received.message
        assert isinstance(message, pb.InstanceReceived)
        await outcome.objects.put(message.object.key, path.read_bytes())
        made = await _judged(received, outcome.objects)
        for event in (received, made):
            await projected(event, store=store, objects=outcome.objects, now=lambda: NOON)
        _note(outcome, path, made, seen)
    return outcome


async def _judged(received: Event, objects: FakeObjectStore) -> Event:
    (made,) = await deidentified(
        received,
        objects=objects,
        projects=Projects((PROJECT,)),
        deidentify=deidentify,
        profiles=BUILT_IN,
        now=lambda: NOON,
    )
    return made


def _received(path: Path, at: datetime) -> Event:
    raw = path.read_bytes()
    found, sha256 = identify(raw), hashlib.sha256(raw).hexdigest()
    assert isinstance(found, Identity)
    who = pb.InstanceIdentity(
        project=PROJECT.name,
        study_uid=PROJECT.uid_of(found.study_uid),
        series_uid=PROJECT.uid_of(found.series_uid),
        sop_instance_uid=PROJECT.uid_of(found.sop_instance_uid),
        sop_class_uid=found.sop_class_uid,
    )
    ref = pb.ObjectRef(key=f"raw/{sha256}.dcm", size=len(raw), sha256=sha256)
    message = pb.InstanceReceived(instance=who, object=ref, transfer_syntax_uid=found.transfer_syntax_uid)
    message.received_at.FromDatetime(at)
    identifier = event_id(INSTANCE_RECEIVED, who.sop_instance_uid, sha256)
    return Event(topic=INSTANCE_RECEIVED, key=who.study_uid, message=message, id=identifier, time=at)


def _note(outcome: Arrived, path: Path, made: Event, seen: set[tuple[str, str]]) -> None:
    message = made.message
    if isinstance(message, pb.InstanceQuarantined):
        outcome.quarantined[path] = pb.QuarantineReason.Name(message.reason)
        return
    assert isinstance(message, pb.InstanceDeidentified)
    who = message.instance
    if (who.study_uid, who.sop_instance_uid) in seen:
        outcome.hidden.append(path)
        return
    seen.add((who.study_uid, who.sop_instance_uid))
    outcome.shown.append(Instance(path, who.study_uid, who.series_uid, who.sop_instance_uid))
