"""The generated table, and what compound actions resolve to."""

import csv
import re
from pathlib import Path

import pytest

from bildstrom.deid.actions import Action
from bildstrom.deid.part15_basic import ROWS
from bildstrom.deid.rules import action_for


def test_the_generated_table_is_the_one_of_the_standard() -> None:
    with (Path(__file__).parent / "part15_basic.csv").open() as source:
        rows = [(re.sub(r"[(),]", "", row["tag"]), row["basic"], row["dates"]) for row in csv.DictReader(source)]
    listed = [(int(tag, 16), basic, dates) for tag, basic, dates in rows if re.fullmatch("[0-9A-F]{8}", tag)]
    patterns = sorted(tag for tag, _, _ in rows if not re.fullmatch("[0-9A-F]{8}", tag))
    assert list(ROWS) == sorted(listed)
    assert patterns == ["50xxxxxx", "60xx3000", "60xx4000", "ggggeeee where gggg is odd"]


@pytest.mark.parametrize(
    ("tag", "vr", "action"),
    [
        (0x00080080, "LO", Action.DUMMY),  # X/Z/D, Institution Name
        (0x00321060, "LO", Action.EMPTY),  # X/Z, Requested Procedure Description
        (0x00181030, "LO", Action.DUMMY),  # X/D, Protocol Name
        (0x00180010, "LO", Action.DUMMY),  # Z/D, Contrast/Bolus Agent
        (0x00081140, "SQ", Action.RECURSE),  # X/Z/U*, Referenced Image Sequence
        (0x00081110, "SQ", Action.REMOVE),  # X/Z, Referenced Study Sequence
        (0x00400555, "SQ", Action.EMPTY),  # X/Z, Acquisition Context Sequence
        (0x00081072, "SQ", Action.REMOVE),  # X/D, Operator Identification Sequence
        (0x006A0003, "UI", Action.MAP_UIDS),  # D, Annotation Group UID
        (0x00080022, "DA", Action.SHIFT_DATE),  # X/Z with C, Acquisition Date
        (0x00080032, "TM", Action.KEEP_TIME),  # X/Z with C, Acquisition Time
        (0x00100030, "DA", Action.EMPTY),  # Z without C, Patient's Birth Date
        (0x00100032, "TM", Action.REMOVE),  # X without C, Patient's Birth Time
        (0x00100020, "LO", Action.PSEUDONYMISE_PATIENT),
        (0x00080050, "SH", Action.PSEUDONYMISE_ACCESSION),
        (0x00280010, "US", Action.KEEP),  # Rows
        (0x00280010, "LT", Action.REMOVE),  # Rows in a VR that it doesn't have
        (0x00480007, "UI", Action.REMOVE),  # not in the dictionary
        (0x00090010, "LO", Action.REMOVE),  # private creator
        (0x00080000, "UL", Action.REMOVE),  # group length
        (0x60020010, "US", Action.REMOVE),  # overlay rows
        (0x00409096, "SQ", Action.RECURSE),  # Real World Value Mapping Sequence
    ],
)
def test_an_action_follows_from_the_row_and_the_vr(tag: int, vr: str, action: Action) -> None:
    assert action_for(tag, vr) is action
