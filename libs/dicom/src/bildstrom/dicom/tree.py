"""A data set as a tree of elements, read from bytes and written back to bytes. Values stay as they were encoded."""

from bildstrom.dicom.element import DEFAULT_LIMITS, ITEM, ITEM_END, SEQUENCE_END, UNDEFINED, Limits
from bildstrom.dicom.encoding import EXPLICIT_LE, IMPLICIT_LE, LONG_VRS, Encoding
from bildstrom.dicom.nodes import DelimitedItem, Node, Nodes, Value
from bildstrom.dicom.part10 import DataSet
from bildstrom.dicom.plain import plain_tree
from bildstrom.dicom.sequences import is_sequence
from bildstrom.dicom.verdict import Refusal
from bildstrom.dicom.walk import Walk

__all__ = ["DelimitedItem", "Node", "Nodes", "Value", "read_tree", "walked_tree", "write_tree"]

_SHORT_ITEMS = 1024  # bytes
_SHORT_LIMIT = 0xFFFE  # what a 16-bit length can hold, even


def read_tree(data_set: DataSet, limits: Limits = DEFAULT_LIMITS) -> Nodes | Refusal:
    """Read a data set whole; refused if its structure is not sound or its elements are out of order.

    Long values are views of the buffer. Sequences written as UN are read too; they come back written as SQ. Items that
    are the same may be the same lists: change none of them.
    """
    if isinstance(data_set.data, bytes) and data_set.encoding in (EXPLICIT_LE, IMPLICIT_LE):
        plain = plain_tree(data_set.data, data_set.start, data_set.encoding.explicit, limits)
        if plain is not None:
            return plain
    return walked_tree(data_set, limits)


def walked_tree(data_set: DataSet, limits: Limits = DEFAULT_LIMITS) -> Nodes | Refusal:
    """The same by the walk alone, which judges everything and shares nothing."""
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
    return _written(nodes, encoding, {})


def _written(nodes: Nodes, encoding: Encoding, known: dict[int, bytes]) -> list[Value]:
    buffers: list[Value] = []
    for node in nodes:
        value = [node.value] if node.items is None else _items(node.items, encoding, known)
        length = sum(map(len, value))
        if node.encapsulated or node.delimited:
            length = UNDEFINED
            value = [*value, encoding.item.pack(SEQUENCE_END >> 16, SEQUENCE_END & 0xFFFF, 0)]
        buffers.append(_head(node, length, encoding))
        buffers += value
    return buffers


def _items(items: list[Nodes], encoding: Encoding, known: dict[int, bytes]) -> list[Value]:
    """The items of a sequence; short ones are encoded once, however often the tree has them."""
    found = known.get(id(items))
    if found is not None:
        return [found]
    value = [buffer for item in items for buffer in _item(item, encoding, known)]
    if sum(map(len, value)) <= _SHORT_ITEMS:
        known[id(items)] = whole = b"".join(value)
        return [whole]
    return value


def _item(nodes: Nodes, encoding: Encoding, known: dict[int, bytes]) -> list[Value]:
    content, pack = _written(nodes, encoding, known), encoding.item.pack
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
