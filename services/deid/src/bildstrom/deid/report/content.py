"""Content items before and after: which of them stayed, and the rule of those that did not (PS3.15 E.3.4)."""

from collections.abc import Sequence

from bildstrom.deid.content.action import ItemAction, item_action
from bildstrom.deid.content.items import CONTENT, NAME, RELATIONSHIP, VALUE_TYPE, VALUES, names, value_type
from bildstrom.deid.content.places import target_of
from bildstrom.deid.profile.profile import Profile
from bildstrom.dicom.tree import Nodes

_LABELS = (VALUE_TYPE, RELATIONSHIP, NAME)
_WORDS = {
    ItemAction.BY_ATTRIBUTE: "by attribute",
    ItemAction.KEEP: "kept unless it mentions the patient",
    ItemAction.CLEAN: "cleaned",
    ItemAction.DUMMY: "replaced",
    ItemAction.REMOVE: "removed",
}


def _rule(action: ItemAction) -> str:
    return f"E.3.4: {_WORDS[action]}"


CLEANED = _rule(ItemAction.CLEAN)


def pairs(before: Sequence[Nodes], after: Sequence[Nodes]) -> list[tuple[Nodes, Nodes | None]] | None:
    """Each item as it was with what it became, None where it went; no list at all if they cannot be told apart.

    Items keep their order, and what they are called; so those that stayed are a subsequence of those that were.
    """
    found: list[tuple[Nodes, Nodes | None]] = []
    left = list(after)
    for item in before:
        stayed = bool(left) and _called(item) == _called(left[0])
        found.append((item, left.pop(0) if stayed else None))
    return None if left else found


def rule_of(item: Nodes, profile: Profile) -> str:
    """The rule that an item falls under."""
    own = [node for node in item if node.tag != CONTENT]
    return _rule(item_action(names(own), value_type(own), profile.options))


def value_tag(item: Nodes) -> int | None:
    """The attribute with an item's value."""
    return VALUES.get(value_type(item))


def _called(item: Nodes) -> object:
    own = [node for node in item if node.tag != CONTENT]
    labels = [(node.tag, bytes(node.value), names(own)) for node in own if node.tag in _LABELS]
    return labels, target_of(own) is not None, {node.tag for node in own if node.tag in VALUES.values()}
