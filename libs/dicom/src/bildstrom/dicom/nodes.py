"""A data set as a tree: its elements, and the items of its sequences. Values stay as they were encoded."""

from dataclasses import dataclass

Value = bytes | memoryview


@dataclass(slots=True)
class Node:
    """An element. A sequence has ``items`` and no value.

    Attributes:
        tag: group << 16 | element.
        vr: as in :class:`Element`: as written, where none is written ``SQ`` or ``UN``.
        value: as encoded, padding included; of encapsulated pixel data all fragments, without the delimiter.
        items: data sets of a sequence; None for any other element.
        encapsulated: the value consists of fragments and is written with undefined length.
        delimited: a sequence that is written with undefined length. Of an item :class:`DelimitedItem` says that.
    """

    tag: int
    vr: bytes
    value: Value = b""
    items: "list[list[Node]] | None" = None
    encapsulated: bool = False
    delimited: bool = False


Nodes = list[Node]


class DelimitedItem(list[Node]):
    """An item that is written with undefined length."""
