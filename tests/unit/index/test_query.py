"""Search parameters: by keyword or tag, bounded, and refused with a reason that quotes nothing."""

from dataclasses import replace

import pytest

from bildstrom.index.dicomweb.errors import BadRequest
from bildstrom.index.dicomweb.filters import Filter, Level
from bildstrom.index.dicomweb.query import FUZZY, Query, parse


def test_a_search_without_parameters_is_for_everything() -> None:
    assert parse([], Level.STUDY) == Query(level=Level.STUDY, limit=100)
    assert parse([], Level.SERIES) == Query(level=Level.SERIES, limit=1000)
    assert parse([], Level.INSTANCE) == Query(level=Level.INSTANCE, limit=5000)


@pytest.mark.parametrize("name", ["PatientID", "00100020"])
def test_an_attribute_is_named_by_keyword_or_tag(name: str) -> None:
    assert parse([(name, "P1")], Level.STUDY).filters == (Filter("00100020", "LO", "P1"),)


def test_a_tag_may_be_written_in_lower_case() -> None:
    assert parse([("0020000d", "1.2")], Level.STUDY).filters == (Filter("0020000D", "UI", "1.2"),)


def test_fields_to_include_come_as_lists_and_again() -> None:
    given = [("includefield", "StudyDescription,00080090"), ("includefield", "SeriesDescription")]

    assert parse(given, Level.STUDY).include == {"00081030", "00080090", "0008103E"}


def test_all_fields_may_be_asked_for() -> None:
    assert parse([("includefield", "all")], Level.STUDY).everything


def test_limit_and_offset_are_taken() -> None:
    query = parse([("limit", "7"), ("offset", "14")], Level.STUDY)

    assert (query.limit, query.offset) == (7, 14)


@pytest.mark.parametrize(("level", "most"), [(Level.STUDY, 1000), (Level.SERIES, 1000), (Level.INSTANCE, 5000)])
def test_a_limit_above_the_largest_is_lowered_to_it(level: Level, most: int) -> None:
    assert parse([("limit", "999999999")], level).limit == most


def test_fuzzy_matching_is_answered_with_a_warning() -> None:
    assert parse([("fuzzymatching", "true")], Level.STUDY).warnings == (FUZZY,)
    assert parse([("fuzzymatching", "false")], Level.STUDY).warnings == ()


@pytest.mark.parametrize("order", [1, -1])
def test_several_values_are_each_asked_for_wherever_the_parameter_stands(order: int) -> None:
    given = [("ModalitiesInStudy", "CT\\PT"), ("multiplevaluematching", "true"), ("PatientID", "A\\B")]
    query = parse(given[::order], Level.STUDY)

    # PatientID has one value (PS3.6), which a backslash does not part
    assert set(query.filters) == {Filter("00080061", "CS", "CT\\PT", every=True), Filter("00100020", "LO", "A\\B")}


def test_an_empty_value_is_asked_for_where_that_was_said() -> None:
    asked, literal = ("AccessionNumber", '""'), Filter("00080050", "SH", '""')

    assert parse([asked], Level.STUDY).filters == (literal,)
    assert parse([asked, ("emptyvaluematching", "false")], Level.STUDY).filters == (literal,)
    assert parse([asked, ("emptyvaluematching", "true")], Level.STUDY).filters == (replace(literal, empty=True),)


def test_filters_are_told_apart_by_level() -> None:
    given = [("PatientID", "P1"), ("ModalitiesInStudy", "CT"), ("Modality", "CT"), ("InstanceNumber", "3")]

    query = parse(given, Level.INSTANCE)

    assert [item.tag for item in query.of(Level.STUDY)] == ["00100020", "00080061"]
    assert [item.tag for item in query.of(Level.SERIES)] == ["00080060"]
    assert [item.tag for item in query.of(Level.INSTANCE)] == ["00200013"]


SECRET = "Sentinel"
BAD = {
    "negative limit": [("limit", "-1")],
    "limit that is no whole number": [("limit", "1e9")],
    "limit in other digits": [("limit", "١٢")],
    "empty offset": [("offset", "")],
    "offset too far": [("offset", "100001")],
    "unknown keyword": [(SECRET, "1")],
    "unknown tag": [("00091001", "1")],
    "too few hex digits": [("0010002", "1")],
    "within a sequence": [("RequestAttributesSequence.ScheduledProcedureStepID", SECRET)],
    "a sequence": [("RequestAttributesSequence", SECRET)],
    "bulk data": [("PixelData", SECRET)],
    "twice": [("PatientID", SECRET), ("00100020", SECRET)],
    "unknown field to include": [("includefield", SECRET)],
    "too long": [("PatientID", SECRET * 200)],
    "too many": [("PatientID", SECRET)] * 65,
    "of a lower level": [("Modality", "CT")],
}


@pytest.mark.parametrize("given", BAD.values(), ids=BAD)
def test_a_bad_parameter_is_refused_with_a_reason_that_quotes_nothing(given: list[tuple[str, str]]) -> None:
    with pytest.raises(BadRequest) as caught:
        parse(given, Level.STUDY)

    assert len(caught.value.text) > 10
    assert SECRET not in caught.value.text
