"""Planted values of every attribute that the standard lists, wherever it can stand: none is left."""

import csv
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian
from unit.deid.objects import KEY, cleaned, ct, encoded, read

from bildstrom.dicom.pseudonym import date_shift_weeks

DEPTHS = {"top level": 0, "one item deep": 1, "three items deep": 3}
AROUND = (0x00409096, 0x00082218, 0x00082220)  # sequences that the profile keeps
SENTINEL = re.compile(rb"SENT[0-9A-F]{8}|1\.2\.826\.0\.1\.99\.")

# The first two are quarantined at the top level, the others make the object's own identity or stand in its stamp.
NOT_AT_TOP = {0x00420011, 0x0040A730, 0x00080018, 0x0020000D, 0x0020000E, 0x00100010, 0x00100020}


class Row(NamedTuple):
    """A row of the standard's table, read from its XML; ``dates``: the Modified Dates option cleans it."""

    tag: int
    vr: str
    basic: str
    dates: bool


def table() -> Iterator[Row]:
    with (Path(__file__).parent / "part15_attributes.csv").open() as source:
        for row in csv.DictReader(source):
            match = re.fullmatch(r"\(([0-9A-F]{4}),([0-9A-F]{4})\)", row["tag"])
            if match is not None:
                tag = int(match[1] + match[2], 16)
                yield Row(tag, _vr(tag), row["basic"], row["retain-modified-dates"] == "C")


def _vr(tag: int) -> str:
    try:
        return dictionary_VR(tag)
    except KeyError:
        return "LO"  # newer than the dictionary: the engine cannot know it, and must drop it


def planted(row: Row, number: int) -> DataElement:
    """The attribute with a value that is found again wherever it goes."""
    mark = f"SENT{row.tag:08X}"
    value: object = mark
    match row.vr:
        case "DA" | "DT":
            value = (date(1931, 1, 1) + timedelta(days=number)).strftime("%Y%m%d")
        case "TM":
            value = "123456"
        case "UI":
            value = f"1.2.826.0.1.99.{row.tag}"
        case "OB" | "UN":
            value = mark.encode()
        case "SQ":
            item = Dataset()
            item.ContentDescription = mark
            item.ReferencedSOPInstanceUID = f"1.2.826.0.1.99.{row.tag}"
            value = Sequence([item])
        case "DS" | "IS":
            value = "31415"
        case "US":
            value = 31415
        case "AS":
            value = "077Y"
    return DataElement(row.tag, row.vr, value)


def nested(inner: Dataset, depth: int) -> Dataset:
    for tag in AROUND[:depth]:
        outer = Dataset()
        outer.add(DataElement(tag, "SQ", Sequence([inner])))
        inner = outer
    return inner


def innermost(dataset: Dataset, depth: int) -> Dataset:
    for tag in reversed(AROUND[:depth]):
        dataset = dataset[tag].value[0]
    return dataset


def fault(row: Row, before: DataElement, after: Dataset) -> str | None:
    """What is wrong with what became of an attribute; the expectation follows the standard's row."""
    kept = after.get(row.tag)
    if row.dates and row.vr in ("DA", "DT"):
        weeks = timedelta(weeks=date_shift_weeks(KEY, "PID-0815"))
        expected = (date.fromisoformat(before.value) + weeks).strftime("%Y%m%d")
        return None if kept is not None and kept.value == expected else "not shifted"
    if row.dates and row.vr == "TM":
        return None if kept is not None and kept.value == "123456" else "time lost"
    if row.tag == 0x00080201:  # time zone, the one SH among the dates: not one, so emptied
        return None if kept is not None and kept.is_empty else "not emptied"
    if row.basic == "X" or row.tag >> 16 < 8:  # command, file meta and DICOMDIR groups have no place in an item
        return None if kept is None else "not removed"
    if kept is not None and kept.value == before.value:
        return "not changed"
    if row.basic == "Z":
        return None if kept is not None and (kept.is_empty or row.tag in (0x00080050, 0x00100010)) else "not emptied"
    if row.basic == "U":
        return None if kept is not None and str(kept.value).startswith("2.25.") else "not mapped"
    return None


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
@pytest.mark.parametrize("place", DEPTHS)
@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
def test_every_listed_attribute_is_treated_as_its_row_says(place: str, syntax: str) -> None:
    depth = DEPTHS[place]
    rows = [row for row in table() if depth or (row.tag >> 16 >= 8 and row.tag not in NOT_AT_TOP)]
    inner = Dataset() if depth else ct()
    elements = {row.tag: planted(row, number) for number, row in enumerate(rows)}
    for element in elements.values():
        inner.add(element)
    dataset = ct() if depth else inner
    if depth:
        dataset.update(nested(inner, depth))
    result = cleaned(encoded(dataset, syntax))
    after = innermost(read(result.data), depth)
    faults = {f"{row.tag:08X}": wrong for row in rows if (wrong := fault(row, elements[row.tag], after))}
    assert faults == {}
    assert SENTINEL.findall(result.data) == []
    assert len(rows) > 630


