"""The score of de-identification: each of its ten checks holds where it should, and fails where it should."""

import io
from functools import cache

import pydicom
import pytest
from pydicom.dataset import Dataset
from score_checks import gathered, holds
from score_cohort import cohort, finished
from score_deid import PROFILES, encoded, released
from score_key import Expectation, Kind, Planted
from score_phi import WORDS

from bildstrom.deid.pixels.eyes import Eyes, reading_child
from bildstrom.runtime.children.bounded import Bounds

NOT_IN_AN_UNTOUCHED_FILE = {
    Kind.TEXT_REMOVED, Kind.DATE_SHIFTED, Kind.UID_CHANGED, Kind.PATID_CONSISTENT, Kind.PIXELS_HIDDEN,
}  # fmt: skip


@cache
def planted() -> tuple[Planted, ...]:
    """Two patients without ultrasound, which needs OCR: the tests of pixels see to that."""
    return tuple(one for one in cohort(2, seed=4) if "US" not in one.file)


@cache
def files() -> dict[str, bytes]:
    return {one.file: encoded(finished(one)) for one in planted()}


def read(data: bytes) -> Dataset:
    return pydicom.dcmread(io.BytesIO(data))


def before() -> dict[str, Dataset]:
    return {name: read(data) for name, data in files().items()}


@cache
def clean() -> dict[str, bytes]:
    untouched = Eyes(reading_child(Bounds()))  # starts nothing before it is asked
    after, kept_back = released(files(), PROFILES["research"], untouched)
    assert not kept_back
    return {name: encoded(dataset) for name, dataset in after.items()}


def after() -> dict[str, Dataset]:
    return {name: read(data) for name, data in clean().items()}


def expectations(*kinds: Kind) -> list[Expectation]:
    return [e for one in planted() for e in one.expectations if not kinds or e.kind in kinds]


def misses(new: dict[str, Dataset], *kinds: Kind) -> list[Expectation]:
    evidence = gathered(before(), new)
    return [expectation for expectation in expectations(*kinds) if not holds(expectation, evidence)]


def test_the_engine_misses_only_names_that_are_words() -> None:
    assert {miss.value for miss in misses(after())} <= set(WORDS)
    assert {e.kind for e in expectations()} == set(Kind) - {Kind.PIXELS_HIDDEN}


def test_untouched_files_fail_all_that_must_change_and_hold_all_that_must_stay() -> None:
    failed = misses(before())
    changing = [e for e in expectations() if e.kind in NOT_IN_AN_UNTOUCHED_FILE]
    assert [e for e in failed if e.kind not in NOT_IN_AN_UNTOUCHED_FILE] == []
    assert failed == changing


def test_a_missing_file_fails_everything_about_it() -> None:
    some = after()
    name, _ = some.popitem()
    assert {e for e in misses(some) if e.file == name} == {e for e in expectations() if e.file == name}


def changed(name: str, keyword: str, value: object) -> dict[str, Dataset]:
    some = after()
    setattr(some[name], keyword, value)
    return some


@pytest.mark.parametrize(
    ("keyword", "value", "kind"),
    [
        ("ContentDate", "20200101", Kind.DATE_SHIFTED),  # moved, but not like the others
        ("ContentDate", "", Kind.DATE_SHIFTED),
        ("StudyInstanceUID", "2.25.77", Kind.UID_CONSISTENT),
        ("PatientID", "SOMEBODY", Kind.PATID_CONSISTENT),
        ("PatientID", "", Kind.TEXT_NOTNULL),
        ("Manufacturer", "REMOVED", Kind.TEXT_RETAINED),
        ("Rows", None, Kind.TAG_RETAINED),
        ("PixelData", bytes(64 * 64 * 2), Kind.PIXELS_RETAINED),
    ],
)
def test_one_wrong_value_is_one_miss(keyword: str, value: object, kind: Kind) -> None:
    name = "001-1-MR0"
    some = changed(name, keyword, value)
    if value is None:
        del some[name].Rows
    assert name in {e.file for e in misses(some, kind)}


def test_a_word_that_is_left_anywhere_is_found() -> None:
    removed = next(e for e in expectations(Kind.TEXT_REMOVED) if e.file == "000-0-CT0" and e.subject == "PatientName")
    hidden = Dataset()
    hidden.PatientComments = f"seen with {removed.value.upper()}"
    some = after()
    some["000-0-CT0"].private_block(0x0099, "ACME", create=True).add_new(1, "SQ", [hidden])
    assert removed in misses(some, Kind.TEXT_REMOVED)
