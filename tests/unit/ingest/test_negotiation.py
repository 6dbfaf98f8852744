"""What an association request is answered; pynetdicom reads the answers."""

import struct
from typing import Any

import pytest
from pynetdicom.pdu import A_ASSOCIATE_AC
from unit.ingest import wire

from bildstrom.dicom.part10 import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION
from bildstrom.ingest.ul.negotiation import Capabilities, chosen, negotiated
from bildstrom.ingest.ul.request import parse_associate_request

JPEG, BIG, DEFLATED = "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"


def answered(stream: bytes, capabilities: Capabilities | None = None) -> Any:
    _, accept = negotiated(parse_associate_request(stream[6:]), capabilities or Capabilities())
    answer = A_ASSOCIATE_AC()
    answer.decode(accept)
    return answer


def results(answer: Any) -> dict[int, tuple[int, str]]:
    return {
        context.presentation_context_id: (context.result, str(context.transfer_syntax))
        for context in answer.presentation_context
    }


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        ([wire.IMPLICIT], wire.IMPLICIT),
        ([wire.IMPLICIT, wire.EXPLICIT], wire.EXPLICIT),
        ([BIG, wire.IMPLICIT], wire.IMPLICIT),
        ([DEFLATED, wire.IMPLICIT], wire.IMPLICIT),
        ([BIG], BIG),
        ([JPEG, wire.EXPLICIT], JPEG),
        ([wire.EXPLICIT, JPEG], wire.EXPLICIT),
        (["1.2.3.4"], "1.2.3.4"),
    ],
)
def test_the_senders_own_encoding_is_taken_and_explicit_vr_where_it_has_none(offered: list[str], expected: str) -> None:
    assert chosen(offered) == expected


@pytest.mark.parametrize(
    ("sop_class", "accepted"),
    [
        (wire.VERIFICATION, True),
        (wire.CT, True),
        ("1.2.840.10008.5.1.4.34.7", True),  # RT Beams Delivery Instruction Storage
        ("1.2.840.10008.5.1.4.1.1.200.4", False),  # Protocol Approval Information Model - FIND
        ("1.2.840.10008.5.1.4.1.2.2.1", False),  # Study Root Query/Retrieve Information Model - FIND
        ("1.3.12.2.1107.5.9.1", True),  # a private one
    ],
)
def test_every_storage_class_is_accepted_and_no_other_service(sop_class: str, accepted: bool) -> None:
    answer = answered(wire.request([(1, sop_class, [wire.EXPLICIT])]))
    assert results(answer)[1][0] == (0 if accepted else 3)


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        ([JPEG, wire.IMPLICIT], (0, wire.IMPLICIT)),
        ([BIG, wire.IMPLICIT, wire.EXPLICIT], (0, wire.EXPLICIT)),
        ([JPEG, BIG], (4, JPEG)),
    ],
)
def test_what_we_write_too_is_taken_in_syntaxes_that_we_write(offered: list[str], expected: tuple[int, str]) -> None:
    capabilities = Capabilities(others=frozenset({"1.2.840.10008.1.20.1"}))
    assert results(answered(wire.request([(1, "1.2.840.10008.1.20.1", offered)]), capabilities))[1] == expected


def test_private_classes_are_a_matter_of_policy() -> None:
    answer = answered(wire.request([(1, "1.3.12.2", [wire.EXPLICIT])]), Capabilities(private_classes=False))
    assert results(answer)[1][0] == 3


def test_a_class_that_its_sender_declares_as_storage_is_accepted() -> None:
    uid, service = b"1.2.840.10008.5.1.4.99.1", b"1.2.840.10008.4.2"
    content = struct.pack(">H", len(uid)) + uid + struct.pack(">H", len(service)) + service + b"\0\0"
    stream = wire.request([(1, uid.decode(), [wire.EXPLICIT])], user=wire.item(0x57, content))
    assert results(answered(stream))[1][0] == 0
    assert results(answered(wire.request([(1, uid.decode(), [wire.EXPLICIT])])))[1][0] == 3


def test_the_answer_says_who_we_are_and_repeats_the_titles() -> None:
    answer = answered(wire.request())
    assert (answer.called_ae_title, answer.calling_ae_title) == ("BILDSTROM", "SCANNER1")
    user = answer.user_information
    assert user.maximum_length == 131_072
    assert user.implementation_class_uid == IMPLEMENTATION_CLASS_UID
    assert user.implementation_version_name == IMPLEMENTATION_VERSION
    assert user.user_identity is None
    assert user.async_ops_window is None


def test_roles_and_extended_negotiation_are_answered_for_what_was_accepted() -> None:
    counted = struct.pack(">H", len(wire.CT)) + wire.CT.encode()
    user = wire.item(0x54, counted + b"\x01\x01") + wire.item(0x56, counted + b"\x02\x00\x03\x00\x02\x00")
    user += wire.item(0x58, b"\x01\x01\x00\x04name\x00\x00")  # identity, with an answer wished for
    answer = answered(wire.request(user=user))
    (role,) = answer.user_information.role_selection.values()
    assert (role.scu, role.scp) == (1, 0)
    (extended,) = answer.user_information.ext_neg
    assert (extended.uid, extended.app_info) == (wire.CT, b"\x00\x00\x00\x00\x01\x00")


def test_a_requestor_that_only_wants_to_be_asked_is_refused_its_context() -> None:
    counted = struct.pack(">H", len(wire.CT)) + wire.CT.encode()
    answer = answered(wire.request(user=wire.item(0x54, counted + b"\x00\x01")))
    assert results(answer)[3][0] == 3
