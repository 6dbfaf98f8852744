"""Decisions about what is kept back: final, audited, the same when they are made twice or interrupted anywhere."""

import asyncio
import hashlib
from pathlib import Path

import grpc
import pytest
from unit.deid.objects import claim_of, ct, encoded, read
from unit.deid_answers.answering import NOW, Stumbling, arrived, asking, refusal

from bildstrom.deid.keeping.kept import decision_on, keep, kept_object, kept_objects
from bildstrom.deid.profile.profile import BASIC
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.events.v1 import events_pb2 as events
from bildstrom.events.v1.topics import INSTANCE_DEIDENTIFIED
from bildstrom.runtime.local_objects import LocalObjectStore

BURNED_IN = events.QUARANTINE_REASON_BURNED_IN_TEXT
RAW = encoded(ct(BurnedInAnnotation="YES"))
PLACE = "{0.study_uid}/{0.series_uid}/{0.sop_instance_uid}_{0.sha256}".format(claim_of(RAW))
REASON = "two people have looked: only a scale"


def releasing(name: pb.ObjectName, reason: str = REASON, *overrides: int) -> pb.ReleaseRequest:
    return pb.ReleaseRequest(object=name, overrides=overrides or [BURNED_IN], actor="ada", reason=reason)  # type: ignore[arg-type]


def discarding(name: pb.ObjectName, reason: str = REASON) -> pb.DiscardRequest:
    return pb.DiscardRequest(object=name, actor="ada", reason=reason)


async def test_what_is_kept_back_is_listed_until_it_is_decided_about() -> None:
    store = Stumbling()
    name = await arrived(RAW, store)
    await arrived(encoded(ct(SOPInstanceUID="1.2.3.4")), store)  # passes
    async with asking(store) as stub:
        listed = await stub.ListQuarantined(pb.ListQuarantinedRequest(project="demo", actor="ada"))
        await stub.Discard(discarding(name))
        left = await stub.ListQuarantined(pb.ListQuarantinedRequest(project="demo", actor="ada"))
    claim = claim_of(RAW)
    expected = pb.Quarantined(
        object=name,
        series_uid=claim.series_uid,
        sop_class_uid=claim.sop_class_uid,
        size=len(RAW),
        reason=BURNED_IN,
        profile=BASIC.identity,
        releasable=True,
    )
    expected.received_at.FromDatetime(NOW)
    assert list(listed.objects) == [expected]
    assert list(left.objects) == []


async def test_a_released_object_is_de_identified_passed_on_and_accounted_for() -> None:
    store = Stumbling()
    name = await arrived(RAW, store)
    async with asking(store) as stub:
        answer = await stub.Release(releasing(name))
        report = (await stub.Report(pb.ReportRequest(object=name, actor="bob"))).report
    assert report.clean_sha256 == answer.clean_sha256
    clean = store.objects[f"clean/demo/{PLACE.rpartition('_')[0]}_{answer.clean_sha256}.dcm"]
    assert hashlib.sha256(clean).hexdigest() == answer.clean_sha256
    assert "Mustermann" not in str(read(clean))
    assert "113101" not in [code.CodeValue for code in read(clean).DeidentificationMethodCodeSequence]
    (message,) = store.passed_on()
    assert (message.object.sha256, message.source_sha256) == (answer.clean_sha256, claim_of(RAW).sha256)
    record = events.AuditRecorded(
        action=events.AUDIT_ACTION_QUARANTINE_RELEASED,
        project="demo",
        actor="ada",
        study_uid=name.study_uid,
        sop_instance_uid=name.sop_instance_uid,
        source_sha256=name.source_sha256,
        profile=BASIC.identity,
        overridden=[BURNED_IN],
        reason=REASON,
        clean_sha256=answer.clean_sha256,
    )
    record.recorded_at.FromDatetime(NOW)
    assert store.audited()[:1] == [record]
    assert f"quarantine/demo/{PLACE}.dcm" not in store.objects
    assert f"raw/demo/{PLACE}.dcm" in store.objects  # until its retention is over, like that of any other


async def test_a_discarded_object_is_gone_wherever_it_lay() -> None:
    store = Stumbling()
    name = await arrived(RAW, store)
    async with asking(store) as stub:
        await stub.Discard(discarding(name))
    assert not [key for key, data in store.objects.items() if data == RAW]
    (record,) = store.audited()
    assert (record.action, record.reason) == (events.AUDIT_ACTION_QUARANTINE_DISCARDED, REASON)
    assert store.passed_on() == []


