"""What the pixel rooms ask a data set for: coded words, numbers and texts, at the top level or wherever they are."""

from collections.abc import Iterable, Iterator

from bildstrom.deid.characters import decoded, encodings_of
from bildstrom.dicom.tree import Node, Nodes

_CHARACTER_SET = 0x00080005


def found(nodes: Nodes, tag: int) -> Node | None:
    """The element of a data set, not looking into sequences."""
    return next((node for node in nodes if node.tag == tag), None)


def words(nodes: Nodes, tag: int) -> set[str]:
    """The coded strings of a top-level element in upper case, without padding and empty ones."""
    node = found(nodes, tag)
    return set() if node is None else words_of(bytes(node.value))


def words_of(value: bytes) -> set[str]:
    """The coded strings of a value, likewise."""
    return {part.strip("\0 ").upper() for part in value.decode("latin-1").split("\\")} - {""}


def text(nodes: Nodes, tag: int) -> str:
    """The text of a top-level element, without padding; empty if it is not there."""
    node = found(nodes, tag)
    if node is None:
        return ""
    return decoded(bytes(node.value), encodings(nodes)).strip("\0 ")


def encodings(nodes: Nodes) -> tuple[str, ...]:
    """The Python codecs of a data set's texts."""
    node = found(nodes, _CHARACTER_SET)
    return encodings_of(bytes(node.value) if node is not None else b"")


def unsigned(nodes: Nodes, tag: int) -> int | None:
    """The one number of an element of VR US or UL; None where there is none."""
    node = found(nodes, tag)
    if node is None or len(node.value) not in (2, 4):
        return None
    return int.from_bytes(bytes(node.value), "little")


def integer(nodes: Nodes, tag: int) -> int | None:
    """The first number of an integer string; None where there is none."""
    first = next(iter(bytes(node.value).split(b"\\")), b"").strip(b"\0 ") if (node := found(nodes, tag)) else b""
    return int(first) if first.isdigit() and len(first) <= 12 else None


def everywhere(nodes: Nodes, tags: Iterable[int]) -> Iterator[Node]:
    """The elements of these tags, at every level of nesting."""
    wanted = frozenset(tags)
    for node in nodes:
        if node.tag in wanted:
            yield node
        for item in node.items or ():
            yield from everywhere(item, wanted)


def flat(nodes: Nodes) -> Iterator[Node]:
    """All elements but sequences, at every level of nesting."""
    for node in nodes:
        if node.items is None:
            yield node
        for item in node.items or ():
            yield from flat(item)
