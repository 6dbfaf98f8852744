"""Attacks on the protocol: lines 1 to 17 of the list of bad input, but for those that need time or many connections."""

import struct

from integration.ingest_attacks.attack import Attack
from unit.ingest import wire

SENTINEL = b"SENTINEL"
_FIXED = struct.pack(">H2x16s16s32x", 1, b"BILDSTROM".ljust(16), b"SCANNER1".ljust(16))
_HALF = wire.value(3, 3, wire.command(1, sop_instance="1.2.3.4", data_set=True))


def _head(kind: int, length: int) -> bytes:
    return struct.pack(">BxL", kind, length)


def _pdv(length: int, content: bytes) -> bytes:
    """A P-DATA-TF whose only value lies about its length."""
    return wire.pdu(4, struct.pack(">LBB", length, 3, 0) + content)


def _proposing(*numbers: int) -> bytes:
    return wire.request([(number, wire.CT, (wire.EXPLICIT,)) for number in numbers])


def _command(*elements: bytes) -> bytes:
    return wire.data(wire.value(3, 3, b"".join(elements)))


_US = struct.Struct("<H").pack
_STORE = (wire.element(0x0002, wire.CT.encode()), wire.element(0x0100, _US(1)), wire.element(0x0110, _US(7)))
_LONG_TITLE = wire.pdu(1, _FIXED[:4] + b"SENTINELTITLE0017" + _FIXED[20:] + wire.request()[6 + 68 :])

UNITS = [
    *(
        Attack(1, f"a unit of kind {kind:#04x}", wire.pdu(kind, bytes(4)), "abort 2/1", "violated_unrecognized_pdu")
        for kind in (0x00, 0x08, 0x99, 0xFF)
    ),
    Attack(
        1, "an unknown unit in an association", wire.pdu(0x99, b""), "abort 2/1", "violated_unrecognized_pdu"
    ).within(),
    Attack(1, "HTTP", b"GET / HTTP/1.1\r\nHost: SENTINEL\r\n\r\n", "abort 2/1", "violated_unrecognized_pdu"),
    Attack(2, "a request of 4 GB", _head(1, 0xFFFFFFFF) + bytes(60_000), "abort 2/6", "violated_pdu_length"),
    Attack(2, "a release request of 4 GB", _head(5, 0xFFFFFFFF), "abort 2/6", "violated_pdu_length").within(),
    Attack(2, "an empty request", _head(1, 0), "reject 1/2/1", "violated_malformed_request"),
    Attack(3, "P-DATA above the maximum", _head(4, 131_073), "abort 2/6", "violated_pdu_length").within(),
    Attack(3, "P-DATA of 4 GB", _head(4, 0xFFFFFFFF) + bytes(9000), "abort 2/6", "violated_pdu_length").within(),
    Attack(4, "a value of length 0", _pdv(0, b""), "abort 2/6", "violated_pdv_length").within(),
    Attack(4, "a value of length 1", _pdv(1, b""), "abort 2/6", "violated_pdv_length").within(),
    Attack(4, "a value beyond its unit", _pdv(60, bytes(20)), "abort 2/6", "violated_pdv_length").within(),
    Attack(4, "a value of 4 GB", _pdv(0xFFFFFFFF, bytes(20)), "abort 2/6", "violated_pdv_length").within(),
    Attack(4, "P-DATA without a value", wire.pdu(4, b""), "abort 2/6", "violated_pdu_length").within(),
    Attack(
        4,
        "half a head of a value",
        wire.data(wire.value(3, 0, b""), b"\0\0\0"),
        "abort 2/6",
        "violated_interleaved_messages",
    ).within(),
]

REQUESTS = [
    Attack(5, "129 contexts", _proposing(*range(1, 256, 2), 1), "reject 1/2/1", "violated_malformed_request"),
    Attack(5, "an even context", _proposing(2), "reject 1/2/1", "violated_malformed_request"),
    Attack(5, "the same context twice", _proposing(1, 3, 1), "reject 1/2/1", "violated_malformed_request"),
    Attack(5, "no context", _proposing(), "reject 1/2/1", "violated_malformed_request"),
    Attack(
        6,
        "16,000 sub-items that claim 65,535 bytes",
        wire.pdu(1, _FIXED + struct.pack(">BxH", 0x50, 0xFFFF) * 16_000),
        "reject 1/2/1",
        "violated_malformed_request",
    ),
    Attack(
        6,
        "16,000 empty items",
        wire.pdu(1, _FIXED + struct.pack(">BxH", 0x10, 0) * 16_000),
        "reject 1/2/1",
        "violated_malformed_request",
    ),
    Attack(
        9, "an unlisted calling title", wire.request(calling=b"SENTINEL"), "reject 1/1/3", "rejected_calling_ae_title"
    ),
    Attack(
        9,
        "an unknown called title",
        wire.request(called=b"SENTINEL", calling=b"SENTINEL"),
        "reject 1/1/7",
        "rejected_called_ae_title",
    ),
    *(
        Attack(
            10, f"the calling title {title!r}", wire.request(calling=title), "reject 1/1/3", "rejected_calling_ae_title"
        )
        for title in (
            b"                ",
            bytes(16),
            b"SENTINEL\x1b[31m\n\r",
            b"${jndi:ldap://x}",
            b"SENTINEL\\X",
            b"\xff\xfe",
        )
    ),
    *(
        Attack(
            10, f"the called title {title!r}", wire.request(called=title), "reject 1/1/7", "rejected_called_ae_title"
        )
        for title in (b"", b"SENTINEL\x1b[31m\n\r", b"SENTINEL\\X", b"BILDSTROM\0\0X")
    ),
    Attack(10, "a title of 17 bytes", _LONG_TITLE, "reject 1/2/1", "violated_malformed_request"),
]

