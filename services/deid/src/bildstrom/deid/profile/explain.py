"""What the compiled rules really are: a line for every attribute of the dictionary and the table, with the reason."""

from collections.abc import Iterator
from typing import NamedTuple

from pydicom._dicom_dict import DicomDictionary

from bildstrom.deid.profile.actions import Action, Age, Constant, Rounded, Treatment, Zeros
from bildstrom.deid.profile.color import CleanColorProfile
from bildstrom.deid.profile.descriptors import CleanText
from bildstrom.deid.profile.dictionary import NUMBERS, dictionary_vrs, keyword_of
from bildstrom.deid.profile.private import place_of
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.rules import Rules, in_removed_group, rules_for
from bildstrom.deid.stamp import STAMPED
from bildstrom.deid.standard.safe_private import SAFE


class Line(NamedTuple):
    """What happens to an attribute.

    Attributes:
        tag: (gggg,eeee); of a private one (gggg,xxee).
        attribute: keyword, or the creator of a private one.
    """

    tag: str
    attribute: str
    vr: str
    treatment: str
    reason: str


def explained(profile: Profile, sop_class: str, path: tuple[int, ...] = ()) -> Iterator[Line]:
    """The rules of a profile for a SOP class, at the top level or inside the sequences ``path``, in order of tags."""
    rules = rules_for(profile, sop_class)
    for sequence in path:
        rules = rules.inside(sequence)
    for tag in sorted(DicomDictionary):
        if not in_removed_group(tag):
            for vr in dictionary_vrs(tag):
                place = f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
                if tag in STAMPED and not path:
                    yield Line(place, keyword_of(tag), vr, "write anew", "stamp")
                else:
                    yield Line(place, keyword_of(tag), vr, name_of(rules.action(tag, vr)), rules.reason(tag, vr))
    yield from _private(rules)


def _private(rules: Rules) -> Iterator[Line]:
    if not rules.keeps_private:
        return
    listed = {(creator, place): vr for creator, places in SAFE.items() for place, vr in places.items()}
    reasons = {(rule.creator, place_of(rule.tag)): f"site: {rule.reason}" for rule in rules.profile.site_rules}
    listed |= {(rule.creator, place_of(rule.tag)): rule.vr for rule in rules.profile.site_rules if rule.creator}
    for (creator, place), vrs in sorted(listed.items()):
        for vr in vrs.split("/") if vrs else sorted(NUMBERS):
            treatment, _ = rules.private(creator, place >> 8 << 16 | 0x1000 | place & 0xFF, vr)
            tag = f"({place >> 8:04X},xx{place & 0xFF:02X})"
            yield Line(tag, creator, vr, name_of(treatment), reasons.get((creator, place), "E.3.10-1"))


_NAMES = {
    Action.REMOVE: "remove",
    Action.EMPTY: "empty",
    Action.DUMMY: "replace by a dummy",
    Action.MAP_UIDS: "replace by a keyed UID",
    Action.SHIFT_DATE: "move by the patient's weeks",
    Action.KEEP_TIME: "keep the time of day",
    Action.KEEP_DATE: "keep the date",
    Action.PSEUDONYMISE_PATIENT: "replace by the keyed patient ID",
    Action.PSEUDONYMISE_ACCESSION: "replace by a keyed accession number",
    Action.PSEUDONYMISE_AE: "replace by a keyed AE title",
    Action.KEEP: "keep",
    Action.RECURSE: "treat its items one by one",
}


def name_of(treatment: Treatment) -> str:
    """A treatment as people read it."""
    match treatment:
        case Action():
            return _NAMES[treatment]
        case Constant(encoded):
            return f'replace by "{encoded.decode("ascii")}"'
        case Zeros():
            return "replace by zeros"
        case Age(band):
            return "keep, 090Y at most" if band == 1 else f"round down to {band} years, 090Y at most"
        case Rounded(step):
            return f"round to a multiple of {step}"
        case CleanText():
            return "keep the words that are known"
        case CleanColorProfile():
            return "keep its numbers"
        case _:
            return type(treatment).__name__
