"""Command sets (PS3.7 section 6.3.1, annex E): a dozen elements in implicit VR little endian, by hand."""

import struct
from enum import IntEnum
from typing import NamedTuple

STORE, ECHO, EVENT_REPORT, ACTION = 0x0001, 0x0030, 0x0100, 0x0130
CANCEL = 0x0FFF
RESPONSE = 0x8000
NO_DATA_SET, DATA_SET_FOLLOWS = 0x0101, 0x0001

_HEAD = struct.Struct("<HHL")
_US = struct.Struct("<H")


class Status(IntEnum):
    """Response status (PS3.7 annex C, PS3.4 B.2.3)."""

    SUCCESS = 0x0000
    PROCESSING_FAILURE = 0x0110
    NO_SUCH_SOP_INSTANCE = 0x0112
    INVALID_ARGUMENT = 0x0115
    NO_SUCH_SOP_CLASS = 0x0118
    SOP_CLASS_NOT_SUPPORTED = 0x0122
    NO_SUCH_ACTION = 0x0123
    NOT_AUTHORISED = 0x0124
    UNRECOGNIZED_OPERATION = 0x0211
    RESOURCE_LIMITATION = 0x0213
    OUT_OF_RESOURCES = 0xA700
    DATA_SET_MISMATCH = 0xA900
    ACCEPTED_WITH_ERRORS = 0xB000  # durable; will be quarantined
    CLASS_MISMATCH = 0xB007  # durable; the data set is of another SOP class
    CANNOT_UNDERSTAND = 0xC000


class MalformedCommand(Exception):
    """A command set cannot be read."""


class Command(NamedTuple):
    """A request, or a response.

    Attributes:
        message_id: of a request; of a response the one that it responds to.
        sop_class_uid, sop_instance_uid: affected or requested ones, as sent without padding.
        has_data_set: a data set follows.
        status: of a response.
    """

    field: int
    message_id: int
    sop_class_uid: str
    sop_instance_uid: str
    has_data_set: bool
    action_type: int = 0
    status: int | None = None


def parse_command(command_set: bytes) -> Command:
    """Read a command set.

    Raises:
        MalformedCommand: it ends within an element, holds an element of another group, or lacks what all have.
    """
    elements: dict[int, bytes] = {}
    at = 0
    while at < len(command_set):
        if at + 8 > len(command_set):
            raise MalformedCommand
        group, element, length = _HEAD.unpack_from(command_set, at)
        at += 8
        if group or at + length > len(command_set):
            raise MalformedCommand
        elements[element] = command_set[at : at + length]
        at += length
    return Command(
        field=_number(elements, 0x0100),
        message_id=_number(elements, 0x0110 if 0x0110 in elements else 0x0120),
        sop_class_uid=_text(elements, 0x0002, 0x0003),
        sop_instance_uid=_text(elements, 0x1000, 0x1001),
        has_data_set=_number(elements, 0x0800) != NO_DATA_SET,
        action_type=_number(elements, 0x1008) if 0x1008 in elements else 0,
        status=_number(elements, 0x0900) if 0x0900 in elements else None,
    )


def _number(elements: dict[int, bytes], element: int) -> int:
    value = elements.get(element, b"")
    if len(value) != 2:
        raise MalformedCommand
    return int(_US.unpack(value)[0])


def _text(elements: dict[int, bytes], *either: int) -> str:
    value = next((elements[element] for element in either if element in elements), b"")
    return value.rstrip(b"\0 ").decode("ascii", "replace")


def response(command: Command, status: Status, comment: str = "") -> bytes:
    """The response to a request (PS3.7 9.3 and 10.3), without a data set.

    Args:
        comment: the error comment, at most 64 characters; never a value of the object.
    """
    normalised = command.field in (ACTION, EVENT_REPORT)
    elements = [
        _element(0x0002, _uid(command.sop_class_uid)) if command.sop_class_uid else b"",
        _element(0x0100, _US.pack(command.field | RESPONSE)),
        _element(0x0120, _US.pack(command.message_id)),
        _element(0x0800, _US.pack(NO_DATA_SET)),
        _element(0x0900, _US.pack(status)),
        _element(0x0902, _padded(comment.encode(), b" ")) if comment else b"",
        _element(0x1000, _uid(command.sop_instance_uid)) if command.sop_instance_uid else b"",
        _element(0x1008, _US.pack(command.action_type)) if normalised and command.field == ACTION else b"",
    ]
    return with_length(b"".join(elements))


def event_report(message_id: int, sop_class_uid: str, sop_instance_uid: str, event_type: int) -> bytes:
    """An N-EVENT-REPORT request (PS3.7 10.3.1), whose data set follows."""
    elements = [
        _element(0x0002, _uid(sop_class_uid)),
        _element(0x0100, _US.pack(EVENT_REPORT)),
        _element(0x0110, _US.pack(message_id)),
        _element(0x0800, _US.pack(DATA_SET_FOLLOWS)),
        _element(0x1000, _uid(sop_instance_uid)),
        _element(0x1002, _US.pack(event_type)),
    ]
    return with_length(b"".join(elements))


def with_length(elements: bytes) -> bytes:
    """A command set: its elements with the group length in front."""
    return _element(0x0000, struct.pack("<L", len(elements))) + elements


def _element(number: int, value: bytes) -> bytes:
    return _HEAD.pack(0, number, len(value)) + value


def _uid(uid: str) -> bytes:
    return _padded(uid.encode("ascii", "replace"), b"\0")


def _padded(value: bytes, padding: bytes) -> bytes:
    return value + padding * (len(value) % 2)
