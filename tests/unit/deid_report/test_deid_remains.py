"""What verification finds in objects that are said to be clean, whoever cleaned them."""

import hashlib
import io
from collections.abc import Callable

import pytest
from pydicom.dataset import Dataset
from unit.deid.objects import INSTANCE, PROJECT, claim_of, ct, encoded, read, wheel_files

from bildstrom.deid.engine import Clean, deidentify
from bildstrom.deid.profile.profile import BASIC, Profile
from bildstrom.deid.profile.reading import parse_profile
from bildstrom.deid.quarantine import Quarantine
from bildstrom.deid.report.verifying import verified
from bildstrom.deid.v1 import deid_pb2 as pb

RESEARCH = parse_profile(
    "research",
    """
    options = ["retain-modified-dates", "clean-structured-content", "clean-descriptors", "clean-graphics",
               "retain-patient-characteristics", "retain-safe-private", "retain-institution-identity"]
    [patient]
    age_band_years = 5
    """,
)
PROFILES = {"basic": BASIC, "research": RESEARCH}
RAW = encoded(ct(StudyDescription="Thorax", InstitutionName="St. Elsewhere"))
Found = tuple[pb.LeftKind.ValueType, str]


def cleaned(raw: bytes, profile: Profile = BASIC) -> Clean:
    """What the engine makes of an object."""
    project = PROJECT.model_copy(update={"profile": profile.name})
    return deidentify(raw, claim_of(raw, project), project, profiles=PROFILES)


def left_in(clean: bytes, original: bytes = b"", profile: Profile = BASIC) -> list[pb.Left]:
    """What is left."""
    project = PROJECT.model_copy(update={"profile": profile.name})

    def engine(raw: bytes, claim: object, project: object) -> Clean:
        return deidentify(raw, claim, project, profiles=PROFILES)  # type: ignore[arg-type]

    return verified((clean, hashlib.sha256(clean).hexdigest()), original, project, profile, engine)


def found_in(clean: bytes, original: bytes = b"") -> set[Found]:
    """Its kinds and places."""
    return {(left.kind, left.path) for left in left_in(clean, original)}


def changed(change: Callable[[Dataset], None]) -> bytes:
    """A clean object that somebody has changed."""
    clean = read(cleaned(RAW).data)
    change(clean)
    target = io.BytesIO()
    clean.save_as(target)
    return target.getvalue()


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_nothing_is_left_in_what_the_engine_cleans(profile: Profile) -> None:
    looked_at = 0
    for path in wheel_files():
        raw = path.read_bytes()
        try:
            clean = cleaned(raw, profile)
        except Quarantine:
            continue
        assert left_in(clean.data, raw, profile) == [], path
        assert left_in(clean.data, b"", profile) == [], path
        looked_at += 1
    assert looked_at > 30


def test_what_a_careless_tool_leaves_is_found_at_every_level() -> None:
    def careless(clean: Dataset) -> None:
        clean.OperatorsName = "Weber^Hans"
        clean.StudyInstanceUID = "1.2.840.113619.2.1"
        item = Dataset()
        item.PatientBirthName = "Mustermann"
        clean.RequestAttributesSequence = [item]
        clean.private_block(0x0019, "ACME", create=True).add_new(1, "LO", "anything")

    assert found_in(changed(careless)) == {
        (pb.LEFT_KIND_RULE, "(0008,1070)"),
        (pb.LEFT_KIND_UID, "(0020,000D)"),
        (pb.LEFT_KIND_RULE, "(0040,0275)"),
        (pb.LEFT_KIND_RULE, "(0019,0010)"),
        (pb.LEFT_KIND_RULE, "(0019,1001)"),
    }


def test_only_with_the_original_its_dates_and_names_are_found() -> None:
    def careless(clean: Dataset) -> None:
        clean.StudyDate = "20240229"
        clean.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        clean.AccessionNumber = "ACC4711"

    clean = changed(careless)
    assert found_in(clean) == set()
    assert found_in(clean, RAW) == {(pb.LEFT_KIND_VALUE, "(0008,0020)"), (pb.LEFT_KIND_VALUE, "(0008,0050)")}


def test_the_original_itself_is_found_out() -> None:
    found = found_in(RAW, RAW)
    assert {
        (pb.LEFT_KIND_ENVELOPE, "(0002,0016)"),
        (pb.LEFT_KIND_OTHER_OBJECT, "(0008,0018)"),
        (pb.LEFT_KIND_STAMP, "(0012,0062)"),
        (pb.LEFT_KIND_UID, "(0020,000E)"),
        (pb.LEFT_KIND_VALUE, "(0010,0010)"),
        (pb.LEFT_KIND_RULE, "(0008,0080)"),
    } <= found


def test_another_original_is_no_proof() -> None:
    other = encoded(ct(SOPInstanceUID=f"{INSTANCE}.4"))
    assert found_in(cleaned(RAW).data, other) == {(pb.LEFT_KIND_OTHER_OBJECT, "(0008,0018)")}


def test_a_preamble_and_what_the_profile_keeps_back_are_found() -> None:
    clean = b"II*\0" + cleaned(RAW).data[4:]
    assert found_in(clean) == {(pb.LEFT_KIND_ENVELOPE, "preamble")}

    def burned(clean: Dataset) -> None:
        clean.BurnedInAnnotation = "YES"

    assert [(left.kind, left.rule) for left in left_in(changed(burned))] == [(pb.LEFT_KIND_KEPT_BACK, "burned_in_text")]


@pytest.mark.parametrize("nothing", [b"no DICOM", cleaned(RAW).data[:-1]])
def test_what_nobody_can_read_is_not_called_clean(nothing: bytes) -> None:
    assert [left.kind for left in left_in(nothing)] == [pb.LEFT_KIND_UNREADABLE]
    assert [left.kind for left in left_in(cleaned(RAW).data, nothing)] == [pb.LEFT_KIND_UNREADABLE]
