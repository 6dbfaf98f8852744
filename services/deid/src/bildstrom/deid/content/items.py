"""A content item's parts (PS3.3 C.17.3): what it is called, of which type its value is, and where that value stands."""

from bildstrom.deid.content.codes import Concept, concepts
from bildstrom.dicom.tree import Node, Nodes, Value

CONTENT = 0x0040A730
VALUE_TYPE, RELATIONSHIP, NAME, REFERENCE = 0x0040A040, 0x0040A010, 0x0040A043, 0x0040DB73
TEXT_VALUE, UID_VALUE = 0x0040A160, 0x0040A124

# Sequences of content items outside of Content Sequence: Acquisition Context, Specimen Preparation Step, Protocol
# Context and its modifiers, Processing Parameters (scheduled, performed), Waveform Annotation.
CONTENT_ITEMS = frozenset([CONTENT, 0x00400555, 0x00400612, 0x00400440, 0x00400441, 0x00741210, 0x00741212, 0x0040B020])

# Where a value stands, by value type; where no value type is written, what stands there tells it.
VALUES = {
    "TEXT": TEXT_VALUE,
    "PNAME": 0x0040A123,
    "DATE": 0x0040A121,
    "TIME": 0x0040A122,
    "DATETIME": 0x0040A120,
    "UIDREF": UID_VALUE,
    "NUM": 0x0040A300,
    "CODE": 0x0040A168,
    "COMPOSITE": 0x00081199,
}
_NUMERIC_VALUE = 0x0040A30A  # of the items that are no part of a report
REFERENCES = frozenset(["IMAGE", "WAVEFORM", "COMPOSITE"])


def text_of(nodes: Nodes, tag: int) -> str:
    """A coded string of a data set, in capitals, without padding; empty if there is none."""
    return next((bytes(node.value).decode("latin-1").strip("\0 ").upper() for node in nodes if node.tag == tag), "")


def value_type(item: Nodes) -> str:
    """The Value Type (0040,A040); where it isn't written, that of the value that is there, or nothing."""
    written = text_of(item, VALUE_TYPE)
    if written:
        return "NUM" if written == "NUMERIC" else written  # as Acquisition Context spells it
    tags = {node.tag for node in item}
    if _NUMERIC_VALUE in tags:
        return "NUM"
    return next((kind for kind, tag in VALUES.items() if tag in tags), "")


def names(item: Nodes) -> frozenset[Concept]:
    """The concepts that the Concept Name Code Sequence (0040,A043) names."""
    return frozenset(concept for node in item if node.tag == NAME for concept in concepts(node.items or []))


def value_of(item: Nodes, kind: str) -> Node | None:
    """The element with the value of an item of this value type."""
    tag = VALUES.get("COMPOSITE" if kind in REFERENCES else kind)
    return next((node for node in item if node.tag == tag), None)


def is_empty(node: Node | None) -> bool:
    """Whether there is no value: the element is absent, without bytes, without items."""
    return node is None or not (node.items or len(node.value))


def with_value(item: Nodes, tag: int, vr: bytes, value: Value) -> Nodes:
    """The item with this value of an element, whether it had one or not."""
    return sorted([node for node in item if node.tag != tag] + [Node(tag, vr, value)], key=lambda node: node.tag)
