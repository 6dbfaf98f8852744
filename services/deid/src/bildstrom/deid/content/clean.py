"""Cleans the items of structured content (PS3.15 E.3.4): each as its concept demands, the rest of it by attributes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bildstrom.deid.content import items as parts
from bildstrom.deid.content.action import TELLING_APART, ItemAction, item_action
from bildstrom.deid.content.age import generalised
from bildstrom.deid.content.codes import Concept
from bildstrom.deid.content.items import CONTENT, RELATIONSHIP, TEXT_VALUE, UID_VALUE
from bildstrom.deid.content.places import ROOT, ContentItem, Place, target_of, written
from bildstrom.deid.identifiers import mentions
from bildstrom.deid.profile.descriptors import CleanText
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.values import DUMMIES, padded
from bildstrom.dicom.tree import Nodes


@dataclass(frozen=True, slots=True)
class Cleaning:
    """How content is cleaned.

    Attributes:
        profile: its options count, its words for texts, and how exactly ages are told.
        names: the original's names and numbers, which no kept text may mention.
        attributes: the rules of attributes, applied to a data set.
        numbers: that stand for texts which tell things apart, by concept and text; they grow with the content.
    """

    profile: Profile
    names: frozenset[bytes]
    attributes: Callable[[Nodes], Nodes]
    numbers: dict[frozenset[Concept], dict[bytes, int]] = field(default_factory=dict)


def cleaned(content: list[Nodes], cleaning: Cleaning) -> list[Nodes]:
    """The items of a sequence of content items as they may be passed on, everything below them included."""
    return written(_content(content, ROOT, cleaning))


def _content(items: list[Nodes], parent: Place, cleaning: Cleaning) -> list[ContentItem]:
    places = ((*parent, number) for number in range(1, len(items) + 1))
    found = (_item(item, place, cleaning) for item, place in zip(items, places, strict=True))
    return [item for item in found if item is not None]


def _item(item: Nodes, place: Place, cleaning: Cleaning) -> ContentItem | None:
    own = [node for node in item if node.tag != CONTENT]
    target = target_of(own)
    if target is not None:
        return ContentItem(place, cleaning.attributes(own), target)
    kind = parts.value_type(own)
    todo = item_action(parts.names(own), kind, cleaning.profile.options)
    if todo is ItemAction.REMOVE and not _carries_coordinates(own, kind):
        return None
    nodes = _valued(own, kind, todo, cleaning)
    if nodes is None:
        return None
    below = [inner for node in item if node.tag == CONTENT for inner in node.items or []]
    return ContentItem(place, nodes, None, _content(below, place, cleaning))


def _carries_coordinates(item: Nodes, kind: str) -> bool:
    """Whether coordinates mean nothing without this item (PS3.3 C.18.6): it stays, its references are mapped."""
    return kind in parts.REFERENCES and parts.text_of(item, RELATIONSHIP) == "SELECTED FROM"


def _valued(item: Nodes, kind: str, todo: ItemAction, cleaning: Cleaning) -> Nodes | None:
    """The item with its new value; None if the value is lost although it had one, which would be invalid."""
    nodes = cleaning.attributes(item)
    before = parts.value_of(item, kind)
    if before is None or parts.is_empty(before):
        return nodes
    if kind == "TEXT":
        text = _text(bytes(before.value), todo, parts.names(item), cleaning)
        return parts.with_value(nodes, TEXT_VALUE, b"UT", text)
    if kind == "NUM" and todo is ItemAction.KEEP:
        return generalised(nodes, cleaning.profile.generalisation.age_band)
    if kind == "UIDREF" and todo is ItemAction.KEEP:
        return parts.with_value(nodes, UID_VALUE, b"UI", before.value)
    return None if parts.is_empty(parts.value_of(nodes, kind)) else nodes


def _text(value: bytes, todo: ItemAction, names: frozenset[Concept], cleaning: Cleaning) -> bytes:
    if todo is ItemAction.DUMMY and names & TELLING_APART:
        numbers = cleaning.numbers.setdefault(names, {})
        return padded(b"REMOVED %d" % numbers.setdefault(value.strip(b"\0 "), len(numbers) + 1))
    if todo is ItemAction.CLEAN:
        value = CleanText(cleaning.profile.words).new_value("UT", value) or b""
    kept = todo in (ItemAction.KEEP, ItemAction.CLEAN)
    if not kept or not value or any(mentions(value, name) for name in cleaning.names):
        return DUMMIES["UT"]
    return value
