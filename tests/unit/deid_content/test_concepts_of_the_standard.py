"""Every concept of Table E.3.4-1, at several depths, with every option: what its row says happens to its item."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from pydicom.dataset import Dataset
from unit.deid.objects import KEY, encoded
from unit.deid_content.reports import cleaned, item, report

from bildstrom.deid.standard.concepts import OPTIONS, ROWS
from bildstrom.dicom.pseudonym import date_shift_weeks

SHIFT = timedelta(weeks=date_shift_weeks(KEY, "PID-0815"))
SENTINEL_ROOT = "1.2.826.0.1.99."
GROUP = ("125007", "DCM", "Measurement Group")
REFERENCES = ("IMAGE", "COMPOSITE", "WAVEFORM")


class Row(NamedTuple):
    """A row of the standard's table, read from its text; ``options``: action by option."""

    meaning: str
    value: str
    scheme: str
    kind: str
    basic: str
    options: dict[str, str]


def table() -> Iterator[Row]:
    with (Path(__file__).parent / "concepts.csv").open() as source:
        for row in csv.DictReader(source):
            meaning, value, scheme, kind, basic = (
                row.pop(column) for column in ("meaning", "value", "scheme", "type", "basic")
            )
            options = {option: action for option, action in row.items() if action}
            yield Row(meaning, value, scheme, kind, basic, options)


TABLE = list(table())


def test_the_generated_table_is_the_one_of_the_standard() -> None:
    generated = [
        (scheme, value, kind, basic, dict(pair for pair in zip(OPTIONS, actions, strict=True) if pair[1] != "."))
        for scheme, value, kind, basic, actions in ROWS
    ]
    assert generated == [(row.scheme, row.value, row.kind, row.basic, row.options) for row in TABLE]
    assert len(TABLE) == 214


def planted(row: Row, number: int) -> Dataset:
    """An item of the row's concept with a value that is found again wherever it goes."""
    value: object = f"abdomen SENT{number:04d}"
    below = []
    match row.kind:
        case "PNAME":
            value = f"SENT{number:04d}^Petra"
        case "DATE" | "DATETIME":
            value = (date(1931, 1, 1) + timedelta(days=number)).strftime("%Y%m%d")
        case "TIME":
            value = "123456"
        case "NUM":
            value = "31.415"  # of the two that are listed one is an age
        case "CODE":
            value = (f"SENT{number:04d}", "99SITE", f"SENT{number:04d}")
        case "CONTAINER":
            below = [item("TEXT", ("74711-3", "LN", "Unique Device Identifier"), value)]
        case "UIDREF" | "IMAGE" | "COMPOSITE" | "WAVEFORM":
            value = f"{SENTINEL_ROOT}{number}"
    made = item(row.kind, (row.value, row.scheme, row.meaning), value, *below)
    if row.kind == "NUM":
        made.MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0].CodeValue = "a"
    return made


def value_of(found: Dataset) -> str:
    """What an item says, as text."""
    match found.ValueType:
        case kind if kind in REFERENCES:
            return str(found.ReferencedSOPSequence[0].ReferencedSOPInstanceUID)
        case "NUM":
            return str(found.MeasuredValueSequence[0].NumericValue)
        case "CODE":
            return str(found.ConceptCodeSequence[0].CodeMeaning)
        case "CONTAINER":
            return str(found.ContentSequence[0].TextValue)
        case kind:
            keywords = {"TEXT": "TextValue", "PNAME": "PersonName", "UIDREF": "UID", "DATETIME": "DateTime"}
            return str(found[keywords.get(kind, kind.title())].value)


def fault(row: Row, number: int, after: Dataset | None, options: set[str]) -> str | None:
    """What is wrong with what became of an item; the expectation follows the standard's row."""
    before = value_of(planted(row, number))
    demanded = {row.options[option] for option in options & row.options.keys()}
    if not demanded:
        if row.basic == "X":
            return None if after is None else "not removed"
        if after is None:
            return "removed"
        return None if before not in value_of(after) and value_of(after) else "not replaced"
    if after is None:
        return "removed"
    expected = "abdomen" if "C" in demanded and row.kind == "TEXT" else before
    if "retain-modified-dates" in options and row.kind in ("DATE", "DATETIME"):
        expected = (date.fromisoformat(before) + SHIFT).strftime("%Y%m%d")
    return None if value_of(after) == expected else f"not kept: {value_of(after)}"


def found(content: list[Dataset], row: Row) -> Dataset | None:
    for candidate in content:
        name = candidate.ConceptNameCodeSequence[0]
        if (name.CodeValue, name.CodingSchemeDesignator, candidate.ValueType) == (row.value, row.scheme, row.kind):
            return candidate
    return None


OPTION_SETS = [
    (),
    ("clean-descriptors",),
    ("retain-device-identity",),
    ("retain-institution-identity",),
    ("retain-patient-characteristics",),
    ("retain-uids",),
    ("retain-full-dates",),
    ("no-dates",),
    ("clean-descriptors", "retain-institution-identity", "retain-patient-characteristics"),
    ("retain-uids", "retain-device-identity", "retain-full-dates", "clean-descriptors"),
]


@pytest.mark.parametrize("depth", [0, 1, 3], ids="{} items deep".format)
@pytest.mark.parametrize("options", OPTION_SETS, ids=lambda options: "+".join(options) or "basic")
def test_every_listed_item_is_treated_as_its_row_says(options: tuple[str, ...], depth: int) -> None:
    content = [planted(row, number) for number, row in enumerate(TABLE)]
    for _ in range(depth):
        content = [item("CONTAINER", GROUP, None, *content)]
    after = cleaned(report(*content), *options)
    inner = after.ContentSequence
    for _ in range(depth):
        inner = inner[0].ContentSequence
    chosen = set(options)
    if chosen.isdisjoint({"retain-full-dates", "no-dates"}):
        chosen.add("retain-modified-dates")
    faults = {
        f"{row.meaning} {row.kind}": wrong
        for number, row in enumerate(TABLE)
        if (wrong := fault(row, number, found(inner, row), chosen))
    }
    assert faults == {}


def test_under_the_basic_profile_nothing_planted_is_left_in_the_bytes() -> None:
    content = [planted(row, number) for number, row in enumerate(TABLE)]
    deep = item("CONTAINER", GROUP, None, item("CONTAINER", GROUP, None, *content), *content)
    written = encoded(cleaned(report(*content, deep)))
    assert b"SENT" not in written
    assert SENTINEL_ROOT.encode() not in written
    assert b"31.415" not in written
    assert not [year for year in (b"1931",) if year in written]
