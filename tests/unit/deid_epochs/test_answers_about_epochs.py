"""Epochs by gRPC: listed with what leads back, closed, destroyed; and what is asked about objects in them."""

from pathlib import Path
from typing import Any

import grpc
import pytest
from unit.deid.objects import KEY, STUDY, ct, encoded
from unit.deid_answers.answering import NOW, Stumbling, arrived, asking, refusal
from unit.deid_epochs.epochs import NEXT, Place

from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.dicom.pseudonym import pseudonymous_patient_id, pseudonymous_uid
from bildstrom.events.v1 import events_pb2 as events

RAW, KEPT = encoded(ct()), encoded(ct(BurnedInAnnotation="YES", SOPInstanceUID="1.2.3.4"))
CLOSE: dict[str, Any] = {"project": "demo", "epoch": "0001", "actor": "ada", "reason": "thirty days are over"}
DESTROYED = (grpc.StatusCode.FAILED_PRECONDITION, "epoch: its key is destroyed; nobody can ask any more")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def audited(action: events.AuditAction.ValueType) -> events.AuditRecorded:
    record = events.AuditRecorded(
        action=action, project="demo", actor="ada", reason="thirty days are over", subject="epoch 0001"
    )
    record.recorded_at.FromDatetime(NOW)
    return record


async def test_epochs_are_listed_with_the_originals_that_lead_back(place: Place) -> None:
    store = Stumbling()
    await arrived(RAW, store, place.at(NOW))
    await arrived(KEPT, store, place.at(NOW))
    place.at(NEXT, "1.2.3.99")
    place.close("0001")
    async with asking(store, place.projects, place.keyring) as stub:
        first, second = (await stub.ListEpochs(pb.ListEpochsRequest(project="demo", actor="ada"))).epochs
    # two objects as they came, and the copy of the one in quarantine
    assert (first.name, first.studies, first.originals, first.HasField("ends_at")) == ("0001", 1, 3, False)
    assert (second.name, second.studies, second.originals, second.HasField("closed_at")) == ("0002", 1, 0, False)
    assert (first.began_at.ToDatetime(NOW.tzinfo), second.began_at.ToDatetime(NOW.tzinfo)) == (NOW, NEXT)


async def test_a_key_is_destroyed_once_its_epoch_is_closed_and_no_original_is_left(place: Place) -> None:
    store = Stumbling()
    await arrived(RAW, store, place.at(NOW))
    await arrived(KEPT, store, place.at(NOW))
    clean = {key: value for key, value in store.objects.items() if key.startswith("clean/")}
    async with asking(store, place.projects, place.keyring) as stub:
        open_, _ = await refusal(stub.DestroyEpoch(pb.DestroyEpochRequest(**CLOSE))), None
        await stub.CloseEpoch(pb.CloseEpochRequest(**CLOSE))
        await stub.CloseEpoch(pb.CloseEpochRequest(**CLOSE))
        originals = await refusal(stub.DestroyEpoch(pb.DestroyEpochRequest(**CLOSE)))
        done = await stub.DestroyEpoch(pb.DestroyEpochRequest(delete_originals=True, **CLOSE))
        again = await stub.DestroyEpoch(pb.DestroyEpochRequest(**CLOSE))
    failed = grpc.StatusCode.FAILED_PRECONDITION
    assert open_ == (failed, "epoch: it takes objects; close it first")
    assert originals == (
        failed,
        "epoch: 3 originals lead back; let the rule of your store remove them, or give --delete-originals",
    )
    assert (done.originals_deleted, again.originals_deleted) == (3, 0)
    assert {key: value for key, value in store.objects.items() if not key.endswith(".pb")} == clean
    assert not (place.folder / "0001" / "key").exists()
    assert store.audited() == [
        audited(events.AUDIT_ACTION_EPOCH_CLOSED),
        audited(events.AUDIT_ACTION_EPOCH_DESTROYED),
    ]


async def test_the_originals_of_other_epochs_and_projects_stay(place: Place) -> None:
    store = Stumbling()
    await arrived(RAW, store, place.at(NOW))
    place.close("0001")
    other = await arrived(RAW, store, place.at(NOW))
    store.objects["raw/lung/2.25.1/2.25.2/2.25.3_00.dcm"] = b""
    async with asking(store, place.projects, place.keyring) as stub:
        await stub.DestroyEpoch(pb.DestroyEpochRequest(delete_originals=True, **CLOSE))
    left = sorted(key.split("/")[2] for key in store.objects if key.startswith("raw/"))
    assert left == sorted(["2.25.1", other.study_uid])


async def test_destruction_that_is_interrupted_anywhere_is_finished_by_another_call(tmp_path: Path) -> None:
    for stumble in range(8):
        (folder := tmp_path / str(stumble)).mkdir()
        place, store = Place(folder), Stumbling()
        await arrived(RAW, store, place.at(NOW))
        place.close("0001")
        request = pb.DestroyEpochRequest(delete_originals=True, **CLOSE)
        async with asking(store, place.projects, place.keyring) as stub:
            store.stumbles_at = stumble
            if stumble < 4:  # an audit record and one deletion, each before and after it is done
                assert (await refusal(stub.DestroyEpoch(request)))[0] is grpc.StatusCode.UNAVAILABLE
                store.stumbles_at = -1
            await stub.DestroyEpoch(request)
        assert [key for key in store.objects if key.startswith("raw/")] == []
        assert not (place.folder / "0001" / "key").exists()
        assert set(map(str, store.audited())) == {str(audited(events.AUDIT_ACTION_EPOCH_DESTROYED))}


