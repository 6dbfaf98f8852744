"""C-STORE and C-ECHO commands, implicit VR little endian, group 0000 (PS3.7 section 6.3.1 and annex E)."""

import struct

VERIFICATION = "1.2.840.10008.1.1"
AFFECTED_CLASS, FIELD, MESSAGE_ID, PRIORITY, DATA_SET_TYPE, STATUS, AFFECTED_INSTANCE = (
    0x0002,
    0x0100,
    0x0110,
    0x0700,
    0x0800,
    0x0900,
    0x1000,
)
STORE_RQ, ECHO_RQ = 0x0001, 0x0030
WITH_DATA_SET, WITHOUT_DATA_SET = 0x0001, 0x0101
MEDIUM = 0x0000


def store_request(sop_class: str, sop_instance: str, message_id: int) -> bytes:
    """The command set of a C-STORE-RQ (PS3.7 table 9.3-1), priority medium."""
    return _command(
        _text(AFFECTED_CLASS, sop_class)
        + _number(FIELD, STORE_RQ)
        + _number(MESSAGE_ID, message_id)
        + _number(PRIORITY, MEDIUM)
        + _number(DATA_SET_TYPE, WITH_DATA_SET)
        + _text(AFFECTED_INSTANCE, sop_instance)
    )


def echo_request(message_id: int) -> bytes:
    """The command set of a C-ECHO-RQ (PS3.7 table 9.3-12)."""
    return _command(
        _text(AFFECTED_CLASS, VERIFICATION)
        + _number(FIELD, ECHO_RQ)
        + _number(MESSAGE_ID, message_id)
        + _number(DATA_SET_TYPE, WITHOUT_DATA_SET)
    )


def status_of(command: bytes) -> int:
    """The Status (0000,0900) of a response's command set. Raises ValueError when there is none."""
    position = 0
    while position + 8 <= len(command):
        group, element, length = struct.unpack_from("<HHI", command, position)
        if (group, element, length) == (0, STATUS, 2) and position + 10 <= len(command):
            return int(struct.unpack_from("<H", command, position + 8)[0])
        position += 8 + length
    raise ValueError("no_status")


def _command(elements: bytes) -> bytes:
    return struct.pack("<HHII", 0, 0, 4, len(elements)) + elements


def _number(element: int, value: int) -> bytes:
    return struct.pack("<HHIH", 0, element, 2, value)


def _text(element: int, uid: str) -> bytes:
    value = uid.encode("ascii")
    value += b"\0" * (len(value) % 2)
    return struct.pack("<HHI", 0, element, len(value)) + value
