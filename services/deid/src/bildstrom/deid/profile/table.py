"""Table E.1-1 as a function: what a listed attribute's row says, under the chosen options and its Type."""

from functools import lru_cache
from typing import NamedTuple

from bildstrom.deid.profile.actions import Action, Age, Rounded, Treatment
from bildstrom.deid.profile.descriptors import CleanText
from bildstrom.deid.profile.dictionary import TEXT
from bildstrom.deid.profile.options import Option, demanded
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.standard.attributes import ROWS


class Row(NamedTuple):
    """A row of the table: the Basic Profile's action, and one character for each option."""

    basic: str
    options: str


TABLE = {tag: Row(basic, options) for tag, basic, options in ROWS}
# Unformatted Text Value: text annotations are what Clean Graphics is for (E.3.3), although only its sequence has a C.
TABLE[0x00700006] = Row("D", ".......C.C")

PATIENT_ID, ACCESSION, TIMEZONE = 0x00100020, 0x00080050, 0x00080201
SIZE, WEIGHT = 0x00101020, 0x00101030
_PSEUDONYMS = {PATIENT_ID: Action.PSEUDONYMISE_PATIENT, ACCESSION: Action.PSEUDONYMISE_ACCESSION}
_SINGLE = {"X": Action.REMOVE, "Z": Action.EMPTY, "D": Action.DUMMY, "U": Action.MAP_UIDS}

# By Type. Z may be a dummy (PS3.15 E.1.1), which Type 1 needs; Type 2 may not go, so X/D gives a dummy.
_COMPOUNDS = {
    "X/Z": {"1": "D", "2": "Z", "3": "X"},
    "X/D": {"1": "D", "2": "D", "3": "X"},
    "Z/D": {"1": "D", "2": "Z", "3": "Z"},
    "X/Z/D": {"1": "D", "2": "Z", "3": "X"},
    "X/Z/U*": {"1": "U", "2": "Z", "3": "X"},
}


def letter(tag: int, kind: str, profile: Profile) -> str:
    """What a row demands: K or C if a chosen option has an opinion, else X, Z, D or U.

    Args:
        tag: of a listed attribute.
        kind: its Type: 1, 2 or 3.
        profile: its options count, and whether it keeps references.
    """
    row = TABLE[tag]
    if demand := demanded(row.options, profile.options):
        return demand
    if row.basic == "X/Z/U*" and profile.keeps_references:
        return "U"
    return _COMPOUNDS[row.basic][kind] if row.basic in _COMPOUNDS else row.basic


def listed(tag: int, vr: str, kind: str, profile: Profile) -> Treatment:
    """What to do with a listed attribute that is written with this VR."""
    if tag in _PSEUDONYMS:
        return _PSEUDONYMS[tag]
    demand = letter(tag, kind, profile)
    if vr == "SQ":
        return _sequence(demand, kind)
    if demand in "KC" and _is_no_date(tag, vr, profile):
        demand = _basic(tag, kind)
    if demand == "K":
        return _kept(tag, vr, profile)
    if demand == "C":
        return _cleaned(tag, vr, profile) or _SINGLE[_basic(tag, kind)]
    return Action.MAP_UIDS if demand == "D" and vr == "UI" else _SINGLE[demand]


def _is_no_date(tag: int, vr: str, profile: Profile) -> bool:
    """Whether only an option of dates has an opinion on something that is written as text."""
    if vr not in TEXT or tag == TIMEZONE:
        return False
    return not demanded(TABLE[tag].options, profile.options - {Option.FULL_DATES, Option.MODIFIED_DATES})


def _sequence(demand: str, kind: str) -> Action:
    """K and C enter the items (E.1.1); D enters them too, for dummies, where the sequence must not be empty.

    Where the IOD doesn't ask for a sequence, it goes (E.1.1, note on Verifying Observer Sequence).
    """
    if demand in "KCU" or (demand == "D" and kind in "12"):
        return Action.RECURSE
    return Action.EMPTY if demand == "Z" else Action.REMOVE


def _basic(tag: int, kind: str) -> str:
    basic = TABLE[tag].basic
    return _COMPOUNDS[basic][kind] if basic in _COMPOUNDS else basic


def _kept(tag: int, vr: str, profile: Profile) -> Treatment:
    if vr in ("DA", "DT"):
        return Action.KEEP_DATE
    if vr == "TM" or tag == TIMEZONE:
        return Action.KEEP_TIME
    general = profile.generalisation
    if vr == "AS":
        return Age(general.age_band)
    step = {SIZE: general.size_step, WEIGHT: general.weight_step}.get(tag)
    return Rounded(step) if step is not None else Action.KEEP


def _cleaned(tag: int, vr: str, profile: Profile) -> Treatment | None:
    """How a value is cleaned; None: it cannot be, so that the Basic Profile's action holds."""
    if vr in ("DA", "DT"):
        return Action.SHIFT_DATE
    if vr == "TM" or tag == TIMEZONE:
        return Action.KEEP_TIME
    if vr == "AE":
        return Action.PSEUDONYMISE_AE
    return CleanText(profile.words) if vr in TEXT or vr == "CS" else None


@lru_cache(maxsize=64)
def removed(profile: Profile) -> frozenset[int]:
    """The listed attributes that go wherever they stand, whatever their Type: what no output may hold."""
    ruled = {rule.tag for rule in profile.site_rules if rule.action is not Action.REMOVE}
    always = (tag for tag, row in TABLE.items() if row.basic == "X" and not demanded(row.options, profile.options))
    return frozenset(always) - ruled
