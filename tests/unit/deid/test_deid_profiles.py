"""Profiles as sites write them: what is read, what is refused and with which words, and what they can claim."""

from decimal import Decimal
from pathlib import Path

import pytest
from pydicom.uid import CTImageStorage, RTPlanStorage

from bildstrom.deid.__main__ import projects_of
from bildstrom.deid.profile.actions import Action, Age, Constant, Rounded
from bildstrom.deid.profile.descriptors import CleanText
from bildstrom.deid.profile.folder import read_profiles
from bildstrom.deid.profile.options import Option
from bildstrom.deid.profile.profile import BASIC, BUILT_IN, IDENTITY, Generalisation
from bildstrom.deid.profile.reading import ProfileError, parse_profile
from bildstrom.deid.profile.rules import rules_for
from bildstrom.deid.settings import DeidSettings
from bildstrom.runtime.epochs.keyring import Keyring

DESCRIPTION, BIRTH_DATE, AGE, SIZE, WEIGHT = 0x0008103E, 0x00100030, 0x00101010, 0x00101020, 0x00101030


def rule(attribute: str, action: str, more: str = "") -> str:
    return f'[[rules]]\nattribute = "{attribute}"\naction = "{action}"\nreason = "because"\n{more}\n'


def codes(text: str) -> list[str]:
    return [code for code, _ in parse_profile("lung", text).codes]


def test_a_profile_is_read_whole() -> None:
    profile = parse_profile(
        "lung",
        """
        options = ["retain-modified-dates", "retain-patient-characteristics"]
        references = "required"
        [patient]
        age_band_years = 5
        size_step_metres = 0.05
        weight_step_kilograms = 5
        [descriptors]
        words = ["b31f"]
        [[rules]]
        attribute = "SeriesDescription"
        action = "clean"
        loosens = true
        reason = "written by the scanner's protocol"
        """,
    )
    rules = rules_for(profile, CTImageStorage)
    assert profile.options == {Option.MODIFIED_DATES, Option.PATIENT}
    assert profile.generalisation == Generalisation(5, Decimal("0.05"), Decimal(5))
    assert not profile.keeps_references
    assert rules.action(AGE, "AS") == Age(5)
    assert rules.action(SIZE, "DS") == Rounded(Decimal("0.05"))
    assert rules.action(WEIGHT, "DS") == Rounded(Decimal(5))
    assert rules.action(DESCRIPTION, "LO") == CleanText((b"b31f",))
    assert rules.reason(DESCRIPTION, "LO") == "site: written by the scanner's protocol"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("options = [", "not valid TOML"),
        ("", "options: Field required"),
        ("options = []\nzeal = 1", "zeal: Extra inputs are not permitted"),
        ('options = ["retain-dates"]', "there is no option 'retain-dates'"),
        ('options = ["retain-full-dates", "retain-modified-dates"]', "exclude each other"),
        ("options = []\n[patient]\nage_band_years = 5", "add retain-patient-characteristics"),
        ("options = []\n" + rule("SeriesDescription", "keep"), "add loosens = true"),
        ("options = []\n" + rule("SeriesDescription", "clean"), "add loosens = true"),
        ("options = []\n" + rule("SeriesDescription", "empty", "loosens = true"), "remove loosens"),
        ("options = []\n" + rule("PatientID", "keep"), "cannot be changed"),
        ("options = []\n" + rule("6000,3000", "keep"), "cannot be changed"),
        ("options = []\n" + rule("SeriesNarration", "keep"), "'SeriesNarration' is no keyword"),
        ("options = []\n" + rule("0008,FFFE", "remove"), "not in the data dictionary"),
        ("options = []\n" + rule("PatientName.StudyDate", "remove"), "no sequence"),
        ("options = []\n" + rule("StudyDate", "clean"), "clean does not suit its VR DA"),
        ("options = []\n" + rule("DeviceSequence", "dummy"), "dummy does not suit its VR SQ"),
        ("options = []\n" + rule("StudyInstanceUID", "keep"), "cannot be changed"),
        ("options = []\n" + rule("FrameOfReferenceUID", "keep", "loosens = true"), "UIDs stay by an option"),
        ("options = []\n" + rule("KVP", "remove", 'value = "1"'), "value belongs to constant"),
        ("options = []\n" + rule("InstitutionName", "constant", 'value = "Universität"'), "printable ASCII"),
        ("options = []\n" + rule("KVP", "remove") + rule("0018,0060", "empty"), "another rule for the same attribute"),
        (
            "options = []\n" + rule("RequestAttributesSequence.StudyDescription", "remove"),
            "sequence around it is removed",
        ),
        ("options = []\n" + rule("0019,xx23", "keep"), "not in the data dictionary|no tag"),
        ("options = []\n" + rule("0019,xx23", "keep", 'creator = "GEMS"\nvr = "SQ"\nloosens = true'), "cannot be kept"),
        ("options = []\n" + rule("KVP", "remove").replace("because", " "), "at least 1 character"),
    ],
)
def test_a_profile_that_cannot_hold_is_refused_with_what_to_change(text: str, complaint: str) -> None:
    with pytest.raises(ProfileError, match=complaint):
        parse_profile("lung", text)


def test_a_rule_holds_everywhere_or_at_its_place() -> None:
    everywhere = rules_for(parse_profile("lung", "options = []\n" + rule("KVP", "remove")), CTImageStorage)
    assert (
        everywhere.action(0x00180060, "DS") is everywhere.inside(0x00409096).action(0x00180060, "DS") is Action.REMOVE
    )
    placed = parse_profile("lung", "options = []\n" + rule("BeamSequence.BeamName", "remove"))
    plan = rules_for(placed, RTPlanStorage)
    assert plan.inside(0x300A00B0).action(0x300A00C2, "LO") is Action.REMOVE
    assert plan.action(0x300A00C2, "LO") is Action.DUMMY


