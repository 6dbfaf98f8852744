"""A data set as a tree of elements, read from bytes and written back to bytes. Values stay as they were encoded."""

from dataclasses import dataclass

from bildstrom.dicom.element import DEFAULT_LIMITS, ITEM, ITEM_END, SEQUENCE_END, UNDEFINED, Limits
from bildstrom.dicom.encoding import LONG_VRS, Encoding
from bildstrom.dicom.part10 import DataSet
from bildstrom.dicom.sequences import is_sequence
from bildstrom.dicom.verdict import Refusal
from bildstrom.dicom.walk import Walk

Value = bytes | memoryview
_SHORT_LIMIT = 0xFFFE  # what a 16-bit length can hold, even


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


def read_tree(data_set: DataSet, limits: Limits = DEFAULT_LIMITS) -> Nodes | Refusal:
    """Read a data set whole; refused if its structure is not sound or its elements are out of order.

    Values are views of the buffer. Sequences written as UN are read too; they come back written as SQ.
    """
    view = memoryview(data_set.data)
    walk = Walk(view, data_set.start, data_set.encoding, is_sequence, limits)
    levels: list[Nodes] = [[]]
    for element in walk:
        if element.tag == ITEM:
            del levels[element.depth :]
            items = levels[-1][-1].items
            assert items is not None  # an item comes after its sequence
            levels.append(DelimitedItem() if element.delimited else [])
            items.append(levels[-1])
            continue
        if element.vr == b"SQ":
            node = Node(element.tag, b"SQ", items=[], delimited=element.delimited)
        else:
            node = Node(element.tag, element.vr, view[element.value : element.end], None, element.delimited)
        del levels[element.depth + 1 :]
        levels[-1].append(node)
    return walk.refusal or walk.disorder or levels[0]


def write_tree(nodes: Nodes, encoding: Encoding) -> list[Value]:
    """Encode a data set: buffers whose concatenation it is."""
    buffers: list[Value] = []
    for node in nodes:
        value: list[Value]
        if node.items is None:
            value = [node.value]
        else:
            value = [buffer for item in node.items for buffer in _item(item, encoding)]
        length = sum(map(len, value))
        if node.encapsulated or node.delimited:
            length = UNDEFINED
            value.append(encoding.item.pack(SEQUENCE_END >> 16, SEQUENCE_END & 0xFFFF, 0))
        buffers.append(_head(node, length, encoding))
        buffers += value
    return buffers


def _item(nodes: Nodes, encoding: Encoding) -> list[Value]:
    content, pack = write_tree(nodes, encoding), encoding.item.pack
    if isinstance(nodes, DelimitedItem):
        return [pack(ITEM >> 16, ITEM & 0xFFFF, UNDEFINED), *content, pack(ITEM_END >> 16, ITEM_END & 0xFFFF, 0)]
    return [pack(ITEM >> 16, ITEM & 0xFFFF, sum(map(len, content))), *content]


def _head(node: Node, length: int, encoding: Encoding) -> bytes:
    group, number = node.tag >> 16, node.tag & 0xFFFF
    if not encoding.explicit:
        return encoding.head.pack(group, number, length)
    if node.vr in LONG_VRS:
        return encoding.head.pack(group, number, node.vr, 0) + encoding.long.pack(length)
    if length > _SHORT_LIMIT:  # PS3.5 6.2.2: what doesn't fit is written as UN
        return encoding.head.pack(group, number, b"UN", 0) + encoding.long.pack(length)
    return encoding.head.pack(group, number, node.vr, length)
