"""What an association request is answered: presentation contexts, roles, extended negotiation."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from bildstrom.dicom.encoding import DEFLATED, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE
from bildstrom.dicom.part10 import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION
from bildstrom.ingest.ul.framing import MAX_PDU
from bildstrom.ingest.ul.pdu import associate_accept, item
from bildstrom.ingest.ul.request import AssociateRequest, Proposal

VERIFICATION = "1.2.840.10008.1.1"

# What a data set that is not encapsulated may be written in, the one that keeps most of it first: explicit VR keeps the
# VRs of private elements, and little endian is what nearly every object was written in.
_NATIVE = (EXPLICIT_LITTLE, IMPLICIT_LITTLE, DEFLATED, EXPLICIT_BIG)

_WRITTEN = frozenset({EXPLICIT_LITTLE, IMPLICIT_LITTLE})

_STORAGE_ROOT = "1.2.840.10008.5.1.4.1.1."
_STANDARD_ROOT = "1.2.840.10008."
# PS3.4 B.5 lists storage classes with a study outside the root, and other services inside it.
_STORAGE_ELSEWHERE = frozenset(
    {"1.2.840.10008.5.1.4.34.1", "1.2.840.10008.5.1.4.34.7", "1.2.840.10008.5.1.4.34.10"}
    | {"1.2.840.10008.5.1.1.27", "1.2.840.10008.5.1.1.29", "1.2.840.10008.5.1.1.30"}
)
_NOT_STORAGE = frozenset(
    {f"{_STORAGE_ROOT}200.{number}" for number in (4, 5, 6)}
    | {f"{_STORAGE_ROOT}201.{number}" for number in range(2, 7)}
)

ACCEPTED, ABSTRACT_SYNTAX_REFUSED, TRANSFER_SYNTAXES_REFUSED = 0, 3, 4  # PS3.8 table 9-18

# PS3.4 B.3.1: level 0 (local), signatures unspecified, elements may be coerced. What leaves Bildstrom is de-identified.
_STORAGE_INFORMATION = bytes((0, 0, 0, 0, 1, 0))


@dataclass(frozen=True, slots=True)
class Context:
    """An accepted presentation context."""

    id: int
    abstract_syntax: str
    transfer_syntax: str


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What is accepted.

    Attributes:
        private_classes: whether SOP classes outside DICOM's root are taken as storage classes.
        others: SOP classes beside verification and storage; their data sets are written by us too, so they are taken
            in the two syntaxes alone that we write.
    """

    private_classes: bool = True
    others: frozenset[str] = frozenset()

    def accepts(self, sop_class: str, declared_storage: frozenset[str]) -> bool:
        """Whether a context for a SOP class is accepted."""
        if sop_class == VERIFICATION or sop_class in self.others:
            return True
        return self.stores(sop_class, declared_storage)

    def stores(self, sop_class: str, declared_storage: frozenset[str] = frozenset()) -> bool:
        """Whether a SOP class belongs to the storage service here."""
        if not sop_class.startswith(_STANDARD_ROOT):
            return self.private_classes
        if sop_class in _STORAGE_ELSEWHERE or sop_class in declared_storage:
            return True
        return sop_class.startswith(_STORAGE_ROOT) and sop_class not in _NOT_STORAGE


def chosen(transfer_syntaxes: Sequence[str]) -> str:
    """The transfer syntax that a sender most likely has the object in, so that it re-encodes nothing.

    The first one proposed is the sender's preference. When that is not encapsulated, the sender can write any other one
    of these too, and the one is taken that loses least.
    """
    first = transfer_syntaxes[0]
    if first not in _NATIVE:
        return first
    return next(syntax for syntax in _NATIVE if syntax in transfer_syntaxes)


def negotiated(request: AssociateRequest, capabilities: Capabilities) -> tuple[dict[int, Context], bytes]:
    """The accepted contexts by number, and the A-ASSOCIATE-AC that says so."""
    contexts: dict[int, Context] = {}
    results = []
    for proposal in request.proposals:
        ours = proposal.abstract_syntax in capabilities.others
        written = [one for one in proposal.transfer_syntaxes if one in _WRITTEN] if ours else []
        syntax = chosen(written or proposal.transfer_syntaxes)
        result = _result(proposal, request, capabilities)
        if result == ACCEPTED:
            contexts[proposal.id] = Context(proposal.id, proposal.abstract_syntax, syntax)
        results.append((proposal.id, result, syntax))
    return contexts, associate_accept(request.titles, results, _user_information(request, capabilities, contexts))


def _result(proposal: Proposal, request: AssociateRequest, capabilities: Capabilities) -> int:
    """A context is of use if its proposer asks, which is the default role (PS3.7 D.3.3.4)."""
    asks, _ = request.roles.get(proposal.abstract_syntax, (True, False))
    if not asks or not capabilities.accepts(proposal.abstract_syntax, request.storage_classes):
        return ABSTRACT_SYNTAX_REFUSED
    if proposal.abstract_syntax in capabilities.others and not _WRITTEN & set(proposal.transfer_syntaxes):
        return TRANSFER_SYNTAXES_REFUSED
    return ACCEPTED


def _user_information(request: AssociateRequest, capabilities: Capabilities, contexts: dict[int, Context]) -> bytes:
    """The order of PS3.7 annex D: length, implementation, roles, version, extended negotiation.

    No window of asynchronous operations and no user identity is answered, which means one operation at a time, and that
    identities are not looked at.
    """
    classes = {context.abstract_syntax for context in contexts.values()}
    items = [item(0x51, struct.pack(">L", MAX_PDU)), item(0x52, IMPLEMENTATION_CLASS_UID.encode())]
    for uid, (asks, _) in request.roles.items():
        if uid in classes:
            items.append(item(0x54, _counted(uid) + bytes((asks, 0))))
    items.append(item(0x55, IMPLEMENTATION_VERSION.encode()))
    for uid in request.extended:
        if uid in classes and capabilities.stores(uid, request.storage_classes):
            items.append(item(0x56, _counted(uid) + _STORAGE_INFORMATION))
    return b"".join(items)


def _counted(uid: str) -> bytes:
    return struct.pack(">H", len(uid)) + uid.encode()
