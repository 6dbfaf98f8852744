"""Where elements stand, written as in reports: ``(0008,1140)[1].(0008,1155)``; items count from 1."""

from bildstrom.deid.profile.dictionary import dictionary_vrs, keyword_of
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.dicom.tree import Node, Nodes


def path_of(at: str, tag: int) -> str:
    """The path of an element; ``at``: of the data set around it, with a dot behind it if it is an item."""
    return f"{at}({tag >> 16:04X},{tag & 0xFFFF:04X})"


def keyword_or_nothing(tag: int) -> str:
    """The keyword of PS3.6, if it has one."""
    return keyword_of(tag) if dictionary_vrs(tag) else ""


def elements_by_path(nodes: Nodes, at: str = "") -> dict[str, Node]:
    """All elements but sequences, at every level."""
    found: dict[str, Node] = {}
    for node in nodes:
        path = path_of(at, node.tag)
        if node.items is None:
            found[path] = node
        for number, item in enumerate(node.items or [], 1):
            found |= elements_by_path(item, f"{path}[{number}].")
    return found


def left_at(kind: pb.LeftKind.ValueType, path: str, node: Node, rule: str) -> pb.Left:
    """A finding about an element."""
    return pb.Left(kind=kind, path=path, keyword=keyword_or_nothing(node.tag), rule=rule)
