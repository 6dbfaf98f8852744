"""Which attributes of an object differ from those of its clean one, and the rule that each follows from.

What differs is found by comparing, not by asking the rules what they would do: a rule that did nothing is not named,
and a change that no rule explains is named all the same. No value of either object gets into the result.
"""

from collections.abc import Iterator

from bildstrom.deid.apply import vr_of
from bildstrom.deid.content.items import CONTENT, CONTENT_ITEMS, TEXT_VALUE
from bildstrom.deid.profile.actions import Action
from bildstrom.deid.profile.rules import Rules
from bildstrom.deid.report.content import CLEANED, pairs, rule_of, value_tag
from bildstrom.deid.report.effects import effect_of
from bildstrom.deid.report.places import keyword_or_nothing, path_of
from bildstrom.deid.stamp import STAMPED
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.dicom.tree import Node, Nodes

_PIXEL_GROUPS = (0x0028, 0x7FE0)
_REFERENCE = 0x0040DB73

_Reason = tuple[pb.Effect.ValueType | None, str]
VALUE: _Reason = (pb.EFFECT_REPLACED, "value: it mentions the patient, or is not what its VR promises")
PIXELS: _Reason = (pb.EFFECT_BLANKED, "pixels: looked at and cleaned of text")
MEASURE: _Reason = (pb.EFFECT_GENERALISED, "E.3.4: ages in bands")


class Comparison:
    """Compares an object with its clean one.

    Args:
        explicit: whether the original's VRs are written.
        pixels: whether its pixels were cleaned.
    """

    def __init__(self, explicit: bool, pixels: bool) -> None:
        self._explicit = explicit
        self._pixels = pixels

    def acted(self, before: Nodes, after: Nodes, rules: Rules) -> Iterator[pb.Acted]:
        """What was done to the elements of two whole data sets; ``rules``: of their top level."""
        old, new = _by_tag(before), _by_tag(after)
        for tag in sorted(old | new):
            if tag in STAMPED:
                yield from _whole(old.get(tag), new.get(tag), path_of("", tag), (None, "stamp"))
            else:
                touched = self._pixels and tag >> 16 in _PIXEL_GROUPS
                yield from self._element((old.get(tag), new.get(tag)), rules, "", PIXELS if touched else VALUE)

    def _data_set(self, before: Nodes, after: Nodes, rules: Rules, at: str, otherwise: _Reason) -> Iterator[pb.Acted]:
        old, new = _by_tag(before), _by_tag(after)
        for tag in sorted(old | new):
            yield from self._element((old.get(tag), new.get(tag)), rules, at, otherwise)

    def _element(
        self, pair: tuple[Node | None, Node | None], rules: Rules, at: str, otherwise: _Reason
    ) -> Iterator[pb.Acted]:
        old, new = pair
        node = old or new
        assert node is not None
        path = path_of(at, node.tag)
        if old is None or new is None or not old.items or not new.items:
            yield from _whole(old, new, path, self._reason(node, rules, otherwise))
        elif node.tag in CONTENT_ITEMS and rules.cleans_content:
            yield from self._content(old, new, rules, path)
        elif len(old.items) != len(new.items):
            yield from _whole(old, new, path, self._reason(node, rules, otherwise))
        else:
            for number, (before, after) in enumerate(zip(old.items, new.items, strict=True), 1):
                yield from self._data_set(before, after, rules.inside(node.tag), f"{path}[{number}].", otherwise)

    def _content(self, old: Node, new: Node, rules: Rules, path: str) -> Iterator[pb.Acted]:
        matched = pairs(old.items or [], new.items or [])
        if matched is None:
            yield from _whole(old, new, path, (None, "E.3.4"))
            return
        for number, (before, after) in enumerate(matched, 1):
            place = f"{path}[{number}]"
            if after is None:
                yield _acted(place, old.tag, pb.EFFECT_REMOVED, rule_of(before, rules.profile))
            else:
                yield from self._item(before, after, rules.inside(old.tag), f"{place}.")

    def _item(self, before: Nodes, after: Nodes, rules: Rules, at: str) -> Iterator[pb.Acted]:
        old, new = _by_tag(before), _by_tag(after)
        valued = value_tag(before)
        for tag in sorted(old | new):
            pair = old.get(tag), new.get(tag)
            if tag == _REFERENCE:
                yield from _whole(*pair, path_of(at, tag), (pb.EFFECT_REPLACED, "E.3.4: it follows its target"))
            elif tag == valued and not _items_of(*pair):
                yield from _whole(*pair, path_of(at, tag), self._value_reason(pair, before, rules))
            else:
                yield from self._element(pair, rules, at, MEASURE if tag == valued else VALUE)

    def _value_reason(self, pair: tuple[Node | None, Node | None], item: Nodes, rules: Rules) -> _Reason:
        """Why the value of a content item is another: by the item's concept; but for texts, then by its attribute."""
        node, rule = pair[0] or pair[1], rule_of(item, rules.profile)
        assert node is not None
        if node.tag == TEXT_VALUE:
            return pb.EFFECT_CLEANED if rule == CLEANED else pb.EFFECT_REPLACED, rule
        effect, attribute = self._reason(node, rules, VALUE)
        return effect, f"{rule}; {attribute}"

    def _reason(self, node: Node, rules: Rules, otherwise: _Reason) -> _Reason:
        if node.tag >> 16 & 1 and rules.keeps_private:
            return None, "private: Table E.3.10-1 and the site's rules"
        vr = vr_of(node, self._explicit)
        treatment = rules.action(node.tag, vr)
        if node.tag == CONTENT and rules.cleans_content:
            return None, "E.3.4: each of its items goes"
        if treatment in (Action.KEEP, Action.RECURSE):
            return otherwise
        return effect_of(treatment), rules.reason(node.tag, vr)


def _whole(old: Node | None, new: Node | None, path: str, reason: _Reason) -> Iterator[pb.Acted]:
    """An element as one thing, if it differs."""
    effect, rule = reason
    node = old or new
    if node is None or (old is not None and new is not None and _same(old, new)):
        return
    if new is None:
        effect = pb.EFFECT_REMOVED
    elif old is None:
        effect = pb.EFFECT_ADDED
    elif not (new.items or len(new.value)):
        effect = pb.EFFECT_EMPTIED
    yield _acted(path, node.tag, effect or pb.EFFECT_REPLACED, rule)


def _acted(path: str, tag: int, effect: pb.Effect.ValueType, rule: str) -> pb.Acted:
    return pb.Acted(path=path, keyword=keyword_or_nothing(tag), effect=effect, rule=rule)


def _by_tag(nodes: Nodes) -> dict[int, Node]:
    return {node.tag: node for node in nodes}


def _items_of(*nodes: Node | None) -> bool:
    return any(node is not None and node.items is not None for node in nodes)


def _same(old: Node, new: Node) -> bool:
    if old.items is None or new.items is None:
        return bool(old.value == new.value) and not (old.items or new.items)
    if len(old.items) != len(new.items):
        return False
    return all(
        _by_tag(a).keys() == _by_tag(b).keys() and all(_same(x, y) for x, y in zip(a, b, strict=True))
        for a, b in zip(old.items, new.items, strict=True)
    )
