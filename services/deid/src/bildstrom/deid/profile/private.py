"""Private elements: those of Table E.3.10-1 under the Retain Safe Private Option, by creator and number; no others.

What a sender calls safe (Private Data Element Characteristics Sequence) is the sender's opinion, and is not followed.
"""

from bildstrom.deid.profile.actions import Action, Treatment
from bildstrom.deid.profile.dictionary import NUMBERS, TEMPORAL
from bildstrom.deid.profile.options import Option
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.supplement import temporal
from bildstrom.deid.standard.safe_private import SAFE


def place_of(tag: int) -> int:
    """Group and element number within its block, whichever block the creator reserved (PS3.5 7.8.1)."""
    return tag >> 16 << 8 | tag & 0xFF


def private_vr(profile: Profile, creator: str, tag: int, vr: str) -> str | None:
    """The VR of a private element that may stay; None: it may not.

    Args:
        profile: its options and site rules say which elements may.
        creator: the Private Creator of its block, without padding.
        tag: in whichever block.
        vr: as written, ``UN`` if it isn't; then the table's. A VR that contradicts the table's may not stay.
    """
    listed = _listed(profile, creator, tag)
    if listed is None:
        return None
    allowed = listed.split("/") if listed else sorted(NUMBERS)
    if vr in allowed:
        return vr
    # an unparsed sequence could hold anything, and which number it is must be known
    return allowed[0] if vr == "UN" and listed not in ("", "SQ") else None


def _listed(profile: Profile, creator: str, tag: int) -> str | None:
    for rule in profile.site_rules:
        if rule.creator == creator and place_of(rule.tag) == place_of(tag):
            return rule.vr if rule.action is Action.KEEP else None
    if Option.SAFE_PRIVATE not in profile.options:
        return None
    return SAFE.get(creator, {}).get(place_of(tag))


def private_action(profile: Profile, creator: str, tag: int, vr: str) -> tuple[Treatment, str]:
    """What to do with a private element, and its VR: it is kept as its VR allows, or goes."""
    known = private_vr(profile, creator, tag, vr)
    if known is None or known == "PN":
        return Action.REMOVE, vr
    if known == "SQ":
        return Action.RECURSE, known
    if known in TEMPORAL:
        return temporal(known, profile), known
    if known == "UI" and Option.UIDS not in profile.options:
        return Action.MAP_UIDS, known
    return Action.KEEP, known
