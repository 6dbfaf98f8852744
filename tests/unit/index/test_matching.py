"""Attribute matching as in PS3.4 section C.2.2.2; expected values from its text and examples."""

import fnmatch
import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildstrom.index.dicomweb.errors import BadRequest
from bildstrom.index.dicomweb.filters import EMPTY, Filter
from bildstrom.index.dicomweb.matching import check, matches, wildcard

TAGS = {
    "UI": "0020000D",
    "DA": "00080020",
    "TM": "00080030",
    "PN": "00100010",
    "LO": "00100020",
    "IS": "00200013",
    "CS": "00080061",
    "DT": "0008002A",
    "SH": "00080050",
}


def fits(vr: str, wanted: str, *values: Any) -> bool:
    tag = TAGS[vr]
    return matches({tag: {"vr": vr, "Value": list(values)}}, [Filter(tag, vr, wanted)])


@pytest.mark.parametrize(
    ("vr", "wanted", "value", "expected"),
    [
        ("LO", "P1", "P1", True),
        ("LO", "p1", "P1", False),  # case-sensitive, C.2.2.2.1
        ("LO", "P", "P1", False),
        ("LO", "P*", "P1", True),
        ("LO", "?1", "P1", True),
        ("LO", "P?", "P12", False),
        ("LO", "", "P1", True),  # universal, C.2.2.2.3
        ("LO", "*", "P1", True),
        ("LO", "P1,P2", "P1", False),  # a comma is text but in UID lists
        ("UI", "1.2", "1.2", True),
        ("UI", "1.3,1.2", "1.2", True),
        ("UI", "1.3\\1.2", "1.2", True),  # C.2.2.2.2
        ("UI", "1.*", "1.2", False),  # no wildcards in UIDs
        ("DA", "20240131", "20240131", True),
        ("DA", "20240101-20240131", "20240131", True),  # both ends belong to the range, C.2.2.2.5.1
        ("DA", "20240101-20240130", "20240131", False),
        ("DA", "20240131-", "20240131", True),
        ("DA", "-20240131", "20240131", True),
        ("DA", "-20240130", "20240131", False),
        ("TM", "101500", "101500.000000", True),
        ("TM", "1015", "101500", True),
        ("TM", "10-11", "115959.5", True),
        ("TM", "10-11", "120000", False),
        ("TM", "1015-", "101459", False),
        ("TM", "2300-", "235960", True),  # a leap second, PS3.5 table 6.2-1
        ("DA", "20240101-20240131", "00000000", False),
        ("DA", "20240101-20240131", "2024-01-05", False),
        ("DT", "20240131-20240201", "20240131101500", True),  # C.2.2.2.5.3
        ("DT", "20240131-20240201", "20240201235959.999999", True),
        ("DT", "20240131-20240201", "20240202", False),
        ("DT", "2024", "2024", True),
        ("DT", "2024-", "20231231235959", False),
        ("DT", "-2024", "20241231235959", True),
        ("DT", "202402-202402", "20240229120000", True),
        ("DT", "202402-202402", "20240301", False),
        ("DT", "20240131101500.5", "20240131101500.500", True),
        ("DT", "20240131100000+0100", "20240131090000+0000", True),  # one moment, two offsets
        ("DT", "20240131100000-0500-20240131110000-0500", "20240131153000+0000", True),
        ("DT", "20240131100000-0500-20240131110000-0500", "20240131103000+0000", False),
        ("DT", "20240131100000-0500-", "20240131110000", True),  # an offset that one of them does not say
        ("CS", "CT,MR", "MR", True),  # a list of alternatives where no value can hold a comma
        ("CS", "CT\\MR", "MR", True),
        ("CS", "C*,MR", "CR", True),
        ("CS", "CT,MR", "PT", False),
        ("SH", "A\\B", "A", False),
        ("IS", "7", 7, True),
        ("IS", "7", "007", True),
        ("IS", "7", 70, False),
    ],
)
def test_a_value_fits_as_the_standard_says(vr: str, wanted: str, value: Any, expected: bool) -> None:
    assert fits(vr, wanted, value) is expected


@pytest.mark.parametrize("wanted", ["Yamada^Tarou", "yamada^tarou", "Yamada*", "山田^太郎", "Yamada^Tarou^^^"])
def test_a_name_fits_in_any_of_its_representations_without_regard_to_case(wanted: str) -> None:
    assert fits("PN", wanted, {"Alphabetic": "Yamada^Tarou", "Ideographic": "山田^太郎"})


def test_one_fitting_value_of_several_is_enough() -> None:
    assert fits("CS", "SR", "CT", "SR")
    assert not fits("CS", "MR", "CT", "SR")


