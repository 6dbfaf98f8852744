"""PDUs and commands, against pynetdicom's encoding of the same things."""

from io import BytesIO

import pytest
from pydicom.uid import UID
from pynetdicom.dimse_messages import C_ECHO_RQ, C_STORE_RQ
from pynetdicom.dimse_primitives import C_ECHO, C_STORE
from pynetdicom.dsutils import decode, encode
from pynetdicom.pdu import A_ASSOCIATE_AC, A_ASSOCIATE_RJ, A_ASSOCIATE_RQ, P_DATA_TF
from pynetdicom.pdu_primitives import A_ASSOCIATE, MaximumLengthNotification
from pynetdicom.presentation import PresentationContext

from bildstrom.console.send import dimse, pdus

CT = "1.2.840.10008.5.1.4.1.1.2"
MR = "1.2.840.10008.5.1.4.1.1.4"
EXPLICIT = "1.2.840.10008.1.2.1"
RLE = "1.2.840.10008.1.2.5"


def test_an_association_request_says_what_it_was_told() -> None:
    decoded = A_ASSOCIATE_RQ()
    decoded.decode(pdus.associate_request("STORE", "ME", [(CT, EXPLICIT), (MR, RLE)], 131072))

    assert (decoded.called_ae_title, decoded.calling_ae_title) == ("STORE", "ME")
    assert [(c.context_id, c.abstract_syntax, c.transfer_syntax) for c in decoded.presentation_context] == [
        (1, CT, [EXPLICIT]),
        (3, MR, [RLE]),
    ]
    assert decoded.user_information is not None
    assert decoded.user_information.maximum_length == 131072
    assert decoded.user_information.implementation_class_uid == pdus.IMPLEMENTATION_CLASS
    assert decoded.application_context_name == pdus.APPLICATION_CONTEXT


def test_only_accepted_contexts_are_used() -> None:
    contexts = []
    for identifier, syntax, result in ((1, EXPLICIT, 0), (3, RLE, 4)):
        context = PresentationContext()
        context.context_id, context.transfer_syntax, context.result = identifier, [UID(syntax)], result
        contexts.append(context)
    primitive = A_ASSOCIATE()
    primitive.application_context_name = pdus.APPLICATION_CONTEXT
    primitive.calling_ae_title, primitive.called_ae_title = "ME", "STORE"
    primitive.result, primitive.result_source = 0, 1
    primitive.presentation_context_definition_results_list = contexts
    length = MaximumLengthNotification()
    length.maximum_length_received = 28672
    primitive.user_information = [length]
    encoded = A_ASSOCIATE_AC(primitive).encode()

    accepted = pdus.decode_accept(encoded[6:], [(CT, EXPLICIT), (MR, RLE)])

    assert accepted == pdus.Accepted({(CT, EXPLICIT): 1}, 28672)


def test_a_cut_acceptance_is_an_error() -> None:
    with pytest.raises(ValueError, match="item_length"):
        pdus.decode_accept(bytes(68) + b"\x21\x00\x00\x10\x01", [(CT, EXPLICIT)])


def test_a_rejection_says_whether_to_try_again() -> None:
    primitive = A_ASSOCIATE()
    primitive.result, primitive.result_source, primitive.diagnostic = 2, 3, 1
    encoded = A_ASSOCIATE_RJ(primitive).encode()

    rejected = pdus.decode_reject(encoded[6:])

    assert rejected == pdus.Rejected(2, 3, 1)
    assert rejected.transient


def test_a_store_command_is_pynetdicoms_store_command() -> None:
    request = C_STORE()
    request.MessageID, request.Priority = 7, 0
    request.AffectedSOPClassUID, request.AffectedSOPInstanceUID = CT, "1.2.3"
    request.DataSet = BytesIO(b"data")
    message = C_STORE_RQ()
    message.primitive_to_message(request)

    assert dimse.store_request(CT, "1.2.3", 7) == encode(message.command_set, True, True)


def test_an_echo_command_is_pynetdicoms_echo_command() -> None:
    request = C_ECHO()
    request.MessageID, request.AffectedSOPClassUID = 1, dimse.VERIFICATION
    message = C_ECHO_RQ()
    message.primitive_to_message(request)

    assert dimse.echo_request(1) == encode(message.command_set, True, True)


def test_a_status_is_read_from_a_command() -> None:
    command = decode(BytesIO(dimse.store_request(CT, "1.2.3", 7)), True, True)
    command.Status = 0xA700
    command.CommandField = 0x8001

    encoded = encode(command, True, True)

    assert encoded is not None
    assert dimse.status_of(encoded) == 0xA700
    with pytest.raises(ValueError, match="no_status"):
        dimse.status_of(dimse.echo_request(1))


def test_a_data_header_makes_the_next_bytes_the_only_value() -> None:
    decoded = P_DATA_TF()
    decoded.decode(pdus.data_header(5, pdus.LAST, 4) + b"data")

    (value,) = decoded.presentation_data_value_items
    assert (value.presentation_context_id, value.presentation_data_value) == (5, b"\x02data")
    assert pdus.values(decoded.encode()[6:]) == [(2, b"data")]
