"""What the compiled rules really are: a line for every attribute of the dictionary and the table, with the reason."""

from collections.abc import Iterator
from typing import NamedTuple

from pydicom._dicom_dict import DicomDictionary

from bildstrom.deid.profile.actions import Action, Treatment
from bildstrom.deid.profile.dictionary import NUMBERS, dictionary_vrs, keyword_of
from bildstrom.deid.profile.private import place_of
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.rules import Rules, in_removed_group, rules_for
from bildstrom.deid.standard.safe_private import SAFE


class Line(NamedTuple):
    """What happens to an attribute.

    Attributes:
        attribute: keyword, or for a private one its creator and gggg,xxee.
    """

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
                yield Line(keyword_of(tag), vr, name_of(rules.action(tag, vr)), rules.reason(tag, vr))
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
            attribute = f"{creator} {place >> 8:04X},xx{place & 0xFF:02X}"
            yield Line(attribute, vr, name_of(treatment), reasons.get((creator, place), "E.3.10-1"))


def name_of(treatment: Treatment) -> str:
    """A treatment as people read it."""
    return treatment.name.lower().replace("_", " ") if isinstance(treatment, Action) else str(treatment)
