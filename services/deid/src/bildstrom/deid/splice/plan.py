"""What to do with an element, found by the bytes of its header: rules compiled into a dict that fills itself.

The key is an element's tag as it lies in the file, with its VR where that is written; so the walk makes no number of it
before it knows that it needs one. A plan grows by what is met, and forgets everything rather than grow without bound.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from bildstrom.deid.content.items import CONTENT_ITEMS
from bildstrom.deid.identifiers import IDENTIFIERS, implied_vrs
from bildstrom.deid.profile.actions import Action
from bildstrom.deid.profile.dictionary import TEXT, dictionary_vrs
from bildstrom.deid.profile.rules import Rules
from bildstrom.deid.splice.kinds import (
    BULK,
    CODED,
    DECIMAL,
    DROPPED,
    EIGHTS,
    EMPTIED,
    END,
    FOURS,
    INTEGER,
    NAME,
    NESTED,
    ODD,
    PLAIN,
    REMOVED,
    REPLACED,
    TEXTUAL,
    TIME,
    UID,
    Change,
    Entry,
    Known,
)
from bildstrom.deid.stamp import STAMPED
from bildstrom.dicom.element import PIXEL_DATA
from bildstrom.dicom.encoding import LONG_VRS, SHORT_VRS
from bildstrom.dicom.sequences import is_sequence

_MOST = 16_384  # entries; the dictionary has 5,000 attributes

_CHECKED = {"CS": CODED, "DS": DECIMAL, "IS": INTEGER, **dict.fromkeys(TEXT, TEXTUAL)}
_CHECKED |= dict.fromkeys(["AT", "FL", "OF", "OL", "SL", "UL"], FOURS)
_CHECKED |= dict.fromkeys(["FD", "OD", "OV", "SV", "UV"], EIGHTS)
_ITEM_ENDS = (bytes.fromhex("feff0de0"), bytes.fromhex("feff0de00000"))  # where VRs are written: with half its length
_VRS = LONG_VRS | SHORT_VRS
_KEEPING = (Action.KEEP, Action.KEEP_TIME)
_OF_DOCUMENTS = (0x0040A730, 0x00420011)  # content of reports, encapsulated documents


class Plan(dict[bytes, Entry]):
    """Header bytes to :class:`Entry`; asking for an unknown one makes it."""

    def __init__(self, make: Callable[[bytes], Entry]) -> None:
        super().__init__()
        self._make = make
        self.known: dict[bytes, Known | None] = {}  # None: seen once

    def __missing__(self, key: bytes) -> Entry:
        if len(self) >= _MOST:
            self.clear()
        entry = self[key] = self._make(key)
        return entry


@dataclass(frozen=True, slots=True)
class _Level:
    """Where a plan holds.

    Attributes:
        rules: of this level.
        whole: the rules of the whole object, which say what identifies its patient, wherever that stands.
        explicit: whether VRs are written.
    """

    rules: Rules
    whole: Rules
    explicit: bool

    @property
    def top(self) -> bool:
        return self.rules is self.whole


def plan_for(rules: Rules, explicit: bool) -> Plan:
    """The plan of a whole object."""
    return _plan(_Level(rules, rules, explicit))


@lru_cache(maxsize=1024)
def _plan(level: _Level) -> Plan:
    return Plan(lambda key: _entry(key, level))


@lru_cache(maxsize=64)
def plan_of_gone(rules: Rules, explicit: bool) -> Plan:
    """The plan of what lies in a sequence that goes: it is looked at for names and UIDs, and for its structure.

    ``rules``: of the whole object.
    """
    return Plan(lambda key: _gone(key, rules, explicit))


def _tag_and_vr(key: bytes, explicit: bool) -> tuple[int, bytes]:
    tag = int.from_bytes(key[:2], "little") << 16 | int.from_bytes(key[2:4], "little")
    if explicit:
        return tag, key[4:]
    return tag, b"SQ" if is_sequence(tag) else b"UN"


def _entry(key: bytes, level: _Level) -> Entry:
    tag, written = _tag_and_vr(key, level.explicit)
    if tag >> 16 == 0xFFFE or written not in _VRS:
        return Entry(tag, False, END if key in _ITEM_ENDS else ODD, None)
    wide = level.explicit and written in LONG_VRS
    if (level.top and tag in _OF_DOCUMENTS) or (tag >> 16 & 1 and level.rules.keeps_private):
        return Entry(tag, wide, ODD, None)
    if written == b"SQ":
        return Entry(tag, wide, *_sequence(tag, level))
    return Entry(tag, wide, *_element(tag, written, level))


def _sequence(tag: int, level: _Level) -> tuple[int, "Plan | None"]:
    if tag in CONTENT_ITEMS and level.whole.cleans_content:
        return ODD, None
    action = level.rules.action(tag, "SQ")
    if level.top and tag in STAMPED:
        action = Action.REMOVE
    if action is Action.RECURSE:
        return NESTED, _plan(_Level(level.rules.inside(tag), level.whole, level.explicit))
    if action is Action.EMPTY:
        return EMPTIED, None
    return (DROPPED if action is Action.REMOVE else ODD), None


def _element(tag: int, written: bytes, level: _Level) -> tuple[int, "Change | None"]:
    vr = _decisive_vr(tag, written, level.explicit)
    if vr is None:
        return ODD, None
    action, looked_at = level.rules.action(tag, vr), _looked_at(tag, written, level.whole)
    if action is Action.REMOVE or (level.top and tag in STAMPED):
        return REMOVED + looked_at, None
    if action not in _KEEPING:
        return REPLACED + looked_at, Change(vr, action)
    if looked_at == 1:  # a name that stays here, and must not be mentioned elsewhere
        return ODD, None
    if looked_at == 2:
        return UID, None
    if action is Action.KEEP_TIME:
        return TIME, None
    if action is Action.KEEP and vr in ("OB", "OW"):
        return (BULK if tag == PIXEL_DATA else PLAIN), None
    return _CHECKED.get(vr, PLAIN), None


def _looked_at(tag: int, written: bytes, rules: Rules) -> int:
    """1 for what identifies by itself, 2 for UIDs, else 0; the same question as :func:`identifiers` asks."""
    vrs = implied_vrs(tag, written)
    if ("PN" in vrs or tag in IDENTIFIERS) and rules.action(tag, vrs[0]) is not Action.KEEP:
        return 1
    return 2 if "UI" in vrs and rules.action(tag, "UI") is not Action.KEEP else 0


def _decisive_vr(tag: int, written: bytes, explicit: bool) -> str | None:
    """The VR that rules are asked about, as :func:`apply` has it; None where UN would have to be written anew."""
    if written != b"UN":
        return written.decode("ascii")
    allowed = dictionary_vrs(tag)
    if not allowed:
        return "UN"
    if explicit:
        return "UN" if len(allowed) > 1 and "SQ" not in allowed else None
    return "UN" if "SQ" in allowed else allowed[-1]


def _gone(key: bytes, rules: Rules, explicit: bool) -> Entry:
    tag, written = _tag_and_vr(key, explicit)
    if tag >> 16 == 0xFFFE or written not in _VRS:
        return Entry(tag, False, END if key in _ITEM_ENDS else ODD, None)
    wide, plan = explicit and written in LONG_VRS, plan_of_gone(rules, explicit)
    if written == b"SQ":
        return Entry(tag, wide, ODD if tag in CONTENT_ITEMS and rules.cleans_content else NESTED, plan)
    if explicit and written == b"UN" and is_sequence(tag):
        return Entry(tag, wide, ODD, None)
    if tag == PIXEL_DATA and written in (b"OB", b"OW"):
        return Entry(tag, wide, BULK, None)
    return Entry(tag, wide, (PLAIN, NAME, UID)[_looked_at(tag, written, rules)], plan)
