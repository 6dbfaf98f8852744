"""What a requestor sends, written by hand after PS3.8 section 9.3 and PS3.7 annex E."""

import struct
from collections.abc import Iterable, Sequence

CT, VERIFICATION = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.1"
EXPLICIT, IMPLICIT = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2"
Proposed = tuple[int, str, Sequence[str]]
DEFAULT: tuple[Proposed, ...] = ((1, VERIFICATION, (IMPLICIT,)), (3, CT, (EXPLICIT,)))


def pdu(kind: int, body: bytes) -> bytes:
    """A unit."""
    return struct.pack(">BxL", kind, len(body)) + body


def item(kind: int, value: bytes) -> bytes:
    """An item."""
    return struct.pack(">BxH", kind, len(value)) + value


def request(
    contexts: Iterable[Proposed] = DEFAULT,
    called: bytes = b"BILDSTROM",
    calling: bytes = b"SCANNER1",
    user: bytes = b"",
    max_pdu: int = 16_384,
) -> bytes:
    """An A-ASSOCIATE-RQ."""
    body = struct.pack(">H2x16s16s32x", 1, called.ljust(16), calling.ljust(16)) + item(0x10, b"1.2.840.10008.3.1.1.1")
    for number, abstract, syntaxes in contexts:
        content = item(0x30, abstract.encode()) + b"".join(item(0x40, syntax.encode()) for syntax in syntaxes)
        body += item(0x20, bytes((number, 0, 0, 0)) + content)
    return pdu(1, body + item(0x50, item(0x51, struct.pack(">L", max_pdu)) + item(0x52, b"1.2.3") + user))


def value(context_id: int, control: int, data: bytes) -> bytes:
    """A presentation data value; control 1: of a command, 2: the last one."""
    return struct.pack(">LBB", len(data) + 2, context_id, control) + data


def data(*values: bytes) -> bytes:
    """A P-DATA-TF."""
    return pdu(4, b"".join(values))


def element(number: int, content: bytes) -> bytes:
    """An element of a command set."""
    content += b"\0" * (len(content) % 2)
    return struct.pack("<HHL", 0, number, len(content)) + content


def command(field: int, sop_class: str = CT, sop_instance: str = "", data_set: bool = False) -> bytes:
    """A request's command set."""
    elements = element(0x0002, sop_class.encode()) + element(0x0100, struct.pack("<H", field))
    elements += element(0x0110, struct.pack("<H", 7)) + element(0x0800, struct.pack("<H", 1 if data_set else 0x0101))
    if sop_instance:
        elements += element(0x1000, sop_instance.encode())
    return element(0x0000, struct.pack("<L", len(elements))) + elements


ECHO = data(value(1, 3, command(0x30, VERIFICATION)))
RELEASE = pdu(5, bytes(4))
ABORT = pdu(7, bytes(4))