@pytest.mark.parametrize("element", [{"vr": "LO"}, {"vr": "LO", "Value": []}, {"vr": "LO", "Value": [None]}])
def test_an_empty_value_fits_the_universal_filter_alone(element: dict[str, Any]) -> None:
    assert matches({"00100020": element}, [Filter("00100020", "LO", "")])
    assert not matches({"00100020": element}, [Filter("00100020", "LO", "P1")])


@pytest.mark.parametrize(
    ("values", "expected"),
    [(["PT", "MR", "CT"], True), (["CT", "PT"], True), (["CT"], False), (["CT", "MR"], False), ([], False)],
)
def test_of_several_values_each_has_to_be_there_where_that_was_agreed_on(values: list[str], expected: bool) -> None:
    both = Filter("00080061", "CS", "CT\\PT", every=True)  # the example of PS3.4 C.2.2.2.8

    assert matches({"00080061": {"vr": "CS", "Value": values}}, [both]) is expected


@pytest.mark.parametrize("element", [None, {"vr": "LO"}, {"vr": "LO", "Value": [None]}, {"vr": "LO", "Value": [""]}])
def test_what_has_no_value_can_be_asked_for(element: dict[str, Any] | None) -> None:
    empty = Filter("00100020", "LO", EMPTY, empty=True)

    assert matches({} if element is None else {"00100020": element}, [empty])
    assert not matches({"00100020": {"vr": "LO", "Value": ["P1"]}}, [empty])


@pytest.mark.parametrize(
    ("dates", "times", "day", "time", "expected"),
    [
        # from ten on the 5th until six on the 7th, and not from ten to six on three days: C.2.2.2.5.4
        ("20060705-20060707", "1000-1800", "20060705", "095959", False),
        ("20060705-20060707", "1000-1800", "20060705", "100000", True),
        ("20060705-20060707", "1000-1800", "20060706", "030000", True),
        ("20060705-20060707", "1000-1800", "20060707", "180059.9", True),
        ("20060705-20060707", "1000-1800", "20060707", "1801", False),
        ("20060705-", "1000-", "20060706", "03", True),
        ("-20060705", "-1000", "20060705", "1001", False),
        ("20060705-20060707", "1000-1800", "20060706", "", True),  # a study without a time
        # of other forms each is compared for itself
        ("20060705-20060707", "1000-", "20060706", "030000", False),
        ("20060706", "1000-1800", "20060706", "030000", False),
    ],
)
def test_ranges_of_a_date_and_of_its_time_are_one(dates: str, times: str, day: str, time: str, expected: bool) -> None:
    study = {"00080020": {"vr": "DA", "Value": [day]}, "00080030": {"vr": "TM", "Value": [time] if time else []}}

    assert matches(study, [Filter("00080030", "TM", times), Filter("00080020", "DA", dates)]) is expected


def test_every_filter_has_to_fit() -> None:
    dataset = {"00100020": {"vr": "LO", "Value": ["P1"]}, "00080020": {"vr": "DA", "Value": ["20240131"]}}

    assert matches(dataset, [Filter("00100020", "LO", "P1"), Filter("00080020", "DA", "20250101-")]) is False
    assert matches(dataset, [Filter("00100020", "LO", "P1"), Filter("00080020", "DA", "20240131")])


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=10))
def test_wildcards_do_as_those_of_the_shell(pattern: str, text: str) -> None:
    assert wildcard(pattern, text) == bool(re.fullmatch(fnmatch.translate(pattern), text))


def test_a_hostile_pattern_costs_little() -> None:
    began = time.process_time()
    assert not wildcard("*a" * 500 + "b", "a" * 1000)

    assert time.process_time() - began < 2.0  # a backtracking matcher takes longer than the universe has


@pytest.mark.parametrize(
    ("vr", "text"),
    [
        *(
            ("DA", text)
            for text in ("2024", "-", "today", "20240230", "20240101-20240230", "20240101-20240102-20240103")
        ),
        *(("TM", text) for text in ("1", "25", "10-1061")),
        *(("DT", text) for text in ("202", "-", "20240131.5", "20240131-20240132")),
        ("IS", "x"),
    ],
)
def test_what_nothing_can_be_compared_with_is_refused(vr: str, text: str) -> None:
    with pytest.raises(BadRequest, match=TAGS[vr]):
        check([Filter(TAGS[vr], vr, text)])


@pytest.mark.parametrize(("vr", "text"), [("DA", "20240101-"), ("DA", ""), ("TM", "10"), ("IS", "7"), ("UI", "abc")])
def test_what_can_be_compared_is_taken(vr: str, text: str) -> None:
    check([Filter(TAGS[vr], vr, text)])
