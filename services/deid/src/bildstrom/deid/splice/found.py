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
Mark = tuple[int, list[int]]


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

    def mark(self) -> Mark:
        """Up to where edits and values are known now."""
        return len(self.edits), list(map(len, self.values))

    def edits_since(self, mark: Mark, origin: int) -> list[Edit]:
        """The edits behind a mark, which are taken out, with places counted from ``origin``."""
        before, _ = mark
        taken = [(start - origin, at - origin, end - origin, what) for start, at, end, what in self.edits[before:]]
        del self.edits[before:]
        return taken

    def values_since(self, mark: Mark) -> tuple[tuple[int, list[bytes]], ...]:
        """The values behind a mark, by kind of check; kinds without any are left out."""
        _, lengths = mark
        added = ((kind, found[length:]) for kind, (found, length) in enumerate(zip(self.values, lengths, strict=True)))
        return tuple((kind, new) for kind, new in added if new)
