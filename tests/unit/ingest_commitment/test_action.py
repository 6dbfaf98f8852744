"""What a request for storage commitment names, against what pydicom wrote; and what is refused."""

import contextlib
import struct
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset
from unit.ingest import wire
from unit.ingest_commitment.actions import MR, TRANSACTION, encoded, information

from bildstrom.ingest.commitment.action import MAX_REFERENCES, Action, Reference, Refused, read_action

TWO = [(wire.CT, "1.2.3.4"), (MR, "1.2.3.55")]


def _refusal(data: bytes, syntax: str = wire.IMPLICIT) -> str:
    with pytest.raises(Refused) as refused:
        read_action(data, syntax)
    return refused.value.word


@pytest.mark.parametrize("syntax", [wire.IMPLICIT, wire.EXPLICIT])
@pytest.mark.parametrize("undefined", [False, True])
def test_every_reference_is_read_in_order(syntax: str, undefined: bool) -> None:
    item = information(TRANSACTION, TWO, undefined)
    step = Dataset()  # Referenced Performed Procedure Step Sequence, of earlier editions: named by the same attributes
    step.ReferencedSOPClassUID, step.ReferencedSOPInstanceUID = "1.2.840.10008.3.1.2.3.3", "1.2.8"
    item.ReferencedPerformedProcedureStepSequence = [step]
    item.StorageMediaFileSetID = "DISK"
    assert read_action(encoded(item, syntax), syntax) == Action(
        TRANSACTION, (Reference(wire.CT, "1.2.3.4"), Reference(MR, "1.2.3.55"))
    )


def test_what_is_named_twice_counts_once() -> None:
    named = [*TWO, *TWO, (MR, "1.2.3.4")]
    assert read_action(encoded(information(TRANSACTION, named)), wire.IMPLICIT).references == (
        Reference(wire.CT, "1.2.3.4"),
        Reference(MR, "1.2.3.55"),
        Reference(MR, "1.2.3.4"),
    )


@pytest.mark.parametrize(
    ("transaction", "named", "word"),
    [
        (None, TWO, "transaction_uid"),
        ("", TWO, "transaction_uid"),
        ("1.2." + "3" * 61, TWO, "transaction_uid"),
        ("../../x", TWO, "transaction_uid"),
        ("1.2.Doe", TWO, "transaction_uid"),
        (TRANSACTION, [], "references"),
        (TRANSACTION, [*TWO, ("", "1.2.3")], "references"),
        (TRANSACTION, [*TWO, (wire.CT, "")], "references"),
        (TRANSACTION, [(wire.CT, "1.2.3." + "4" * 90)], "references"),
        (TRANSACTION, [(wire.CT, "1.2.3\\1.2.4")], "references"),
        (TRANSACTION, [("CT", "1.2.3")], "references"),
        (TRANSACTION, [(wire.CT, f"1.2.{number}") for number in range(MAX_REFERENCES + 1)], "too_many_references"),
    ],
    ids=str,
)
def test_what_cannot_be_reported_on_is_refused(
    transaction: str | None, named: list[tuple[str, str]], word: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom's, of what is wrong here
        data = encoded(information(transaction, named))
    assert _refusal(data) == word


def test_as_many_as_there_may_be_are_read() -> None:
    named = [(wire.CT, f"1.2.{number}") for number in range(MAX_REFERENCES)]
    assert len(read_action(encoded(information(TRANSACTION, named)), wire.IMPLICIT).references) == MAX_REFERENCES


def test_no_sequence_is_no_reference() -> None:
    item = information(TRANSACTION, TWO)
    del item[0x00081199]
    assert _refusal(encoded(item)) == "references"


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_what_is_cut_is_malformed(cut: int) -> None:
    assert _refusal(encoded(information(TRANSACTION, TWO))[:-cut]) == "malformed_action"


def test_a_transaction_uid_that_is_there_twice_is_malformed() -> None:
    data = encoded(information(TRANSACTION, TWO))
    assert _refusal(data[:16] + data) == "malformed_action"


@pytest.mark.parametrize("depth", [20, 50_000])
def test_nesting_is_bounded(depth: int) -> None:
    item = struct.pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF)
    nested = (struct.pack("<HH2s2xL", 8, 0x1199, b"SQ", 0xFFFFFFFF) + item) * depth
    assert _refusal(nested, wire.EXPLICIT) == "malformed_action"


@given(st.binary(max_size=300), st.sampled_from([wire.IMPLICIT, wire.EXPLICIT]))
def test_arbitrary_bytes_are_an_action_or_refused(noise: bytes, syntax: str) -> None:
    with contextlib.suppress(Refused):
        read_action(noise, syntax)


@given(st.data())
def test_changed_bytes_are_an_action_or_refused(data: st.DataObject) -> None:
    changed = bytearray(encoded(information(TRANSACTION, TWO)))
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Refused):
        read_action(bytes(changed), wire.IMPLICIT)
