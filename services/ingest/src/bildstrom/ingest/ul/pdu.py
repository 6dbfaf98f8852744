"""Protocol data units (PS3.8 section 9.3): the association request taken apart, and every unit that an acceptor sends.

Nothing of a request is trusted: every length is compared with what is there, and numbers and sizes are bounded.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ASSOCIATE_RQ, ASSOCIATE_AC, ASSOCIATE_RJ, P_DATA, RELEASE_RQ, RELEASE_RP, ABORT = range(1, 8)

APPLICATION_CONTEXT = "1.2.840.10008.3.1.1.1"
MAX_CONTEXTS = 128  # odd numbers up to 255
MAX_ITEMS = 4096  # in a request, sub-items included; 128 contexts of 20 transfer syntaxes have 2,700

_HEAD = struct.Struct(">BxL")
_ITEM = struct.Struct(">BxH")
_FIXED = struct.Struct(">H2x16s16s32s")


class MalformedPdu(Exception):
    """A unit's content is not what PS3.8 says."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A presentation context as it was proposed; transfer syntaxes in the proposer's order."""

    id: int
    abstract_syntax: str
    transfer_syntaxes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AssociateRequest:
    """An A-ASSOCIATE-RQ (PS3.8 table 9-11).

    Attributes:
        titles: called and calling AE title and the reserved bytes, which the answer repeats.
        max_pdu: that the requestor takes; 0 means any.
        roles: SOP class to (SCU, SCP) as proposed (PS3.7 D.3.3.4).
        extended: SOP class to application information (PS3.7 D.3.3.5).
        storage_classes: SOP classes that the requestor declares to be of the storage service (PS3.7 D.3.3.6).
    """

    version: int
    titles: bytes
    application_context: str
    proposals: tuple[Proposal, ...]
    max_pdu: int
    roles: dict[str, tuple[bool, bool]]
    extended: dict[str, bytes]
    storage_classes: frozenset[str]

    @property
    def called_ae_title(self) -> bytes:
        """As sent, without padding."""
        return self.titles[:16].strip(b" \0")

    @property
    def calling_ae_title(self) -> bytes:
        """As sent, without padding."""
        return self.titles[16:32].strip(b" \0")


class _Items:
    """Splits items (type, reserved, 16-bit length, value) and counts them over the whole request."""

    def __init__(self) -> None:
        self._left = MAX_ITEMS

    def split(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        at = 0
        while at < len(data):
            self._left -= 1
            if self._left < 0 or at + 4 > len(data):
                raise MalformedPdu
            kind, length = _ITEM.unpack_from(data, at)
            at += 4
            if at + length > len(data):
                raise MalformedPdu
            yield kind, data[at : at + length]
            at += length


def parse_associate_request(body: bytes) -> AssociateRequest:
    """Take apart what follows the six bytes of a unit's head.

    Raises:
        MalformedPdu: lengths, numbers or identifiers are not as PS3.8 says.
    """
    if len(body) < _FIXED.size:
        raise MalformedPdu
    (version,) = struct.unpack_from(">H", body)
    items = _Items()
    application_context, proposals, user = "", [], b""
    for kind, value in items.split(body[_FIXED.size :]):
        if kind == 0x10:
            application_context = _uid(value)
        elif kind == 0x20:
            proposals.append(_proposal(value, items))
        elif kind == 0x50:
            user = value
    numbers = [proposal.id for proposal in proposals]
    distinct = len(set(numbers)) == len(numbers) and all(number & 1 for number in numbers)
    if not distinct or not 0 < len(numbers) <= MAX_CONTEXTS:
        raise MalformedPdu
    max_pdu, roles, extended, storage = _user_information(user, items)
    return AssociateRequest(
        version, body[4 : _FIXED.size], application_context, tuple(proposals), max_pdu, roles, extended, storage
    )


def _proposal(value: bytes, items: _Items) -> Proposal:
    if len(value) < 4:
        raise MalformedPdu
    abstract, transfer = "", []
    for kind, content in items.split(value[4:]):
        if kind == 0x30:
            abstract = _uid(content)
        elif kind == 0x40:
            transfer.append(_uid(content))
    if not abstract or not transfer:
        raise MalformedPdu
    return Proposal(value[0], abstract, tuple(transfer))


def _user_information(
    user: bytes, items: _Items
) -> tuple[int, dict[str, tuple[bool, bool]], dict[str, bytes], frozenset[str]]:
    """Maximum length, roles, extended negotiation; what needs no answer (identity, window) is skipped."""
    max_pdu = 0
    roles: dict[str, tuple[bool, bool]] = {}
    extended: dict[str, bytes] = {}
    storage: set[str] = set()
    for kind, value in items.split(user):
        if kind == 0x51:
            if len(value) != 4:
                raise MalformedPdu
            max_pdu = int.from_bytes(value, "big")
        elif kind in (0x54, 0x56, 0x57):
            uid, rest = _counted(value)
            if kind == 0x54 and len(rest) == 2:
                roles[uid] = (rest[0] == 1, rest[1] == 1)
            elif kind == 0x56:
                extended[uid] = rest
            elif kind == 0x57 and _counted(rest)[0] == "1.2.840.10008.4.2":
                storage.add(uid)
    if 0 < max_pdu < 128:  # no response of ours would fit
        raise MalformedPdu
    return max_pdu, roles, extended, frozenset(storage)


def _counted(value: bytes) -> tuple[str, bytes]:
    length = int.from_bytes(value[:2], "big")
    if len(value) < 2 + length:
        raise MalformedPdu
    return _uid(value[2 : 2 + length]), value[2 + length :]


def _uid(value: bytes) -> str:
    text = value.rstrip(b"\0 ")
    if not 0 < len(text) <= 64 or text.strip(b"0123456789."):
        raise MalformedPdu
    return text.decode("ascii")


def item(kind: int, value: bytes) -> bytes:
    """An item or sub-item."""
    return _ITEM.pack(kind, len(value)) + value


def unit(kind: int, body: bytes) -> bytes:
    """A whole unit."""
    return _HEAD.pack(kind, len(body)) + body


def associate_accept(titles: bytes, contexts: Sequence[tuple[int, int, str]], user: bytes) -> bytes:
    """An A-ASSOCIATE-AC.

    Args:
        titles: of the request.
        contexts: number, result (PS3.8 table 9-18), transfer syntax.
        user: sub-items of the user information.
    """
    results = b"".join(
        item(0x21, bytes((number, 0, result, 0)) + item(0x40, syntax.encode())) for number, result, syntax in contexts
    )
    application = item(0x10, APPLICATION_CONTEXT.encode())
    return unit(ASSOCIATE_AC, b"\x00\x01\x00\x00" + titles + application + results + item(0x50, user))


def associate_reject(result: int, source: int, reason: int) -> bytes:
    """An A-ASSOCIATE-RJ (PS3.8 table 9-21)."""
    return unit(ASSOCIATE_RJ, bytes((0, result, source, reason)))


def abort(source: int, reason: int) -> bytes:
    """An A-ABORT (PS3.8 table 9-26)."""
    return unit(ABORT, bytes((0, 0, source, reason)))


def release_response() -> bytes:
    """An A-RELEASE-RP."""
    return unit(RELEASE_RP, bytes(4))


def command(context_id: int, command_set: bytes, max_pdu: int) -> bytes:
    """A whole command set as P-DATA-TF units that the receiver takes; nearly always one."""
    return _values(context_id, command_set, max_pdu, 0b01)


def data_set(context_id: int, encoded: bytes, max_pdu: int) -> bytes:
    """A whole data set as P-DATA-TF units that the receiver takes."""
    return _values(context_id, encoded, max_pdu, 0b00)


def _values(context_id: int, content: bytes, max_pdu: int, control: int) -> bytes:
    most = (max_pdu or 131_072) - 6
    units = []
    for at in range(0, len(content), most):
        last = 0b10 if at + most >= len(content) else 0
        piece = content[at : at + most]
        head = struct.pack(">LBB", len(piece) + 2, context_id, control | last)
        units.append(unit(P_DATA, head + piece))
    return b"".join(units)