ORDER = [
    Attack(11, "P-DATA before an association", wire.ECHO, "abort 2/2", "violated_unexpected_pdu"),
    Attack(11, "a release before an association", wire.RELEASE, "abort 2/2", "violated_unexpected_pdu"),
    Attack(12, "a second request", wire.request(), "abort 2/2", "violated_unexpected_pdu").within(),
    Attack(12, "an answer instead of a request", wire.pdu(2, bytes(68)), "abort 2/1", "violated_unrecognized_pdu"),
    Attack(
        12, "a release in the middle of an object", wire.data(_HALF) + wire.RELEASE, "unit 6", "interrupted"
    ).within(),
]

COMMANDS = [
    Attack(
        13,
        "C-STORE without a data set",
        wire.data(wire.value(3, 3, wire.command(1, sop_instance="1.2.3.4"))),
        "status C000",
        "no_data_set",
    ).within(),
    Attack(
        13,
        "a command instead of the data set",
        wire.data(_HALF, _HALF),
        "abort 0/0",
        "violated_interleaved_messages interrupted",
    ).within(),
    Attack(
        13,
        "a data set without a command",
        wire.data(wire.value(3, 2, bytes(64))),
        "abort 2/6",
        "violated_interleaved_messages",
    ).within(),
    Attack(
        14,
        "C-STORE on a context of another class",
        wire.data(
            wire.value(3, 3, wire.command(1, "1.2.840.10008.5.1.4.1.1.4", "1.2.3.4", data_set=True)),
            wire.value(3, 2, bytes(64)),
        ),
        "status 0122",
        "sop_class",
    ).within(),
    Attack(
        14,
        "C-STORE on the context of verification",
        wire.data(
            wire.value(1, 3, wire.command(1, sop_instance="1.2.3.4", data_set=True)), wire.value(1, 2, bytes(64))
        ),
        "status 0122",
        "sop_class",
    ).within(),
    Attack(
        14,
        "a context that was not proposed",
        wire.data(wire.value(99, 3, wire.command(1))),
        "abort 2/6",
        "violated_unknown_context",
    ).within(),
    *(
        Attack(
            17,
            f"the unknown command {field:#06x}",
            wire.data(wire.value(3, 3, wire.command(field))),
            "status 0211",
            "unrecognized_operation",
        ).within()
        for field in (0x0000, 0x0002, 0x0020, 0x0140, 0x7777)
    ),
    Attack(
        17,
        "a response without a request",
        wire.data(wire.value(3, 3, wire.command(0x8001))),
        "abort 0/0",
        "violated_unexpected_response",
    ).within(),
    Attack(17, "an empty command set", _command(b""), "abort 0/0", "violated_malformed_command").within(),
    Attack(
        17,
        "a command set that ends in an element",
        _command(*_STORE, b"\0\0\0\x08\x02\0"),
        "abort 0/0",
        "violated_malformed_command",
    ).within(),
    Attack(
        17,
        "an element of 4 GB",
        _command(*_STORE, b"\0\0\0\x08\xff\xff\xff\xff"),
        "abort 0/0",
        "violated_malformed_command",
    ).within(),
    Attack(
        17,
        "a command of three bytes",
        _command(wire.element(0x0100, b"\x01\0\0")),
        "abort 0/0",
        "violated_malformed_command",
    ).within(),
    Attack(
        17,
        "an element of another group",
        _command(*_STORE, b"\x10\0\x10\0\x08\0\0\0" + SENTINEL),
        "abort 0/0",
        "violated_malformed_command",
    ).within(),
    Attack(
        17,
        "a command set of 17 kB",
        _command(*_STORE, wire.element(0x0902, SENTINEL * 2125)),
        "abort 2/6",
        "violated_command_length",
    ).within(),
    Attack(
        17,
        "a command set without an end",
        wire.data(wire.value(3, 1, bytes(100))) * 200,
        "abort 2/6",
        "violated_command_length",
    ).within(),
]

ATTACKS = UNITS + REQUESTS + ORDER + COMMANDS