@pytest.mark.parametrize("method", ["Release", "Discard"])
async def test_a_decision_that_was_interrupted_anywhere_is_finished_by_making_it_again(method: str) -> None:
    async def decided(stumbles_at: int) -> tuple[Stumbling, bool]:
        store = Stumbling()
        name = await arrived(RAW, store)
        request = releasing(name) if method == "Release" else discarding(name)
        async with asking(store) as stub:
            store.stumbles_at = stumbles_at
            stumbled = False
            try:
                await getattr(stub, method)(request)
            except grpc.aio.AioRpcError:
                stumbled = True
            store.stumbles_at = -1
            await getattr(stub, method)(request)
            await getattr(stub, method)(request)
        return store, stumbled

    undisturbed, _ = await decided(-1)
    audits, outputs = undisturbed.audited(), undisturbed.published(INSTANCE_DEIDENTIFIED)
    assert len(audits) == 1
    steps = 0
    while True:
        store, stumbled = await decided(steps)
        if not stumbled:
            break
        steps += 1
        assert store.objects == undisturbed.objects
        assert all(record == audits[0] for record in store.audited())
        assert {event.id for event in store.published(INSTANCE_DEIDENTIFIED)} == {event.id for event in outputs}
    assert steps >= 8  # decision, audit record, effects, the copy: before and after each


async def test_of_two_decisions_the_first_counts() -> None:
    failed = grpc.StatusCode.FAILED_PRECONDITION
    released, discarded = Stumbling(), Stumbling()
    name = await arrived(RAW, released)
    await arrived(RAW, discarded)
    async with asking(released) as stub:
        await stub.Release(releasing(name))
        assert await refusal(stub.Discard(discarding(name))) == (failed, "object: it is released already")
    async with asking(discarded) as stub:
        await stub.Discard(discarding(name))
        assert await refusal(stub.Release(releasing(name))) == (failed, "object: it is discarded already")


async def test_two_releases_at_once_are_one() -> None:
    store = Stumbling()
    name = await arrived(RAW, store)
    async with asking(store) as stub:
        first, second = await asyncio.gather(stub.Release(releasing(name)), stub.Release(releasing(name)))
    assert first == second
    assert len({event.id for event in store.published(INSTANCE_DEIDENTIFIED)}) == 1


async def test_an_object_that_comes_again_after_a_decision_is_not_kept_a_second_time() -> None:
    store = Stumbling()
    name = await arrived(RAW, store)
    async with asking(store) as stub:
        await stub.Release(releasing(name))
        await arrived(RAW, store)
        listed = await stub.ListQuarantined(pb.ListQuarantinedRequest(project="demo", actor="ada"))
    assert list(listed.objects) == []


async def test_only_the_check_that_is_named_is_overridden() -> None:
    store = Stumbling()
    name = await arrived(RAW, store)
    face, unreadable = events.QUARANTINE_REASON_RECOGNIZABLE_FACE, events.QUARANTINE_REASON_UNREADABLE
    async with asking(store) as stub:
        other = await refusal(stub.Release(releasing(name, REASON, face)))
        never = await refusal(stub.Release(releasing(name, REASON, unreadable)))
    assert other == (
        grpc.StatusCode.FAILED_PRECONDITION,
        "object: burned_in_text keeps it back; name it in overrides once a person has looked",
    )
    assert never == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "overrides: nobody can override unreadable;"
        " change the project's profile and send the object again, or discard it",
    )
    assert (store.passed_on(), store.audited()) == ([], [])


async def test_what_no_rule_covers_is_not_releasable() -> None:
    raw, store = encoded(ct(SOPClassUID="1.2.840.10008.5.1.4.1.1.104.1", EncapsulatedDocument=b"%PDF")), Stumbling()
    name = await arrived(raw, store)
    async with asking(store) as stub:
        (listed,) = (await stub.ListQuarantined(pb.ListQuarantinedRequest(project="demo", actor="ada"))).objects
        code, text = await refusal(stub.Release(releasing(name)))
    assert (listed.reason, listed.releasable) == (events.QUARANTINE_REASON_ENCAPSULATED_DOCUMENT, False)
    assert code == grpc.StatusCode.FAILED_PRECONDITION
    assert text.startswith("object: encapsulated_document keeps it back; change the project's profile")


@pytest.mark.parametrize(
    "reason", ["", "two\nlines", "x" * 201, "seen for mustermann", "seen, ID PID-0815", "Dr. Petra"]
)
async def test_a_reason_is_one_line_that_does_not_name_the_patient(reason: str) -> None:
    store = Stumbling()
    name = await arrived(RAW, store)
    async with asking(store) as stub:
        code, text = await refusal(stub.Discard(discarding(name, reason)))
    assert code == grpc.StatusCode.INVALID_ARGUMENT
    assert not any(word in text for word in ("ustermann", "0815", "Petra"))
    assert store.audited() == []


async def test_the_longest_uids_that_a_project_may_retain_name_what_is_kept_back(tmp_path: Path) -> None:
    longest = {name: f"1.{digit * 62}" for name, digit in (("study_uid", "2"), ("series_uid", "3"))}
    who = events.InstanceIdentity(project="demo", sop_instance_uid=f"1.{'4' * 62}", **longest)
    why = events.InstanceQuarantined(instance=who, object=kept_object(who, events.ObjectRef(sha256="a" * 64)))
    objects = LocalObjectStore(tmp_path)
    await keep(why, RAW, objects)
    (kept,) = await kept_objects("demo", who.study_uid, objects)
    assert (kept.why, await objects.get(kept.raw)) == (why, RAW)
    assert await decision_on(kept, objects) is None
