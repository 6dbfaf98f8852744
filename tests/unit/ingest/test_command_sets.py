"""Command sets, against pynetdicom's reading of them."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.filereader import read_dataset
from pynetdicom.dimse_messages import N_EVENT_REPORT_RQ
from pynetdicom.dimse_primitives import N_EVENT_REPORT
from unit.ingest import wire

from bildstrom.ingest.dimse import (
    EVENT_REPORT,
    Command,
    MalformedCommand,
    Status,
    event_report,
    parse_command,
    response,
)


def test_a_store_request_is_read() -> None:
    assert parse_command(wire.command(1, sop_instance="1.2.3", data_set=True)) == Command(1, 7, wire.CT, "1.2.3", True)


@pytest.mark.parametrize("comment", ["", "uid_mismatch", "odd"])
def test_a_response_is_what_its_request_asks_for(comment: str) -> None:
    encoded = response(Command(1, 7, wire.CT, "1.2.345", True), Status.DATA_SET_MISMATCH, comment)
    item = read_dataset(io.BytesIO(encoded), is_implicit_VR=True, is_little_endian=True)
    assert item.CommandGroupLength == len(encoded) - 12
    assert (item.AffectedSOPClassUID, item.AffectedSOPInstanceUID) == (wire.CT, "1.2.345")
    assert (item.CommandField, item.MessageIDBeingRespondedTo, item.CommandDataSetType) == (0x8001, 7, 0x0101)
    assert item.Status == 0xA900
    assert item.get("ErrorComment", "") == comment


def test_a_report_is_what_pynetdicom_would_send() -> None:
    encoded = event_report(3, "1.2.840.10008.1.20.1", "1.2.840.10008.1.20.1.1", 2)
    item = read_dataset(io.BytesIO(encoded), is_implicit_VR=True, is_little_endian=True)
    primitive = N_EVENT_REPORT()
    primitive.MessageID, primitive.EventTypeID = 3, 2
    primitive.AffectedSOPClassUID, primitive.AffectedSOPInstanceUID = "1.2.840.10008.1.20.1", "1.2.840.10008.1.20.1.1"
    primitive.EventInformation = io.BytesIO(b"something")
    message = N_EVENT_REPORT_RQ()
    message.primitive_to_message(primitive)
    message.command_set.CommandGroupLength = len(encoded) - 12
    assert item == message.command_set


def test_a_response_is_read_with_what_it_responds_to() -> None:
    command = Command(EVENT_REPORT, 7, "1.2.840.10008.1.20.1", "1.2.840.10008.1.20.1.1", True)
    answered = parse_command(response(command, Status.PROCESSING_FAILURE))
    assert (answered.field, answered.message_id, answered.status) == (0x8100, 7, 0x0110)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_a_command_or_malformed(noise: bytes) -> None:
    try:
        parse_command(noise)
    except MalformedCommand:
        return


@pytest.mark.parametrize("cut", range(0, len(wire.command(1)) - 1, 3))
def test_a_cut_command_set_is_malformed(cut: int) -> None:
    with pytest.raises(MalformedCommand):
        parse_command(wire.command(1)[:cut])
