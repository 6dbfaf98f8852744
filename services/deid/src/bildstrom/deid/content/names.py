"""What identifies the original in its own structured content, and which of its UIDs stay."""

from collections.abc import Iterator

from bildstrom.deid.content.action import ItemAction, item_action
from bildstrom.deid.content.codes import concept
from bildstrom.deid.content.items import CONTENT, CONTENT_ITEMS, TEXT_VALUE, UID_VALUE, names, value_type
from bildstrom.deid.profile.options import Option
from bildstrom.dicom.tree import Nodes

# Of the table's concepts those that tell who: no other text of the same object may mention their values.
_IDENTIFYING = frozenset(
    concept("DCM", value)
    for value in (
        "111700",  # Specimen Container Identifier
        "113516",  # Prescription Identifier
        "113724",  # Calibration Responsible Party
        "113871",  # Person ID
        "121008",  # Person Observer Name
        "121016",  # Device Observer Serial Number
        "121020",  # Placer Number
        "121021",  # Filler Number
        "121022",  # Accession Number
        "121029",  # Subject Name
        "121030",  # Subject ID
        "121041",  # Specimen Identifier
        "121435",  # Service Performer
        "125010",  # Identifier
        "128774",  # Person Observer's Login Name
        "128775",  # Identifier within Person Observer's Role
    )
)


def identifying_texts(nodes: Nodes, options: frozenset[Option]) -> Iterator[bytes]:
    """The texts of items that name a person or a number of theirs, and that these options do not keep."""
    for item in _items(nodes):
        called = names(item)
        if _IDENTIFYING.isdisjoint(called) or value_type(item) != "TEXT":
            continue
        if item_action(called, "TEXT", options) is not ItemAction.KEEP:
            yield from (bytes(node.value) for node in item if node.tag == TEXT_VALUE)


def kept_uids(nodes: Nodes, options: frozenset[Option]) -> Iterator[bytes]:
    """The UIDs of items that these options keep, such as those of devices."""
    for item in _items(nodes):
        if value_type(item) == "UIDREF" and item_action(names(item), "UIDREF", options) is ItemAction.KEEP:
            yield from (bytes(node.value) for node in item if node.tag == UID_VALUE)


def _items(nodes: Nodes) -> Iterator[Nodes]:
    """Every content item without those below it, wherever structured content stands; items that are shared once."""
    seen: set[int] = set()
    left = [nodes]
    while left:
        for node in left.pop():
            if not node.items or id(node.items) in seen:
                continue
            seen.add(id(node.items))
            left += node.items
            if node.tag in CONTENT_ITEMS:
                for item in node.items:
                    yield [own for own in item if own.tag != CONTENT]
