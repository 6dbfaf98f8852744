"""Every listed attribute under every option, and every combination: expected values come from the standard's XML."""

from itertools import combinations

import pytest
from pydicom.datadict import dictionary_VR
from pydicom.uid import CTImageStorage, EnhancedMRImageStorage, RTPlanStorage
from unit.deid.standard_tables import OPTIONS, Row, attributes

from bildstrom.deid.profile.actions import Action, Age, Treatment
from bildstrom.deid.profile.descriptors import CleanText
from bildstrom.deid.profile.options import Option, OptionsError, combination
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.rules import rules_for

DATES = ("retain-full-dates", "retain-modified-dates")
# Patient ID and Accession Number have a keyed pseudonym under every option.
PSEUDONYMS = (0x00100020, 0x00080050)
# An option that keeps or cleans, and these VRs: what has to come out.
KEPT: dict[str, Treatment] = {
    "SQ": Action.RECURSE,
    "DA": Action.KEEP_DATE,
    "DT": Action.KEEP_DATE,
    "TM": Action.KEEP_TIME,
    "AS": Age(),
}
CLEANED: dict[str, Treatment] = {
    "SQ": Action.RECURSE,
    "DA": Action.SHIFT_DATE,
    "DT": Action.SHIFT_DATE,
    "TM": Action.KEEP_TIME,
    "AE": Action.PSEUDONYMISE_AE,
}
BASIC = {"X": Action.REMOVE, "Z": Action.EMPTY, "D": Action.DUMMY, "U": Action.MAP_UIDS}
CLASSES = (CTImageStorage, EnhancedMRImageStorage, RTPlanStorage, "1.2.3.4")


def vr_of(row: Row) -> str | None:
    """The VR of a listed attribute; None: it is of a group that goes whole, or newer than the dictionary."""
    if row.tag >> 16 < 8:
        return None
    try:
        return str(dictionary_VR(row.tag))
    except KeyError:
        return None


def profile(*names: str) -> Profile:
    return Profile("tested", combination(names))


def outcome(row: Row, names: tuple[str, ...], sop_class: str = CTImageStorage) -> Treatment:
    vr = vr_of(row)
    assert vr is not None
    return rules_for(profile(*names), sop_class).action(row.tag, vr)


def of_basic(row: Row, vr: str) -> set[Treatment]:
    """What the Basic Profile's action of a row can come to, for some Type of the attribute."""
    letters: set[Treatment] = {BASIC[letter] for letter in row.basic.rstrip("*").split("/")}
    if vr == "SQ":
        entered: set[Treatment] = {Action.RECURSE} if letters & {Action.DUMMY, Action.MAP_UIDS} else set()
        needless: set[Treatment] = {Action.REMOVE} if row.basic == "D" else set()
        return (letters & {Action.REMOVE, Action.EMPTY}) | entered | needless
    if vr == "UI" and row.basic == "D":
        return {Action.MAP_UIDS}
    return letters


ROWS = [row for row in attributes() if vr_of(row) is not None and row.tag not in PSEUDONYMS]


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_does_what_its_column_says_and_nothing_else(option: str) -> None:
    wrong = {}
    for row in ROWS:
        vr, mark = vr_of(row) or "", row.options.get(option)
        allowed: set[Treatment] = of_basic(row, vr)
        if mark == "K":
            allowed = {KEPT.get(vr, Action.KEEP)}
        elif mark == "C" and vr != "OB":  # bytes cannot be cleaned
            allowed = {CLEANED.get(vr, CleanText())}
        if row.tag == 0x00080201 and mark:  # Timezone Offset From UTC, the one SH among dates
            allowed = {Action.KEEP_TIME}
        if row.tag == 0x00700006 and option == "clean-graphics":  # the text of annotations, by E.3.3
            allowed = {CleanText()}
        found = outcome(row, (option,))
        if found not in allowed:
            wrong[f"{row.tag:08X}"] = (row.basic, mark, found)
    assert wrong == {}


def test_without_options_every_row_is_the_basic_profiles() -> None:
    wrong = [row for row in ROWS for uid in CLASSES if outcome(row, (), uid) not in of_basic(row, vr_of(row) or "")]
    assert wrong == []


def test_full_and_modified_dates_exclude_each_other() -> None:
    with pytest.raises(OptionsError, match="exclude each other"):
        combination(DATES)
    with pytest.raises(OptionsError, match="exclude each other"):
        Profile("tested", frozenset({Option.FULL_DATES, Option.MODIFIED_DATES}))
    with pytest.raises(OptionsError, match="there is no option 'retain-dates'; there are: retain-safe-private"):
        combination(["retain-dates"])


