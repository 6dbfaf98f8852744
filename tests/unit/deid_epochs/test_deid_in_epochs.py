"""An object is de-identified with the key of the epoch that its event names, and with no other."""

import hashlib
from pathlib import Path

import pytest
from fakes import FakeObjectStore
from unit.deid.objects import ct, encoded, read
from unit.deid_answers.answering import NOW, arriving
from unit.deid_epochs.epochs import NEXT, Place

from bildstrom.deid.engine import deidentify
from bildstrom.deid.handler import handle
from bildstrom.deid.profile.profile import BUILT_IN
from bildstrom.dicom.projects import Project
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.runtime.errors import Rejected, Unavailable

RAW = encoded(ct(FrameOfReferenceUID="1.2.840.99.1"))
SAME = ("SOPClassUID", "Modality", "PixelData")
KEYED = ("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID", "PatientID", "StudyDate")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


async def handled(place: Place, named: Project, objects: FakeObjectStore, raw: bytes = RAW) -> pb.InstanceDeidentified:
    """What becomes of an object that the edge has named in an epoch."""
    event = arriving(raw, named)
    assert isinstance(event.message, pb.InstanceReceived)
    objects.objects[event.message.object.key] = raw
    (output,) = await handle(
        event, objects=objects, projects=place.projects, deidentify=deidentify, profiles=BUILT_IN, now=lambda: NOW
    )
    assert isinstance(output.message, pb.InstanceDeidentified)
    return output.message


async def test_a_replay_in_a_later_epoch_gives_the_same_bytes(place: Place, tmp_path: Path) -> None:
    named, objects = place.at(NOW), FakeObjectStore()
    first = await handled(place, named, objects)
    place.at(NEXT, "1.2.3.99")
    assert await handled(Place(tmp_path), named, FakeObjectStore()) == first
    assert hashlib.sha256(objects.objects[first.object.key]).hexdigest() == first.object.sha256


async def test_two_epochs_have_nothing_in_common_that_a_key_made(place: Place) -> None:
    objects, made = FakeObjectStore(), []
    for time in (NOW, NEXT):
        message = await handled(place, place.at(time), objects)
        made.append(read(objects.objects[message.object.key]))
        place.close(place.at(time).epoch)
    assert [getattr(made[0], word) == getattr(made[1], word) for word in SAME] == [True] * len(SAME)
    assert [getattr(made[0], word) == getattr(made[1], word) for word in KEYED] == [False] * len(KEYED)


async def test_a_patients_studies_of_one_epoch_belong_together(place: Place) -> None:
    objects, patients = FakeObjectStore(), []
    for number in (1, 2):
        raw = encoded(ct(StudyInstanceUID=f"1.2.3.{number}", SOPInstanceUID=f"1.2.3.{number}.1"))
        message = await handled(place, place.at(NOW, f"1.2.3.{number}"), objects, raw)
        clean = read(objects.objects[message.object.key])
        patients.append((clean.PatientID, clean.StudyDate))
    assert patients[0] == patients[1]


async def test_an_event_of_a_destroyed_epoch_is_rejected_and_nothing_is_written(place: Place) -> None:
    named, objects = place.at(NOW), FakeObjectStore()
    place.destroy("0001")
    with pytest.raises(Rejected, match="key_destroyed"):
        await handled(place, named, objects)
    assert [key.split("/")[0] for key in objects.objects] == ["raw"]
    assert [epoch.name for epoch in place.keyring.epochs("demo")] == ["0001"]


async def test_an_event_whose_key_is_not_here_yet_waits(place: Place) -> None:
    named = place.at(NOW)
    (place.folder / "0001" / "key").rename(place.folder / "elsewhere")
    with pytest.raises(Unavailable):
        await handled(place, named, FakeObjectStore())
    (place.folder / "elsewhere").rename(place.folder / "0001" / "key")
    assert (await handled(place, named, FakeObjectStore())).instance.project == "demo"


async def test_events_from_before_epochs_were_set_up_keep_the_projects_own_key(place: Place) -> None:
    message = await handled(place, place.project, FakeObjectStore())
    assert message.instance.study_uid == arriving(RAW).key


async def test_an_event_that_names_another_epoch_is_kept_back(place: Place) -> None:
    event = arriving(RAW, place.at(NOW))
    place.at(NEXT, "1.2.3.99")
    message = event.message
    assert isinstance(message, pb.InstanceReceived)
    message.epoch = "0002"
    objects = FakeObjectStore()
    objects.objects[message.object.key] = RAW
    (output,) = await handle(
        event, objects=objects, projects=place.projects, deidentify=deidentify, profiles=BUILT_IN, now=lambda: NOW
    )
    assert isinstance(output.message, pb.InstanceQuarantined)
    assert output.message.reason == pb.QUARANTINE_REASON_IDENTITY_MISMATCH
