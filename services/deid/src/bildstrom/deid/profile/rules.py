"""The rules, compiled: for a profile and a SOP class, what to do with every element at every place.

Layers, the first that has an opinion decides:

1. whole groups: private, command, file meta, DICOMDIR, curves, overlays, and group lengths go (private elements of the
   standard's safe list have :meth:`Rules.private`);
2. an element whose VR contradicts the data dictionary, or that neither dictionary nor table knows, goes;
3. the site's own rules;
4. Table E.1-1 under the chosen options; compound actions by the attribute's Type in this place of the object's IOD.
   Where the class or the place is not known, nothing is required there, so that the attribute goes;
5. what the table omits, by VR: UIDs are mapped, dates treated like the listed ones, names, text and bytes go unless
   vocabulary.py keeps them, sequences are entered, numbers and coded strings stay.
"""

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from bildstrom.deid.profile import supplement
from bildstrom.deid.profile.actions import Action, Treatment
from bildstrom.deid.profile.descriptors import CleanText
from bildstrom.deid.profile.dictionary import TEXT, dictionary_vrs
from bildstrom.deid.profile.kinds import Level, known_class, levels_of
from bildstrom.deid.profile.options import Option
from bildstrom.deid.profile.private import private_action
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.site import SiteRule
from bildstrom.deid.profile.table import TABLE, letter, listed, removed

_CODE_MEANING = 0x00080104
# What listed attributes are written as that are newer than the dictionary: descriptions, codes, dates with times, URIs.
_NEWER = TEXT | {"DT", "SQ", "UR"}


class Mode(Enum):
    """What else holds inside a sequence, by what was demanded of it."""

    NORMAL = "as everywhere"
    DUMMIES = "the sequence is replaced: values that the rules would keep become dummies"
    CLEANED = "the sequence is cleaned: the meanings of its codes are text like any other"


class Place(NamedTuple):
    """Where rules hold: the Types there, the site's rules for places below, the mode."""

    level: Level
    site: tuple[tuple[tuple[int, ...], SiteRule], ...]  # each with what is left of its path
    mode: Mode = Mode.NORMAL


_NOWHERE = Level()


class Decision(NamedTuple):
    """A treatment and the rule it follows from."""

    treatment: Treatment
    reason: str


def in_removed_group(tag: int) -> bool:
    """Whether the element is of a group that never passes, or a group length."""
    group = tag >> 16
    return bool(group % 2) or group < 8 or tag & 0xFFFF == 0 or group & 0xFF00 in (0x5000, 0x6000)


