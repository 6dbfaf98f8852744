"""Attacks by N-ACTION: what is asked of storage commitment is bounded, and nothing of it is believed."""

import struct
from collections.abc import Sequence

from integration.ingest_attacks.attack import Attack, Bytes
from unit.ingest import wire

PUSH_MODEL, WELL_KNOWN = "1.2.840.10008.1.20.1", "1.2.840.10008.1.20.1.1"
REFERENCED_SOPS = 0x1199
_CONTEXTS = (3, wire.CT, (wire.EXPLICIT,)), (5, PUSH_MODEL, (wire.IMPLICIT,))
_STEP = 131_072 - 6
_ACTION_TYPE = 0x1008


def element(number: int, value: bytes) -> bytes:
    """An element of group 0008 in implicit VR."""
    value += b"\0" * (len(value) % 2)
    return struct.pack("<HHL", 8, number, len(value)) + value


def item(content: bytes) -> bytes:
    """An item of a sequence."""
    return struct.pack("<HHL", 0xFFFE, 0xE000, len(content)) + content


def reference(instance: str, sop_class: str = wire.CT) -> bytes:
    """To an instance."""
    return item(element(0x1150, sop_class.encode()) + element(0x1155, instance.encode()))


def information(transaction: str, references: Sequence[bytes]) -> bytes:
    """Action information."""
    return element(0x1195, transaction.encode()) + element(REFERENCED_SOPS, b"".join(references))


def command(instance: str = WELL_KNOWN, action: int = 1, sop_class: str = PUSH_MODEL, data_set: bool = True) -> bytes:
    """An N-ACTION request (PS3.7 10.3.4)."""
    elements = wire.element(0x0003, sop_class.encode()) + wire.element(0x0100, struct.pack("<H", 0x0130))
    elements += wire.element(0x0110, struct.pack("<H", 7))
    elements += wire.element(0x0800, struct.pack("<H", 1 if data_set else 0x0101))
    elements += wire.element(0x1001, instance.encode()) + wire.element(_ACTION_TYPE, struct.pack("<H", action))
    return wire.element(0x0000, struct.pack("<L", len(elements))) + elements


def asked(request: bytes, data: bytes = b"", context: int = 5) -> bytes:
    """A request and its action information, in units of 128 kB."""
    units = [wire.data(wire.value(context, 3, request))]
    for at in range(0, len(data), _STEP):
        last = 2 if at + _STEP >= len(data) else 0
        units.append(wire.data(wire.value(context, last, data[at : at + _STEP])))
    return b"".join(units)


def _refused(name: str, sent: Bytes, status: str, reason: str) -> Attack:
    return Attack(17, f"N-ACTION: {name}", sent, f"status {status}", f"refused_{reason}").within(*_CONTEXTS)


def _information(name: str, data: bytes, reason: str, status: str = "0115") -> Attack:
    return _refused(name, asked(command(), data), status, reason)


_ONE = [reference("1.2.3")]
_NESTED = (struct.pack("<HHL", 8, REFERENCED_SOPS, 0xFFFFFFFF) + struct.pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF)) * 9999

ATTACKS = [
    _refused("another instance", asked(command("1.2.SENTINEL"), information("1.2", _ONE)), "0112", "sop_instance"),
    _refused("another action", asked(command(action=2), information("1.2", _ONE)), "0123", "action_type"),
    _refused("another class", asked(command(sop_class=wire.CT), information("1.2", _ONE)), "0118", "sop_class"),
    _refused("on a context of storage", asked(command(), information("1.2", _ONE), 3), "0118", "sop_class"),
    _refused("without information", asked(command(data_set=False)), "0115", "no_data_set"),
    _information("noise", bytes(range(1, 255)) * 20, "malformed_action"),
    _information("nested without end", _NESTED, "malformed_action"),
    _information("cut", information("1.2", _ONE)[:-3], "malformed_action"),
    _information("a length of 4 GB", struct.pack("<HHL", 8, 0x1195, 0xFFFFFFF0) + b"1.2", "malformed_action"),
    _information("the UID twice", element(0x1195, b"1.2") + information("1.2", _ONE), "malformed_action"),
    _information("no transaction", element(REFERENCED_SOPS, b"".join(_ONE)), "transaction_uid"),
    _information("a path as transaction", information("../../SENTINEL", _ONE), "transaction_uid"),
    _information("a transaction of 65 characters", information("1.2." + "3" * 61, _ONE), "transaction_uid"),
    _information("nothing referenced", information("1.2.3", []), "references"),
    _information("a name as instance", information("1.2.3", [*_ONE, reference("SENTINEL^JANE")]), "references"),
    _information("an instance of 1 MB", information("1.2.3", [reference("1." * 500_000 + "2")]), "references"),
    _information("items without content", information("1.2.3", [item(b"")] * 100), "references"),
    _refused(
        "a hundred thousand references",
        lambda: asked(command(), information("1.2.3", [item(b"")] * 100_000)),
        "0213",
        "too_many_references",
    ),
    _refused("of 20 MB", lambda: asked(command(), bytes(20_000_000)), "0213", "too_large"),
    Attack(
        17,
        "an answer to a report that nobody has sent",
        wire.data(wire.value(5, 3, wire.command(0x8100))),
        "abort 0/0",
        "violated_unexpected_response",
    ).within(*_CONTEXTS),
    Attack(
        17,
        "N-ACTION, and an abort in its middle",
        wire.data(wire.value(5, 3, command()), wire.value(5, 0, bytes(5000))) + wire.ABORT,
        "closed",
        "aborted refused_interrupted",
    ).within(*_CONTEXTS),
]
