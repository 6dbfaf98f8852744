"""The fast path: an object as bytes to a de-identified one, without ever building it.

Two steps, because what is written depends on whose object it is and on what the project's policy says of it:
:func:`read` finds that out, :meth:`Draft.write` makes the new bytes. Both may decline, then the slow path decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from struct import error

from bildstrom.deid.apply import Subject, new_value
from bildstrom.deid.identifiers import Identifiers, gathered
from bildstrom.deid.profile.actions import Action
from bildstrom.deid.profile.rules import Rules
from bildstrom.deid.splice.checks import all_well_formed, any_mentions
from bildstrom.deid.splice.found import DeclinedError, Scan
from bildstrom.deid.splice.kinds import NAME, TEXTUAL, UID, Change
from bildstrom.deid.splice.opening import opened
from bildstrom.deid.splice.scan import scan
from bildstrom.deid.splice.stops import Stops
from bildstrom.deid.splice.write import NewElements, Written, write
from bildstrom.deid.stamp import STAMPED
from bildstrom.dicom.encoding import IMPLICIT_LITTLE
from bildstrom.dicom.identify import WANTED, Identity, identity_of
from bildstrom.dicom.tree import Node, Nodes
from bildstrom.dicom.verdict import Refusal

_OVERLAYS_IN_PIXELS = frozenset(0x60000100 | number << 17 for number in range(16))
# What the policy asks about at the top level: image type, conversion type, burned-in annotation, pixels.
_STOPS = Stops(
    inserted=STAMPED,
    watched=WANTED | _OVERLAYS_IN_PIXELS | {0x00080008, 0x00080064, 0x00280301, 0x7FE00008, 0x7FE00009, 0x7FE00010},
)


@dataclass(frozen=True, slots=True)
class Draft:
    """An object that the fast path can de-identify.

    Attributes:
        identity: whose object it is, and which.
        watched: the top-level elements that the policy asks about.
        original: what identifies it.
        explicit: whether VRs are written.
        rules: of its SOP class.
    """

    identity: Identity
    watched: Nodes
    original: Identifiers
    explicit: bool
    rules: Rules
    _data: bytes
    _start: int
    _scan: Scan

    def write(self, key: bytes, weeks: int, stamp: Mapping[int, bytes]) -> Written | None:
        """The new data set; None: declined.

        Args:
            key: the project's.
            weeks: how far the patient's dates move.
            stamp: the elements of ``STAMPED`` by tag, encoded; empty where there is none.
        """
        elements = _new_elements(key, weeks, self.explicit)
        try:
            return write(self._data, self._start, self._scan.edits, elements, stamp)
        except DeclinedError:
            return None


def read(data: bytes, rules_of: Callable[[str], Rules]) -> Draft | None:
    """Walk over a Part 10 file, and check everything of it that would stay; None: declined.

    Raises:
        Quarantine: more names than can be searched for in bounded time.
    """
    try:
        start, syntax, sop_class = opened(data)
        rules = rules_of(sop_class)
        explicit = syntax != IMPLICIT_LITTLE
        found = scan(data, start, rules, explicit, _STOPS)
    except (DeclinedError, error):  # struct's: the file is cut
        return None
    if not all_well_formed(found.values):
        return None
    identity = identity_of(
        {tag: data[place.value : place.end].strip(b"\0 ") for tag, place in found.seen.items() if tag in WANTED}, syntax
    )
    if isinstance(identity, Refusal) or identity.sop_class_uid != sop_class:
        return None
    original = gathered(found.values[NAME], found.values[UID])
    if any_mentions(found.values[TEXTUAL], original.names):
        return None
    return Draft(identity, _watched(data, found), original, explicit, rules, data, start, found)


def _watched(data: bytes, found: Scan) -> Nodes:
    view = memoryview(data)
    return [
        Node(tag, place.key[4:] or b"UN", view[place.value : place.end], None, place.delimited)
        for tag, place in found.seen.items()
    ]


@lru_cache(maxsize=64)  # patients in work at once
def _new_elements(key: bytes, weeks: int, explicit: bool) -> NewElements:
    subject = Subject(key, weeks, explicit, frozenset())

    def value(change: Change, old: bytes) -> bytes | None:
        return None if change.action is Action.EMPTY else new_value(change.action, change.vr, old, subject)

    return NewElements(explicit, value)