async def test_nothing_is_destroyed_that_cannot_be_audited_or_has_no_reason(place: Place) -> None:
    store = Stumbling()
    place.at(NOW)
    place.close("0001")
    async with asking(store, place.projects, place.keyring) as stub:
        for wrong, code in (
            ({"reason": ""}, grpc.StatusCode.INVALID_ARGUMENT),
            ({"actor": ""}, grpc.StatusCode.INVALID_ARGUMENT),
            ({"epoch": "0002"}, grpc.StatusCode.NOT_FOUND),
            ({"epoch": "../demo.epochs/0001"}, grpc.StatusCode.NOT_FOUND),
            ({"project": "lung"}, grpc.StatusCode.NOT_FOUND),
        ):
            assert (await refusal(stub.DestroyEpoch(pb.DestroyEpochRequest(**CLOSE | wrong))))[0] is code
        store.stumbles_at = 0
        assert (await refusal(stub.DestroyEpoch(pb.DestroyEpochRequest(**CLOSE))))[0] is grpc.StatusCode.UNAVAILABLE
    assert (place.folder / "0001" / "key").exists()


async def test_reports_pseudonyms_and_releases_use_the_key_of_the_studys_epoch(place: Place) -> None:
    store, named = Stumbling(), place.at(NOW)
    passed, kept = await arrived(RAW, store, named), await arrived(KEPT, store, named)
    newer = place.at(NEXT, "1.2.3.99")
    uid = pb.PseudonymRequest(project="demo", kind=pb.IDENTIFIER_KIND_UID, identifier=STUDY, actor="ada")
    patient = pb.PseudonymRequest(project="demo", kind=pb.IDENTIFIER_KIND_PATIENT_ID, identifier="P1", actor="ada")
    in_first = pb.PseudonymRequest()
    in_first.CopyFrom(patient)
    in_first.epoch = "0001"
    async with asking(store, place.projects, place.keyring) as stub:
        report = (await stub.Report(pb.ReportRequest(object=passed, actor="ada"))).report
        overrides = [events.QUARANTINE_REASON_BURNED_IN_TEXT]
        await stub.Release(pb.ReleaseRequest(object=kept, overrides=overrides, actor="ada", reason="a scale"))
        pseudonyms = [(await stub.Pseudonym(request)).pseudonym for request in (uid, in_first)]
        running = (await stub.Pseudonym(patient)).pseudonym
    assert report.kept_back == events.QUARANTINE_REASON_UNSPECIFIED
    assert [message.instance.sop_instance_uid for message in store.passed_on()] == [
        pseudonymous_uid(named.key, "1.2.3.4")
    ]
    assert pseudonyms == [pseudonymous_uid(named.key, STUDY), pseudonymous_patient_id(named.key, "P1")]
    # the service's clock still stands before the second epoch's begin: the newest open one runs
    assert running == pseudonymous_patient_id(newer.key, "P1") != pseudonymous_patient_id(KEY, "P1")


async def test_after_destruction_nobody_is_told_what_leads_back(place: Place) -> None:
    store, named = Stumbling(), place.at(NOW)
    passed = await arrived(RAW, store, named)
    (clean,) = (value for key, value in store.objects.items() if key.startswith("clean/"))
    place.destroy("0001")
    patient = pb.PseudonymRequest(
        project="demo", kind=pb.IDENTIFIER_KIND_PATIENT_ID, identifier="P1", actor="ada", epoch="0001"
    )
    async with asking(store, place.projects, place.keyring) as stub:
        assert await refusal(stub.Report(pb.ReportRequest(object=passed, actor="ada"))) == DESTROYED
        assert await refusal(stub.Pseudonym(patient)) == DESTROYED
        compared = pb.VerifyRequest(project="demo", object=clean, original=RAW, actor="ada")
        assert await refusal(stub.Verify(compared)) == DESTROYED
        alone = await stub.Verify(pb.VerifyRequest(project="demo", object=clean, actor="ada"))
    assert list(alone.left) == []


async def test_a_trial_shows_the_epoch_that_the_object_would_fall_into_and_is_not_remembered(place: Place) -> None:
    store, named = Stumbling(), place.at(NOW)
    other = encoded(ct(StudyInstanceUID="1.2.3.99"))
    async with asking(store, place.projects, place.keyring) as stub:
        known = await stub.Try(pb.TryRequest(project="demo", object=RAW, actor="ada"))
        new = await stub.Try(pb.TryRequest(project="demo", object=other, actor="ada"))
    assert known.study_uid == pseudonymous_uid(named.key, STUDY)
    assert new.study_uid == pseudonymous_uid(named.key, "1.2.3.99")
    epoch = place.keyring.named("demo", "0001")
    assert epoch is not None
    assert epoch.members() == [known.study_uid]
