"""Reports, as pydicom reads them (PS3.4 tables J.3-2 and J.3-3)."""

import io

import pytest
from pydicom import Dataset
from pydicom.filereader import read_dataset
from unit.ingest import wire
from unit.ingest_commitment.actions import references

from bildstrom.ingest.commitment.judgement import FailureReason, Judged
from bildstrom.ingest.commitment.report import Report


def _read(report: Report, syntax: str) -> Dataset:
    stream = io.BytesIO(report.encoded(syntax))
    return read_dataset(stream, is_implicit_VR=syntax == wire.IMPLICIT, is_little_endian=True)


@pytest.mark.parametrize("syntax", [wire.IMPLICIT, wire.EXPLICIT])
def test_all_committed(syntax: str) -> None:
    report = Report("1.2.9", tuple(Judged(one, None) for one in references("1.2.3", "1.2.45")))
    item = _read(report, syntax)
    assert report.event_type == 1
    assert item.TransactionUID == "1.2.9"
    assert "FailedSOPSequence" not in item
    assert [(one.ReferencedSOPClassUID, one.ReferencedSOPInstanceUID) for one in item.ReferencedSOPSequence] == [
        (wire.CT, "1.2.3"),
        (wire.CT, "1.2.45"),
    ]


@pytest.mark.parametrize("syntax", [wire.IMPLICIT, wire.EXPLICIT])
def test_some_failed(syntax: str) -> None:
    first, second, third = references("1.2.3", "1.2.45", "1.2.6")
    conflict = Judged(third, FailureReason.CLASS_INSTANCE_CONFLICT)
    missing = Judged(first, FailureReason.NO_SUCH_OBJECT_INSTANCE)
    report = Report("1.2.9", (missing, Judged(second, None), conflict))
    item = _read(report, syntax)
    assert report.event_type == 2
    assert [(one.ReferencedSOPInstanceUID, one.FailureReason) for one in item.FailedSOPSequence] == [
        ("1.2.3", 0x0112),
        ("1.2.6", 0x0119),
    ]
    assert [one.ReferencedSOPInstanceUID for one in item.ReferencedSOPSequence] == ["1.2.45"]


def test_none_committed_has_no_sequence_of_those_that_are() -> None:
    (one,) = references("1.2.3")
    report = Report("1.2.9", (Judged(one, FailureReason.NO_SUCH_OBJECT_INSTANCE),))
    assert report.event_type == 2
    assert "ReferencedSOPSequence" not in _read(report, wire.EXPLICIT)
