"""Rules for what Table E.1-1 omits, by VR (PS3.15 E.1.1 calls the table a minimum), and inside what dummies replace."""

from bildstrom.deid.profile.actions import Action, Treatment, Zeros
from bildstrom.deid.profile.color import CleanColorProfile
from bildstrom.deid.profile.dictionary import NUMBERS, TEMPORAL, TEXT, keyword_of
from bildstrom.deid.profile.options import Option
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.table import TABLE
from bildstrom.deid.profile.vocabulary import KEPT_BYTES, KEPT_TEXT

_ICC_PROFILE = 0x00282000


def unlisted(tag: int, vr: str, profile: Profile) -> Treatment:
    """What to do with an attribute of the data dictionary that the table omits."""
    if vr == "SQ":
        return Action.RECURSE
    if vr == "UI":
        return Action.KEEP if Option.UIDS in profile.options else Action.MAP_UIDS
    if vr in TEMPORAL:
        return temporal(vr, profile)
    if tag == _ICC_PROFILE:
        return CleanColorProfile()
    keyword = keyword_of(tag)
    if vr in NUMBERS or vr == "CS" or keyword in KEPT_TEXT or keyword in KEPT_BYTES:
        return Action.KEEP
    return Action.DUMMY if vr in TEXT or vr == "PN" else Action.REMOVE


def temporal(vr: str, profile: Profile) -> Action:
    """Dates and times follow the option; without one a constant stands for them, which satisfies every Type."""
    if Option.MODIFIED_DATES in profile.options:
        return Action.KEEP_TIME if vr == "TM" else Action.SHIFT_DATE
    if Option.FULL_DATES in profile.options:
        return Action.KEEP_TIME if vr == "TM" else Action.KEEP_DATE
    return Action.DUMMY


def dummied(tag: int, vr: str) -> Treatment:
    """What to do inside a sequence that is replaced by dummies: only its structure and coded strings stay."""
    if tag in TABLE and TABLE[tag].basic in ("X", "Z"):
        return Action.REMOVE if TABLE[tag].basic == "X" else Action.EMPTY
    if vr == "SQ":
        return Action.RECURSE
    if vr == "UI":
        return Action.MAP_UIDS
    if vr in NUMBERS:
        return Zeros()
    return Action.KEEP if vr == "CS" else Action.DUMMY
