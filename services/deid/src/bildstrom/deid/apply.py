"""Applies the rules to a data set: a tree in, a new tree out. Nothing of it depends on anything but its arguments."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bildstrom.deid import values
from bildstrom.deid.content.clean import Cleaning, cleaned
from bildstrom.deid.content.items import CONTENT, CONTENT_ITEMS
from bildstrom.deid.identifiers import mentions
from bildstrom.deid.profile.actions import Action, Treatment
from bildstrom.deid.profile.blocks import block_of, creators, is_creator
from bildstrom.deid.profile.dictionary import TEXT, dictionary_vrs
from bildstrom.deid.profile.rules import Rules
from bildstrom.dicom.pseudonym import pseudonymous_accession, pseudonymous_ae_title, pseudonymous_patient_id
from bildstrom.dicom.tree import Node, Nodes

_SHORT = 64  # bytes; longer values seldom come again


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose object this is, and how it is encoded.

    Attributes:
        key: the project's.
        weeks: how far the patient's dates move.
        explicit: whether VRs are written; then one that cannot be known makes its element go.
        names: the original's names and numbers, which no kept text may mention.
        known: what became of items, and of short values, by what decides that: a tree shares items that come again.
    """

    key: bytes
    weeks: int
    explicit: bool
    names: frozenset[bytes]
    known: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)


def apply(nodes: Nodes, subject: Subject, rules: Rules) -> Nodes:
    """The de-identified elements of one data set, its sequences' items included; ``rules``: of this level."""
    if not rules.keeps_private:
        return [new for node in nodes if (new := _applied(node, subject, rules)) is not None]
    known = creators((node.tag, bytes(node.value)) for node in nodes if is_creator(node.tag))
    kept = [new for node in nodes if (new := _of_any_group(node, subject, rules, known)) is not None]
    used = {block_of(node.tag) for node in kept}
    return [node for node in kept if not is_creator(node.tag) or node.tag in used]


def _of_any_group(node: Node, subject: Subject, rules: Rules, known: dict[int, str]) -> Node | None:
    if not node.tag >> 16 & 1:
        return _applied(node, subject, rules)
    if is_creator(node.tag):
        return Node(node.tag, b"LO", node.value)
    action, vr = rules.private(known.get(block_of(node.tag), ""), node.tag, node.vr.decode("ascii"))
    return _treated(node, vr, action, subject, rules)


def _applied(node: Node, subject: Subject, rules: Rules) -> Node | None:
    vr = vr_of(node, subject.explicit)
    return _treated(node, vr, rules.action(node.tag, vr), subject, rules)


def _treated(node: Node, vr: str, action: Treatment, subject: Subject, rules: Rules) -> Node | None:
    if action is Action.REMOVE:
        return None
    written = vr.encode("ascii")
    if action is Action.RECURSE and node.tag in CONTENT_ITEMS and rules.cleans_content:
        return _content(node, subject, rules)
    if action is Action.RECURSE:
        items = _items(node.items or [], subject, rules.inside(node.tag))
        return Node(node.tag, written, items=items, delimited=node.delimited)
    if action is Action.EMPTY:
        return _emptied(node.tag, written)
    if action is Action.KEEP and vr in ("OB", "OW"):  # not copied: these are the megabytes
        return Node(node.tag, written, node.value, encapsulated=node.encapsulated)
    value = _value(action, vr, bytes(node.value), subject)
    return _emptied(node.tag, written) if value is None else Node(node.tag, written, value)


def _items(items: list[Nodes], subject: Subject, rules: Rules) -> list[Nodes]:
    """Each item by the rules of their sequence; the same list for the same list."""
    key = id(items), id(rules)  # both outlive the call: the tree and the rules hold them
    found: list[Nodes] | None = subject.known.get(key)
    if found is None:
        subject.known[key] = found = [type(item)(apply(item, subject, rules)) for item in items]
    return found


def _value(action: Treatment, vr: str, value: bytes, subject: Subject) -> bytes | None:
    if len(value) > _SHORT:
        return new_value(action, vr, value, subject)
    key = action, vr, value
    try:
        return subject.known[key]  # type: ignore[no-any-return]
    except KeyError:
        subject.known[key] = new = new_value(action, vr, value, subject)
        return new


def _content(node: Node, subject: Subject, rules: Rules) -> Node | None:
    attributes = partial(apply, subject=subject, rules=rules.inside(node.tag))
    cleaning = Cleaning(rules.profile, subject.names, attributes)
    items = cleaned(node.items or [], cleaning)
    return Node(node.tag, b"SQ", items=items) if items or node.tag != CONTENT else None


def vr_of(node: Node, explicit: bool) -> str:
    """The written VR; where none is written or it is UN, the dictionary's, if that is unambiguous or not needed."""
    if node.vr != b"UN":
        return node.vr.decode("ascii")
    allowed = dictionary_vrs(node.tag)
    if not allowed or "SQ" in allowed or (explicit and len(allowed) > 1):
        return "UN"
    return allowed[-1]  # OB or OW: OW, which implicit VR means (PS3.5 A.1)


def _emptied(tag: int, vr: bytes) -> Node:
    return Node(tag, vr, items=[]) if vr == b"SQ" else Node(tag, vr)


def new_value(action: Treatment, vr: str, value: bytes, subject: Subject) -> bytes | None:
    """What stands instead of a value, by whichever path it is written; None: nothing."""
    if not isinstance(action, Action):
        new = action.new_value(vr, value)
        return None if new is None else _kept(vr, new, subject.names)
    match action:
        case Action.KEEP:
            return _kept(vr, value, subject.names)
        case Action.DUMMY:
            return values.DUMMIES[vr]
        case Action.MAP_UIDS:
            return values.mapped_uids(subject.key, value)
        case Action.SHIFT_DATE:
            return values.shifted(vr, value, subject.weeks)
        case Action.KEEP_DATE:
            return values.date_as_it_is(vr, value)
        case Action.KEEP_TIME:
            return values.time_of_day(value)
        case _:
            return _pseudonym(action, value, subject.key)


def _kept(vr: str, value: bytes, names: frozenset[bytes]) -> bytes | None:
    if vr in TEXT and any(mentions(value, name) for name in names):
        return values.DUMMIES[vr]
    return value if values.well_formed(vr, value) else None


def _pseudonym(action: Action, value: bytes, key: bytes) -> bytes | None:
    text = value.decode("utf-8", "surrogateescape").strip("\0 ")  # surrogates carry any other character set's bytes
    if not text:
        return None
    pseudonym = {
        Action.PSEUDONYMISE_PATIENT: pseudonymous_patient_id,
        Action.PSEUDONYMISE_ACCESSION: pseudonymous_accession,
        Action.PSEUDONYMISE_AE: pseudonymous_ae_title,
    }[action]
    return values.padded(pseudonym(key, text).encode("ascii"))