def test_a_sequence_that_a_site_keeps_is_entered() -> None:
    profile = parse_profile(
        "lung",
        "options = []\n"
        + rule("RequestAttributesSequence", "keep", "loosens = true")
        + rule("RequestAttributesSequence.ScheduledProcedureStepID", "constant", 'value = "STEP"'),
    )
    rules = rules_for(profile, CTImageStorage)
    assert rules.action(0x00400275, "SQ") is Action.RECURSE
    assert rules.inside(0x00400275).action(0x00400009, "SH") == Constant(b"STEP")
    assert 0x00400275 not in rules.removed


def test_a_private_element_stays_by_a_rule_of_the_site() -> None:
    text = 'options = ["retain-safe-private"]\n' + rule("0019,xx0C", "keep", 'creator = "SIEMENS MR HEADER"\nvr = "IS"')
    rules = rules_for(parse_profile("lung", text), CTImageStorage)
    assert rules.private("SIEMENS MR HEADER", 0x0019110C, "IS") == (Action.KEEP, "IS")
    assert rules.private("SIEMENS MR HEADER", 0x0019110D, "IS") == (Action.REMOVE, "IS")
    assert rules.private("ANOTHER", 0x0019110C, "IS") == (Action.REMOVE, "IS")


def test_nothing_is_claimed_that_a_rule_of_the_site_takes_away() -> None:
    dates = 'options = ["retain-modified-dates", "retain-institution-identity"]\n'
    assert codes(dates) == ["113100", "113107", "113112"]
    assert codes(dates + rule("SeriesDescription", "keep", "loosens = true")) == []
    assert codes(dates + rule("InstitutionName", "remove")) == ["113100", "113107"]
    assert codes(dates + rule("StudyDate", "empty")) == ["113100", "113112"]
    assert codes(dates + rule("KVP", "remove")) == ["113100", "113107", "113112"]
    assert codes(dates + rule("EvaluatorName", "keep", "loosens = true")) == ["113100", "113107", "113112"]
    measures = 'options = ["retain-patient-characteristics"]\n'
    assert codes(measures) == ["113100", "113108"]
    assert codes(measures + "[patient]\nage_band_years = 5") == ["113100"]


def test_the_built_in_profiles() -> None:
    assert sorted(BUILT_IN) == ["basic", "identity"]
    assert [code for code, _ in BASIC.codes] == ["113100", "113107"]
    assert (IDENTITY.unchanged, IDENTITY.codes, IDENTITY.temporal_information) == (True, (), "UNMODIFIED")


def test_any_change_of_a_profile_changes_its_identity() -> None:
    texts = [
        "options = []",
        'options = ["retain-uids"]',
        'options = []\nreferences = "required"',
        'options = []\n[descriptors]\nwords = ["b31f"]',
        "options = []\n" + rule("KVP", "remove"),
        "options = []\n" + rule("KVP", "empty"),
        'options = ["retain-patient-characteristics"]',
        'options = ["retain-patient-characteristics"]\n[patient]\nage_band_years = 5',
    ]
    identities = {parse_profile("lung", text).identity for text in texts}
    assert len(identities) == len(texts)
    assert all(identity.startswith("lung-2026c/") and len(identity) == 23 for identity in identities)
    assert len(parse_profile("x" * 36, "options = []").identity) <= 64


def test_the_example_of_the_howto_is_a_profile() -> None:
    howto = (Path(__file__).parents[3] / "docs/howto/profiles.md").read_text(encoding="utf-8")
    example = howto.split("```toml\n")[1].split("```")[0]
    profile = parse_profile("lung", example)
    assert len(profile.site_rules) == 2
    assert profile.codes == ()


@pytest.mark.parametrize(("profile", "retained"), [("basic", "true"), ("identity", "false"), ("uids", "false")])
def test_events_have_to_name_objects_by_the_uids_that_the_profile_leaves(
    tmp_path: Path, profile: str, retained: str
) -> None:
    known = BUILT_IN | {"uids": parse_profile("uids", 'options = ["retain-uids"]')}
    (tmp_path / "lung.key").write_text("00" * 32)
    settings = DeidSettings.model_validate({"projects_file": tmp_path / "projects.toml", "keys_dir": tmp_path})
    text = f'[projects.lung]\ncalled_ae_titles = ["L"]\nprofile = "{profile}"\nretain_uids = {retained}\n'
    settings.projects_file.write_text(text)
    other = "false" if retained == "true" else "true"
    with pytest.raises(SystemExit, match=rf"projects\.lung: set retain_uids = {other}"):
        projects_of(settings, known, Keyring(tmp_path))
    settings.projects_file.write_text(text.replace(f"= {retained}", f"= {other}"))
    assert projects_of(settings, known, Keyring(tmp_path)).by_name("lung") is not None


def test_profiles_come_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "lung.toml").write_text('options = ["retain-modified-dates"]')
    assert sorted(read_profiles(tmp_path)) == ["basic", "identity", "lung"]
    assert read_profiles(None) == BUILT_IN
    (tmp_path / "Lung 2.toml").write_text("options = []")
    with pytest.raises(ProfileError, match=r"Lung 2\.toml: a name is up to 36"):
        read_profiles(tmp_path)
    (tmp_path / "Lung 2.toml").rename(tmp_path / "basic.toml")
    with pytest.raises(ProfileError, match="basic: this name is built in"):
        read_profiles(tmp_path)
    with pytest.raises(ProfileError, match="there is no folder"):
        read_profiles(tmp_path / "absent")