def test_what_the_table_omits_is_treated_by_its_vr() -> None:
    dataset = ct(
        ContentDescription="SENT00000001",  # LO
        SegmentDescription="SENT00000002",  # ST
        AlgorithmParameters="SENT00000003",  # LT
        TextValue="SENT00000004",  # UT
        EvaluatorName="SENT00000005^B",  # PN
        RetrieveURL="http://SENT00000006/",  # UR
        ICCProfile=b"SENT00000007",  # OB
        CreatorVersionUID="1.2.826.0.1.99.8",  # UI
        ExpiryDate="20240301",  # DA
        ScanOptions="HELICAL MODE",  # CS
        ConvolutionKernel="B30f",  # SH, kept by name
        PatientPosition="HFS",
        KVP="120",
    )
    after = read(cleaned(encoded(dataset)).data)
    assert SENTINEL.findall(encoded(after)) == []
    assert after.ContentDescription == "REMOVED"
    assert after.EvaluatorName == "ANONYMOUS"
    assert "RetrieveURL" not in after
    assert not after.ICCProfile
    assert after.CreatorVersionUID.startswith("2.25.")
    shifted = date(2024, 3, 1) + timedelta(weeks=date_shift_weeks(KEY, "PID-0815"))
    assert after.ExpiryDate == shifted.strftime("%Y%m%d")
    assert (after.ScanOptions, after.ConvolutionKernel, after.PatientPosition, after.KVP) == (
        "HELICAL MODE",
        "B30f",
        "HFS",
        120,
    )


def test_private_overlay_and_curve_groups_and_padding_go() -> None:
    dataset = ct()
    block = dataset.private_block(0x0029, "ACME", create=True)
    block.add_new(0x10, "LO", "SENT00000001")
    inner = Dataset()
    inner.PatientName = "SENT00000002"
    block.add_new(0x11, "SQ", Sequence([inner]))
    for tag, vr, value in (
        (0x50000030, "SH", "SENT00000003"),
        (0x60000022, "LO", "SENT00000004"),
        (0x60000100, "US", 1),
        (0x60003000, "OW", b"SENT00000005"),
        (0xFFFCFFFC, "OB", b"SENT00000006"),
    ):
        dataset.add(DataElement(tag, vr, value))
    result = cleaned(encoded(dataset, preamble=b"SENT00000007".ljust(128, b"x")))
    assert SENTINEL.findall(result.data) == []
    assert b"PACS_OF_WARD_7" not in result.data
    assert result.data[:132] == bytes(128) + b"DICM"
    after = read(result.data)
    assert [tag for tag in after if tag.tag.group % 2 or tag.tag.group in (0x5000, 0x6000, 0xFFFC)] == []


def test_an_attribute_hidden_behind_another_vr_goes() -> None:
    raw = encoded(ct(Rows=None))
    planted_text = b"\x28\x00\x10\x00LT\x0c\x00SENT00000001"  # Rows, as free text
    place = raw.index(b"\x28\x00\x11\x00US")
    assert SENTINEL.findall(cleaned(raw[:place] + planted_text + raw[place:]).data) == []


def test_a_known_attribute_written_as_unknown_is_treated_as_what_it_is() -> None:
    raw = encoded(ct(PatientComments=None, EvaluatorName=None))
    comments = b"\x10\x00\x00\x40UN\0\0\x0c\0\0\0SENT00000001"
    place = raw.index(b"\x20\x00\x0d\x00UI")
    result = cleaned(raw[:place] + comments + raw[place:])
    assert SENTINEL.findall(result.data) == []
    assert "PatientComments" not in read(result.data)
