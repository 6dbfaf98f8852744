"""What is done to a content item: Table E.3.4-1 by concept name, value type and options; what it omits, by value type.

A compound X/D is D: a template may demand the item, and a dummy is valid whether it does or not.
"""

from collections import defaultdict
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from bildstrom.deid.content.codes import Concept, concept
from bildstrom.deid.content.vocabulary import KEPT_TEXT
from bildstrom.deid.profile.options import Option
from bildstrom.deid.standard.concepts import OPTIONS, ROWS


class ItemAction(IntEnum):
    """What can be done to an item, the stricter the greater.

    Attributes:
        BY_ATTRIBUTE: its value is treated as the attribute that holds it.
        KEEP: its value stays; text only if it mentions nothing that identifies the original.
        CLEAN: of its text stays what is known to describe; of dates and times what their options say.
        DUMMY: its value is replaced.
        REMOVE: it goes, with all below it.
    """

    BY_ATTRIBUTE = 0
    KEEP = 1
    CLEAN = 2
    DUMMY = 3
    REMOVE = 4


class _Row(NamedTuple):
    value_type: str
    basic: str
    options: dict[Option, str]


# A concept that the table lists for TEXT says as much about a person when it is written as PNAME.
_FAMILIES = {
    kind: family
    for family in (("TEXT", "PNAME"), ("DATE", "TIME", "DATETIME"), ("IMAGE", "WAVEFORM", "COMPOSITE", "UIDREF"))
    for kind in family
}

_LISTED: dict[Concept, list[_Row]] = defaultdict(list)
for _scheme, _value, _kind, _basic, _actions in ROWS:
    _options = {Option(name): letter for name, letter in zip(OPTIONS, _actions, strict=True) if letter != "."}
    _LISTED[concept(_scheme, _value)].append(_Row(_kind, _basic, _options))


# Texts that the table replaces and no option cleans or keeps: they tell fetuses and implants' parts apart.
TELLING_APART = frozenset(
    concept(scheme, value)
    for scheme, value, kind, basic, actions in ROWS
    if (kind, basic) == ("TEXT", "D") and not actions.strip(".")
)


def item_action(names: frozenset[Concept], value_type: str, options: frozenset[Option]) -> ItemAction:
    """What is done to an item that is called this, under these options; of several names the strictest counts."""
    if len(value_type) > _LONGEST or any(len(name.value) > _LONGEST for name in names):
        return _item_action(names, value_type, options)
    return _remembered_action(names, value_type, options)


def _item_action(names: frozenset[Concept], value_type: str, options: frozenset[Option]) -> ItemAction:
    listed = [_listed_action(row, options) for name in names for row in _rows(name, value_type)]
    return max(listed) if listed else _unlisted(names, value_type, options)


_LONGEST = 64  # characters of what is remembered
_remembered_action = lru_cache(maxsize=4096)(_item_action)


def _rows(name: Concept, value_type: str) -> list[_Row]:
    rows = _LISTED.get(name, [])
    exact = [row for row in rows if row.value_type == value_type]
    return exact or [row for row in rows if value_type in _FAMILIES.get(row.value_type, ())]


def _listed_action(row: _Row, options: frozenset[Option]) -> ItemAction:
    demands = {row.options[option] for option in options & row.options.keys()}
    if demands:
        return ItemAction.CLEAN if "C" in demands else ItemAction.KEEP
    return ItemAction.REMOVE if row.basic == "X" else ItemAction.DUMMY


def _unlisted(names: frozenset[Concept], value_type: str, options: frozenset[Option]) -> ItemAction:
    if value_type != "TEXT":
        return ItemAction.BY_ATTRIBUTE
    if names and names <= KEPT_TEXT:
        return ItemAction.KEEP
    return ItemAction.CLEAN if Option.DESCRIPTORS in options else ItemAction.DUMMY
