"""Where content items stand, and references from one to another by that place (PS3.3 C.17.3.2.5).

A Referenced Content Item Identifier (0040,DB73) counts from the root, 1, down: 1.2.3 is the third item in the second of
the root. When items go, those behind them move up, so what refers to them has to follow.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from bildstrom.deid.content.items import CONTENT, REFERENCE
from bildstrom.dicom.tree import Node, Nodes

Place = tuple[int, ...]
ROOT: Place = (1,)


@dataclass(slots=True)
class ContentItem:
    """An item that stays: where it stood, its clean elements without its items, and those items.

    Attributes:
        target: the place that it refers to instead of having a value; None for an item with a value.
    """

    place: Place
    nodes: Nodes
    target: Place | None = None
    content: list["ContentItem"] = field(default_factory=list)


def target_of(item: Nodes) -> Place | None:
    """The place that an item refers to, as it is written; None if it has a value of its own."""
    for node in item:
        if node.tag == REFERENCE:
            value = bytes(node.value)
            return struct.unpack(f"<{len(value) // 4}L", value[: len(value) // 4 * 4])
    return None


def written(content: list[ContentItem]) -> list[Nodes]:
    """The items as data sets; references follow their targets, and go with them.

    A reference to a reference goes too: it has no meaning (PS3.3 C.17.3.2.5).
    """
    targets = {ROOT} | {item.place for item in _flat(content) if item.target is None}
    resolved = _resolvable(content, targets)
    moved = {ROOT: ROOT} | dict(_moves(resolved, ROOT))
    return [_written(item, moved) for item in resolved]


def _flat(content: list[ContentItem]) -> Iterator[ContentItem]:
    for item in content:
        yield item
        yield from _flat(item.content)


def _resolvable(content: list[ContentItem], targets: set[Place]) -> list[ContentItem]:
    return [
        ContentItem(item.place, item.nodes, item.target, _resolvable(item.content, targets))
        for item in content
        if item.target is None or item.target in targets
    ]


def _moves(content: list[ContentItem], parent: Place) -> Iterator[tuple[Place, Place]]:
    for number, item in enumerate(content, 1):
        place = (*parent, number)
        yield item.place, place
        yield from _moves(item.content, place)


def _written(item: ContentItem, moved: dict[Place, Place]) -> Nodes:
    nodes = item.nodes
    if item.content:
        below = Node(CONTENT, b"SQ", items=[_written(inner, moved) for inner in item.content])
        nodes = sorted([*nodes, below], key=lambda node: node.tag)
    if item.target is None:
        return nodes
    place = moved[item.target]
    value = struct.pack(f"<{len(place)}L", *place)
    return [Node(REFERENCE, node.vr, value) if node.tag == REFERENCE else node for node in nodes]
