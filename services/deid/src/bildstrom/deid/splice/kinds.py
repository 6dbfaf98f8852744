"""What can be done to an element, as the walk tells it apart, and what the walk remembers of it."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from bildstrom.deid.profile.actions import Treatment

MOST_KNOWN, SHORT = 256, 512  # sequences that a plan knows by heart, and of how many bytes

# Kinds, in the order in which the walk tells them apart.
PLAIN = 0  # stays, whatever it says
CODED, DECIMAL, INTEGER, TIME, TEXTUAL, FOURS, EIGHTS = range(1, 8)  # stays if it is what its VR promises
NAME, UID = 8, 9  # in something that goes: only looked at
REPLACED, REPLACED_NAME, REPLACED_UID, REMOVED, REMOVED_NAME, REMOVED_UID = range(10, 16)
NESTED, EMPTIED, DROPPED, BULK, END, ODD = range(16, 22)  # sequences; what can be large; end of an item; declined
SINKS = 16


@dataclass(frozen=True, slots=True, eq=False)  # compared and hashed by identity, which is fast
class Change:
    """How an element is written anew."""

    vr: str
    action: Treatment


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What came of the items of a short sequence: the same bytes at the same depth give it again.

    Attributes:
        depth: of the data set that the sequence is in.
        count: elements, items and delimiters.
        edits: with places counted from the beginning of the items.
        values: the values to be checked, by kind.
    """

    depth: int
    count: int
    edits: list[Any]
    values: tuple[tuple[int, list[bytes]], ...]


class Entry(NamedTuple):
    """What to do with an element.

    Attributes:
        tag: group << 16 | element.
        wide: its length has 32 bits and stands behind two reserved bytes.
        kind: one of this module's constants.
        detail: a change; of a nested sequence, and of all that goes with one, the plan of the items.
    """

    tag: int
    wide: bool
    kind: int
    detail: Any
