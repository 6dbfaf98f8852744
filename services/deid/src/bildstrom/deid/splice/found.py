"""What a walk over a data set finds: the edits that make the new one, and the values that have to be checked."""

from dataclasses import dataclass, field
from typing import NamedTuple

from bildstrom.deid.splice.kinds import SINKS, Change, Known

OPEN, CLOSE, EMPTY, PASS = "open", "close", "empty", "pass"

NEVER = 1 << 32  # a tag behind all tags

# A piece of the data set: start, where its value begins, end, and what becomes of it: a change; None: it goes;
# a tag: here that element is inserted; EMPTY: a sequence without items; PASS: the value is passed on uncopied;
# a known sequence: its length and its items become others;
# OPEN: it is the length of a sequence or item in which something changes, up to its CLOSE.
Edit = tuple[int, int, int, Change | Known | int | str | None]


class DeclinedError(Exception):
    """Not for the fast path: something is wrong, or unusual."""


class Seen(NamedTuple):
    """A top-level element that was watched for; ``end`` and ``delimited`` as in ``bildstrom.dicom.element.Element``."""

    key: bytes
    value: int
    end: int
    delimited: bool


@dataclass(slots=True)
class Scan:
    """What the walk found.

    Attributes:
        edits: in the order of their places.
        values: by kind of check, the values to be checked; NAME and UID: those that identify.
        seen: the watched elements of the top level that are there.
    """

    edits: list[Edit] = field(default_factory=list)
    values: list[list[bytes]] = field(default_factory=lambda: [[] for _ in range(SINKS)])
    seen: dict[int, Seen] = field(default_factory=dict)


class Stops:
    """Top-level tags at which the walk does more: where elements are inserted, and what is watched for."""

    def __init__(self, inserted: frozenset[int], watched: frozenset[int]) -> None:
        self.inserted = inserted
        self.watched = watched
        self.ordered = (*sorted(inserted | watched), NEVER)