def test_every_other_pair_of_options_goes_together() -> None:
    for pair in combinations(OPTIONS, 2):
        if pair != DATES:
            assert {option.value for option in combination(pair)} == set(pair)


def test_only_device_calibration_is_kept_by_one_option_and_cleaned_by_another() -> None:
    legal = [pair for pair in combinations(OPTIONS, 2) if pair != DATES]
    disputed = {
        (row.tag, pair) for row in attributes() for pair in legal if {row.options.get(o) for o in pair} == {"K", "C"}
    }
    device = ("retain-device-identity", "retain-modified-dates")
    assert {pair for _, pair in disputed} == {device}
    assert len(disputed) == 11


def test_where_device_identity_and_modified_dates_disagree_the_date_moves_and_device_identity_is_not_claimed() -> None:
    both = ("retain-device-identity", "retain-modified-dates")
    disputed = [row for row in ROWS if {row.options.get(option) for option in both} == {"K", "C"}]
    assert {outcome(row, both) for row in disputed} == {Action.SHIFT_DATE, Action.KEEP_TIME}
    assert outcome(disputed[0], both[:1]) is Action.KEEP_DATE
    assert [code for code, _ in profile(*both).codes] == ["113100", "113107"]
    assert [code for code, _ in profile(both[0]).codes] == ["113100", "113109"]
    assert [code for code, _ in profile(both[0], "retain-full-dates").codes] == ["113100", "113106", "113109"]


@pytest.mark.parametrize(
    ("option", "code"),
    [
        ("clean-graphics", "113103"),
        ("clean-structured-content", "113104"),
        ("clean-descriptors", "113105"),
        ("retain-full-dates", "113106"),
        ("retain-modified-dates", "113107"),
        ("retain-patient-characteristics", "113108"),
        ("retain-device-identity", "113109"),
        ("retain-uids", "113110"),
        ("retain-safe-private", "113111"),
        ("retain-institution-identity", "113112"),
    ],
)
def test_an_option_is_claimed_by_its_code_of_cid_7050(option: str, code: str) -> None:
    assert [value for value, _ in profile(option).codes] == ["113100", code]


@pytest.mark.parametrize(
    ("names", "modified"),
    [((), "REMOVED"), (("retain-full-dates",), "UNMODIFIED"), (("retain-modified-dates",), "MODIFIED")],
)
def test_longitudinal_temporal_information_says_what_happened_to_dates(names: tuple[str, ...], modified: str) -> None:
    assert profile(*names).temporal_information == modified


def test_overlays_and_curves_go_under_every_option() -> None:
    rules = rules_for(profile(*(option for option in OPTIONS if option != DATES[0])), CTImageStorage)
    for tag, vr in ((0x50000110, "SS"), (0x60003000, "OW"), (0x60024000, "LT"), (0x60000022, "LO")):
        assert rules.action(tag, vr) is Action.REMOVE


def test_a_listed_attribute_newer_than_the_dictionary_stays_only_as_what_it_can_be() -> None:
    rules = rules_for(profile("retain-patient-characteristics", "retain-full-dates"), CTImageStorage)
    assert rules.action(0x00102162, "UC") is Action.KEEP  # Ethnic Groups
    assert rules.action(0x00102162, "PN") is rules.action(0x00102162, "UN") is Action.REMOVE
    assert rules.action(0x0040A034, "DT") is Action.KEEP_DATE  # Effective Start DateTime
    assert rules.action(0x0040A034, "LO") is Action.REMOVE


def test_the_rules_of_all_unknown_classes_are_one_object() -> None:
    assert rules_for(profile(), "1.2.3") is rules_for(profile(), "9.8.7")


def test_a_retired_class_has_the_iod_of_its_successor() -> None:
    retired, successor = "1.2.840.10008.5.1.4.1.1.6", "1.2.840.10008.5.1.4.1.1.6.1"  # ultrasound
    assert rules_for(profile(), retired) is rules_for(profile(), successor)
    assert rules_for(profile(), successor) is not rules_for(profile(), "1.2.3")


def test_the_rules_below_are_the_same_object_where_nothing_differs() -> None:
    rules = rules_for(profile(), CTImageStorage)
    procedure, anatomy = rules.inside(0x00081032), rules.inside(0x00082218)
    assert procedure is anatomy is procedure.inside(0x00082220)
