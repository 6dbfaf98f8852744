"""An association request taken apart (PS3.8 section 9.3.2).

Nothing of it is trusted: every length is compared with what is there, and numbers and sizes are bounded.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAX_CONTEXTS = 128  # odd numbers up to 255
MAX_ITEMS = 4096  # in a request, sub-items included; 128 contexts of 20 transfer syntaxes have 2,700

_ITEM = struct.Struct(">BxH")
_FIXED = struct.Struct(">H2x16s16s32s")


class MalformedRequest(Exception):
    """The content is not what PS3.8 says."""


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
                raise MalformedRequest
            kind, length = _ITEM.unpack_from(data, at)
            at += 4
            if at + length > len(data):
                raise MalformedRequest
            yield kind, data[at : at + length]
            at += length


def parse_associate_request(body: bytes) -> AssociateRequest:
    """Take apart what follows the six bytes of a unit's head.

    Raises:
        MalformedRequest: lengths, numbers or identifiers are not as PS3.8 says.
    """
    if len(body) < _FIXED.size:
        raise MalformedRequest
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
        raise MalformedRequest
    max_pdu, roles, extended, storage = _user_information(user, items)
    return AssociateRequest(
        version, body[4 : _FIXED.size], application_context, tuple(proposals), max_pdu, roles, extended, storage
    )


def _proposal(value: bytes, items: _Items) -> Proposal:
    if len(value) < 4:
        raise MalformedRequest
    abstract, transfer = "", []
    for kind, content in items.split(value[4:]):
        if kind == 0x30:
            abstract = _uid(content)
        elif kind == 0x40:
            transfer.append(_uid(content))
    if not abstract or not transfer:
        raise MalformedRequest
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
                raise MalformedRequest
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
        raise MalformedRequest
    return max_pdu, roles, extended, frozenset(storage)


def _counted(value: bytes) -> tuple[str, bytes]:
    length = int.from_bytes(value[:2], "big")
    if len(value) < 2 + length:
        raise MalformedRequest
    return _uid(value[2 : 2 + length]), value[2 + length :]


def _uid(value: bytes) -> str:
    text = value.rstrip(b"\0 ")
    if not 0 < len(text) <= 64 or text.strip(b"0123456789."):
        raise MalformedRequest
    return text.decode("ascii")
