"""Reports, trials and pseudonyms by gRPC: what they answer, what they refuse, and that each is audited."""

import grpc
import pytest
from unit.deid.objects import INSTANCE, KEY, claim_of, cleaned, ct, encoded, read
from unit.deid_answers.answering import NOW, Stumbling, arrived, asking, refusal
from unit.deid_report.oracle import differing

from bildstrom.deid.profile.profile import BASIC, IDENTITY
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.dicom.pseudonym import pseudonymous_accession, pseudonymous_patient_id, pseudonymous_uid
from bildstrom.events.v1 import events_pb2 as events


def audit_of(raw: bytes, action: events.AuditAction.ValueType, profile: str) -> events.AuditRecorded:
    """The audit record of a question of ada about an object that may be passed on."""
    claim = claim_of(raw)
    record = events.AuditRecorded(
        action=action,
        project="demo",
        actor="ada",
        study_uid=claim.study_uid,
        sop_instance_uid=claim.sop_instance_uid,
        source_sha256=claim.sha256,
        profile=profile,
        clean_sha256=cleaned(raw).sha256 if profile == BASIC.identity else claim.sha256,
    )
    record.recorded_at.FromDatetime(NOW)
    return record


async def test_a_report_of_a_received_object_names_what_differs_and_is_audited() -> None:
    raw, store = encoded(ct()), Stumbling()
    name = await arrived(raw, store)
    name.source_sha256 = ""
    async with asking(store) as stub:
        report = (await stub.Report(pb.ReportRequest(object=name, actor="ada"))).report
    clean = cleaned(raw)
    assert (report.source_sha256, report.clean_sha256) == (claim_of(raw).sha256, clean.sha256)
    assert {item.path for item in report.acted[1:]} == differing(read(raw), read(clean.data))
    assert store.audited() == [audit_of(raw, events.AUDIT_ACTION_REPORT_READ, BASIC.identity)]


async def test_a_trial_gives_the_clean_object_and_stores_nothing() -> None:
    raw, store = encoded(ct()), Stumbling()
    async with asking(store) as stub:
        request = pb.TryRequest(project="demo", object=raw, with_object=True, actor="ada")
        tried = await stub.Try(request)
        unchanged = await stub.Try(pb.TryRequest(project="demo", profile="identity", object=raw, actor="ada"))
    clean = cleaned(raw)
    assert (tried.object, tried.report.clean_sha256) == (clean.data, clean.sha256)
    assert (unchanged.object, unchanged.report.clean_sha256) == (b"", claim_of(raw).sha256)
    assert store.objects == {}
    assert store.audited() == [
        audit_of(raw, events.AUDIT_ACTION_PROFILE_TRIED, BASIC.identity),
        audit_of(raw, events.AUDIT_ACTION_PROFILE_TRIED, IDENTITY.identity),
    ]


async def test_a_trial_of_what_is_no_dicom_says_so() -> None:
    async with asking(Stumbling()) as stub:
        tried = await stub.Try(pb.TryRequest(project="demo", object=b"no DICOM", actor="ada"))
    assert tried.report.kept_back == events.QUARANTINE_REASON_UNREADABLE


@pytest.mark.parametrize(
    ("kind", "identifier", "expected"),
    [
        (pb.IDENTIFIER_KIND_UID, INSTANCE, pseudonymous_uid(KEY, INSTANCE)),
        (pb.IDENTIFIER_KIND_PATIENT_ID, "PID-0815", pseudonymous_patient_id(KEY, "PID-0815")),
        (pb.IDENTIFIER_KIND_ACCESSION_NUMBER, "ACC4711", pseudonymous_accession(KEY, "ACC4711")),
    ],
)
async def test_a_pseudonym_is_told_and_the_audit_record_holds_it_without_the_original(
    kind: pb.IdentifierKind.ValueType, identifier: str, expected: str
) -> None:
    store = Stumbling()
    async with asking(store) as stub:
        request = pb.PseudonymRequest(project="demo", kind=kind, identifier=identifier, actor="ada")
        assert (await stub.Pseudonym(request)).pseudonym == expected
    (record,) = store.audited()
    word = pb.IdentifierKind.Name(kind).removeprefix("IDENTIFIER_KIND_").lower()
    assert (record.action, record.subject) == (events.AUDIT_ACTION_PSEUDONYM_ASKED, f"{word} {expected}")
    assert identifier not in str(record)


async def test_without_an_audit_record_there_is_no_answer() -> None:
    raw, store = encoded(ct()), Stumbling()
    name = await arrived(raw, store)
    asked = {
        "Report": pb.ReportRequest(object=name, actor="ada"),
        "Try": pb.TryRequest(project="demo", object=raw, actor="ada"),
        "Pseudonym": pb.PseudonymRequest(project="demo", kind=pb.IDENTIFIER_KIND_UID, identifier="1.2", actor="ada"),
        "ListQuarantined": pb.ListQuarantinedRequest(project="demo", actor="ada"),
    }
    async with asking(store) as stub:
        for method, request in asked.items():
            store.stumbles_at = 0
            expected = grpc.StatusCode.UNAVAILABLE, "objects does not answer"
            assert await refusal(getattr(stub, method)(request)) == expected


async def test_what_cannot_be_meant_is_refused_before_anything_is_done() -> None:
    store = Stumbling()
    name = await arrived(encoded(ct()), store)
    absent = pb.ObjectName(project="demo", study_uid=name.study_uid, sop_instance_uid="2.25.1")
    foreign = pb.ObjectName(project="other", study_uid=name.study_uid, sop_instance_uid="2.25.1")
    outside = pb.ObjectName(project="demo", study_uid="../../clean", sop_instance_uid="2.25.1")
    async with asking(store) as stub:
        codes = [
            (await refusal(stub.Report(pb.ReportRequest(object=name))))[0],
            (await refusal(stub.Report(pb.ReportRequest(object=outside, actor="ada"))))[0],
            (await refusal(stub.Report(pb.ReportRequest(object=absent, actor="ada"))))[0],
            (await refusal(stub.Report(pb.ReportRequest(object=foreign, actor="ada"))))[0],
            (await refusal(stub.Try(pb.TryRequest(project="demo", actor="ada"))))[0],
            (await refusal(stub.Try(pb.TryRequest(project="demo", profile="x", object=b"1", actor="ada"))))[0],
            (await refusal(stub.Pseudonym(pb.PseudonymRequest(project="demo", identifier="1", actor="ada"))))[0],
        ]
    wrong, unknown = grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.NOT_FOUND
    assert codes == [wrong, wrong, unknown, unknown, wrong, wrong, wrong]
    assert store.audited() == []
