"""The two ways from an object's bytes to its new data set. On whatever both can read they give the same bytes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from bildstrom.deid.apply import Subject, apply
from bildstrom.deid.identifiers import Identifiers, identifiers
from bildstrom.deid.pixels.eyes import Eyes
from bildstrom.deid.pixels.looking import Cleaned
from bildstrom.deid.pixels.options import Heads
from bildstrom.deid.pixels.overridden import NOTHING, Overridden, looked_unless
from bildstrom.deid.pixels.policy import judge
from bildstrom.deid.pixels.suspicion import Suspicion, suspicion
from bildstrom.deid.profile.options import Option
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.rules import Rules, rules_for
from bildstrom.deid.quarantine import UNREADABLE, UNSUPPORTED_TRANSFER_SYNTAX, Quarantine, quarantine
from bildstrom.deid.splice.fast import read
from bildstrom.deid.splice.write import Written
from bildstrom.deid.stamp import STAMPED, stamp, stamped
from bildstrom.dicom.byteorder import ByteOrderUnknownError, little_endian
from bildstrom.dicom.encoding import EXPLICIT_BIG, EXPLICIT_LE, EXPLICIT_LITTLE, IMPLICIT_LE
from bildstrom.dicom.identify import MAX_INFLATED, Identity, identify
from bildstrom.dicom.part10 import DataSet, open_file
from bildstrom.dicom.pseudonym import date_shift_weeks, pseudonymous_patient_id
from bildstrom.dicom.tree import Nodes, read_tree, write_tree
from bildstrom.dicom.verdict import Refusal

_BITS_ALLOCATED = 0x00280100


@dataclass(frozen=True, slots=True)
class Case:
    """What an object is de-identified for.

    Attributes:
        key: the project's.
        eyes: what looks at pixels that may show text.
        check: keeps back what is not the object that was announced.
        overridden: checks that a person has made instead.
    """

    profile: Profile
    key: bytes
    eyes: Eyes | None
    check: Callable[[Identity], None]
    overridden: Overridden = NOTHING


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A de-identified data set, and what the second look asks about it.

    Attributes:
        identity: of the object as it was, in the transfer syntax that it is written in now.
    """

    written: Written
    explicit: bool
    identity: Identity
    original: Identifiers
    rules: Rules


def spliced(raw: bytes, case: Case) -> Rewritten | None:
    """The fast path: what is not changed is copied as it is; None: declined.

    Raises:
        Quarantine: it must not be passed on.
    """
    profile, key = case.profile, case.key
    if profile.pixels.heads is not Heads.IGNORED:  # asks for more of an object than the fast path keeps of it
        return None
    if case.overridden:
        return None
    draft = read(raw, partial(rules_for, profile))
    if draft is None:
        return None
    identity = draft.identity
    case.check(identity)
    judge(identity, draft.watched, Option.STRUCTURED_CONTENT in profile.options)
    if suspicion(identity, draft.watched, believes_no=profile.pixels.believes_no) is not Suspicion.NONE:
        return None
    weeks, patient = _patient(identity, key)
    written = draft.write(key, weeks, _encoded_stamp(patient, profile, draft.explicit))
    return None if written is None else Rewritten(written, draft.explicit, identity, draft.original, draft.rules)


def rebuilt(raw: bytes, case: Case) -> Rewritten:
    """The slow path: the object is taken apart into a tree, and put together from a new one.

    Raises:
        Quarantine: it must not be passed on.
    """
    profile, key = case.profile, case.key
    identity, data_set, nodes = in_little_endian(*taken_apart(raw, case))
    judge(identity, nodes, Option.STRUCTURED_CONTENT in profile.options)
    look = looked_unless(case.overridden, identity, nodes, profile.pixels, case.eyes)
    if isinstance(look, Cleaned):
        identity, data_set, nodes = parted(look.raw)
    weeks, patient = _patient(identity, key)
    rules = rules_for(profile, identity.sop_class_uid)
    original = identifiers(nodes, rules)
    subject = Subject(key, weeks, data_set.encoding.explicit, original.names)
    clean = stamped(apply(nodes, subject, rules), patient, profile, look.codes)
    written = Written(b"".join(write_tree(clean, data_set.encoding)), [])
    return Rewritten(written, subject.explicit, identity, original, rules)


def taken_apart(raw: bytes, case: Case) -> tuple[Identity, DataSet, Nodes]:
    """An object as a tree.

    Raises:
        Quarantine: it cannot be read, or is not the one that was announced.
    """
    identity, data_set, nodes = parted(raw)
    case.check(identity)
    return identity, data_set, nodes


def parted(raw: bytes) -> tuple[Identity, DataSet, Nodes]:
    """An object as a tree, whichever it is said to be.

    Raises:
        Quarantine: it cannot be read.
    """
    identity = identify(raw)
    if isinstance(identity, Refusal):
        raise quarantine(identity)
    data_set = open_file(raw, MAX_INFLATED)
    if isinstance(data_set, Refusal):
        raise quarantine(data_set)
    if not data_set.whole:
        raise Quarantine(UNREADABLE)
    nodes = read_tree(data_set)
    if isinstance(nodes, Refusal):
        raise quarantine(nodes)
    return identity, data_set, nodes


def in_little_endian(identity: Identity, data_set: DataSet, nodes: Nodes) -> tuple[Identity, DataSet, Nodes]:
    """The same object; one in big endian as it is in explicit VR little endian.

    Pixels of more than 16 bits are kept back: PS3.5 8.1.1 lays them in 16-bit words, writers turned them whole.
    """
    if identity.transfer_syntax_uid != EXPLICIT_BIG:
        return identity, data_set, nodes
    try:
        nodes = little_endian(nodes)
    except ByteOrderUnknownError:
        raise Quarantine(UNREADABLE) from None
    if any(node.tag == _BITS_ALLOCATED and int.from_bytes(bytes(node.value), "little") > 16 for node in nodes):
        raise Quarantine(UNSUPPORTED_TRANSFER_SYNTAX)
    return (
        replace(identity, transfer_syntax_uid=EXPLICIT_LITTLE),
        replace(data_set, transfer_syntax=EXPLICIT_LITTLE),
        nodes,
    )


def _patient(identity: Identity, key: bytes) -> tuple[int, str]:
    seed = identity.patient_id.decode("utf-8", "surrogateescape") or f"study {identity.study_uid}"
    return _weeks_and_pseudonym(key, seed)


@lru_cache(maxsize=1024)
def _weeks_and_pseudonym(key: bytes, patient_id: str) -> tuple[int, str]:
    return date_shift_weeks(key, patient_id), pseudonymous_patient_id(key, patient_id)


@lru_cache(maxsize=1024)
def _encoded_stamp(patient: str, profile: Profile, explicit: bool) -> dict[int, bytes]:
    encoding = EXPLICIT_LE if explicit else IMPLICIT_LE
    elements = {node.tag: b"".join(write_tree([node], encoding)) for node in stamp(patient, profile)}
    return {tag: elements.get(tag, b"") for tag in STAMPED}