class Rules:
    """The rules at one place of an object. Make them with :func:`rules_for`; immutable but for what they remember."""

    def __init__(self, profile: Profile, place: Place, shared: "dict[Place, Rules]") -> None:
        self.profile = profile
        self.digest = profile.digest
        self.removed = removed(profile)
        self._place = place
        self._shared = shared
        self._everywhere = {rule.tag: rule for rule in profile.site_rules if rule.path is None and not rule.creator}
        self._here = {rule.tag: rule for path, rule in place.site if not path}
        self._actions: dict[tuple[int, str], Treatment] = {}
        self._inside: dict[int, Rules] = {}

    def action(self, tag: int, vr: str) -> Treatment:
        """What to do with an element of this tag, written with this VR (two letters)."""
        found = self._actions.get((tag, vr))
        if found is None:
            found = self._decide(tag, vr).treatment
            if tag in TABLE or dictionary_vrs(tag):  # the rest is without end: hostile tags must not fill memory
                self._actions[tag, vr] = found
        return found

    def reason(self, tag: int, vr: str) -> str:
        """Which rule decided, for reports and people; never a value of an object."""
        return self._decide(tag, vr).reason

    @property
    def cleans_content(self) -> bool:
        """Whether content items are treated one by one, by their concept names (PS3.15 E.3.4)."""
        return Option.STRUCTURED_CONTENT in self.profile.options and self._place.mode is not Mode.DUMMIES

    @property
    def keeps_private(self) -> bool:
        """Whether any private element stays; if not, nobody needs to know their creators."""
        chosen = Option.SAFE_PRIVATE in self.profile.options or any(rule.creator for rule in self.profile.site_rules)
        return chosen and self._place.mode is not Mode.DUMMIES

    def private(self, creator: str, tag: int, vr: str) -> tuple[Treatment, str]:
        """What to do with a private element of a creator's block, and its VR, which may not have been written.

        The creator's element stays if one of its block does.
        """
        if not self.keeps_private:
            return Action.REMOVE, vr
        return private_action(self.profile, creator, tag, vr)

    def inside(self, sequence: int) -> "Rules":
        """The rules for the items of a sequence; the same object where nothing differs."""
        found = self._inside.get(sequence)
        if found is None:
            place = self._below(sequence)
            found = self._shared.get(place) or Rules(self.profile, place, self._shared)
            self._inside[sequence] = self._shared[place] = found
        return found

    def _decide(self, tag: int, vr: str) -> Decision:
        if in_removed_group(tag):
            return Decision(Action.REMOVE, "group")
        allowed = dictionary_vrs(tag) or ((vr,) if tag in TABLE and vr in _NEWER else ())
        if vr not in allowed:
            return Decision(Action.REMOVE, "VR contradicts the dictionary" if allowed else "unknown")
        rule = self._here.get(tag) or self._everywhere.get(tag)
        if rule is not None:
            return Decision(rule.action, f"site: {rule.reason}")
        if self._place.mode is Mode.DUMMIES:
            return Decision(supplement.dummied(tag, vr), "E.1-1 D of the sequence around")
        decision = self._listed(tag, vr) if tag in TABLE else self._unlisted(tag, vr)
        if self._place.mode is Mode.CLEANED and decision.treatment is Action.KEEP and tag == _CODE_MEANING:
            return Decision(CleanText(self.profile.words), f"{decision.reason}, in a cleaned sequence")
        return decision

    def _listed(self, tag: int, vr: str) -> Decision:
        row, kind = TABLE[tag], self._place.level.kind(tag)
        treatment = listed(tag, vr, kind, self.profile)
        demand = letter(tag, kind, self.profile)
        if demand in "KC":
            deciding = (o.value for o in Option if o in self.profile.options and row.options[o.column] == demand)
            return Decision(treatment, f"E.1-1 {demand}: {', '.join(deciding)}")
        return Decision(treatment, f"E.1-1 {row.basic}" + (f", Type {kind}" if "/" in row.basic else ""))

    def _unlisted(self, tag: int, vr: str) -> Decision:
        return Decision(supplement.unlisted(tag, vr, self.profile), f"VR {vr}")

    def _below(self, sequence: int) -> Place:
        level = self._place.level.inside.get(sequence, _NOWHERE)
        site = tuple((path[1:], rule) for path, rule in self._place.site if path and path[0] == sequence)
        mode = self._place.mode
        if self._here.get(sequence) or self._everywhere.get(sequence):
            return Place(level, site, mode)
        row = TABLE.get(sequence)
        if self.cleans_content and row is not None and row.options[Option.STRUCTURED_CONTENT.column] == "C":
            return Place(level, site, mode)  # content/ treats the items' values; their codes stay
        if mode is not Mode.DUMMIES and sequence in TABLE:
            demand = letter(sequence, self._place.level.kind(sequence), self.profile)
            mode = {"D": Mode.DUMMIES, "C": Mode.CLEANED}.get(demand, mode)
        return Place(level, site, mode)


@lru_cache(maxsize=512)  # 180 storage SOP classes, a few profiles
def _compiled(profile: Profile, sop_class: str) -> Rules:
    site = tuple((rule.path, rule) for rule in profile.site_rules if rule.path is not None)
    return Rules(profile, Place(levels_of(sop_class), site), {})


def rules_for(profile: Profile, sop_class: str) -> Rules:
    """The rules for the top level of an object; the same ones for all classes that are not known."""
    return _compiled(profile, known_class(sop_class))
