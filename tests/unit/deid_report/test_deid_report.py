"""The report of an object: exactly what differs, each with its rule, and nothing of the object's values."""

from functools import partial

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian
from unit.deid.objects import INSTANCE, PROJECT, ROOT, claim_of, ct, encoded, read, wheel_files
from unit.deid_report.oracle import differing, values

from bildstrom.deid.engine import deidentify
from bildstrom.deid.profile.options import Option
from bildstrom.deid.profile.profile import BUILT_IN, IDENTITY, Profile
from bildstrom.deid.report.explain import ENVELOPE, explained
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.events.v1 import events_pb2 as events

OPTIONS = {
    "everything": frozenset(
        {
            Option.MODIFIED_DATES,
            Option.DESCRIPTORS,
            Option.PATIENT,
            Option.DEVICE,
            Option.STRUCTURED_CONTENT,
            Option.SAFE_PRIVATE,
        }
    ),
    "nothing": frozenset[Option](),
}
PROFILES = {**BUILT_IN, **{name: Profile(name, options) for name, options in OPTIONS.items()}}


def reported(raw: bytes, profile: str = "basic") -> tuple[pb.ObjectReport, Dataset | None]:
    """The report on an object, and its clean one."""
    engine = partial(deidentify, profiles=PROFILES)
    project = PROJECT.model_copy(update={"profile": profile})
    report, clean = explained(raw, claim_of(raw), project, engine, PROFILES)
    return report, None if clean is None else read(clean.data)


def nested() -> Dataset:
    """A CT with references, codes and names in sequences, private elements, and an overlay."""
    reference, code, step = Dataset(), Dataset(), Dataset()
    reference.ReferencedSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    reference.ReferencedSOPInstanceUID = f"{ROOT}.55"
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "T-D3000", "SRT", "Chest of Mustermann"
    step.ScheduledProcedureStepDescription = "Thorax for Mustermann"
    step.ScheduledProtocolCodeSequence = Sequence([code])
    dataset = ct(
        ReferencedImageSequence=Sequence([reference]),
        RequestAttributesSequence=Sequence([step]),
        SeriesDescription="CT chest Grünwald",
        PatientAge="093Y",
        PatientWeight="81.5",
        StationName="STATION_OF_WARD",
        ContentDate="20240301",
    )
    dataset.private_block(0x0009, "GEMS_IDEN_01", create=True).add_new(0x01, "LO", "CT01_OC0_secret")
    dataset.add_new(0x60000010, "US", 4)
    return dataset


@pytest.mark.parametrize("profile", ["basic", "everything", "nothing"])
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_a_report_names_exactly_what_differs(syntax: str, profile: str) -> None:
    raw = encoded(nested(), syntax)
    report, clean = reported(raw, profile)
    assert clean is not None
    assert report.acted[0] == ENVELOPE
    assert {item.path for item in report.acted[1:]} == differing(read(raw), clean)


@pytest.mark.parametrize("profile", ["basic", "everything", "nothing"])
def test_a_report_holds_none_of_the_objects_values(profile: str) -> None:
    raw = encoded(nested())
    text = str(reported(raw, profile)[0])
    for value in {*values(read(raw)), "Mustermann", "Max", "secret", INSTANCE}:
        assert value not in text


@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")  # pydicom about odd values in its own files
def test_what_differs_is_named_for_the_files_of_pydicoms_wheel_too() -> None:
    compared = 0
    for path in wheel_files():
        raw = path.read_bytes()
        for profile in ("basic", "everything"):
            report, clean = reported(raw, profile)
            if clean is None or len(raw) > 1_000_000:
                continue
            before = read(raw)
            if before.file_meta.TransferSyntaxUID == ExplicitVRBigEndian:
                continue  # pydicom compares its pixels as bytes of the other order
            named = {item.path for item in report.acted[1:]}
            assert named == differing(before, clean), (path.name, profile)
            compared += 1
    assert compared > 60


def test_every_attribute_has_its_effect_and_its_rule() -> None:
    report, _ = reported(encoded(ct(StationName="WARD7")))
    told = {item.keyword: (item.effect, item.rule) for item in report.acted[1:]}
    expected = {
        "StudyDate": (pb.EFFECT_SHIFTED, "E.1-1 C: retain-modified-dates"),
        "StudyInstanceUID": (pb.EFFECT_MAPPED, "E.1-1 U"),
        "ReferringPhysicianName": (pb.EFFECT_EMPTIED, "E.1-1 Z"),
        "StationName": (pb.EFFECT_REMOVED, "E.1-1 X/Z/D, Type 3"),
        "PatientID": (pb.EFFECT_REPLACED, "stamp"),
        "PatientIdentityRemoved": (pb.EFFECT_ADDED, "stamp"),
    }
    assert {keyword: told[keyword] for keyword in expected} == expected


def test_the_report_of_what_is_kept_back_says_why_and_nothing_else() -> None:
    raw = encoded(ct(BurnedInAnnotation="YES"))
    report, clean = reported(raw)
    assert clean is None
    assert report == pb.ObjectReport(
        source_sha256=claim_of(raw).sha256,
        profile=PROFILES["basic"].identity,
        kept_back=events.QUARANTINE_REASON_BURNED_IN_TEXT,
    )


def test_under_the_identity_profile_nothing_is_done() -> None:
    raw = encoded(ct())
    report, _ = reported(raw, "identity")
    digest = claim_of(raw).sha256
    assert report == pb.ObjectReport(source_sha256=digest, clean_sha256=digest, profile=IDENTITY.identity)
