"""Makes a site's rule of what was written: sees that it can hold, and that it says so when it keeps more."""

import dataclasses
import re
from dataclasses import dataclass

from bildstrom.deid.profile.actions import Action, Age, Constant, Treatment, revealing
from bildstrom.deid.profile.descriptors import CleanText
from bildstrom.deid.profile.dictionary import NUMBERS, TEXT, dictionary_vrs, tag_of
from bildstrom.deid.profile.options import Option
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.rules import Rules, in_removed_group, rules_for
from bildstrom.deid.profile.site import SiteRule

_PRIVATE = re.compile(r"\(?([0-9A-Fa-f]{3}[13579BDFbdf]),xx([0-9A-Fa-f]{2})\)?")
# What names the object and its patient, says how it is encoded, or is written by the de-identification itself.
_FIXED = frozenset(
    [
        0x00080005, 0x00080016, 0x00080018, 0x00080050, 0x00100010, 0x00100020, 0x00120062, 0x00120063, 0x00120064,
        0x0020000D, 0x0020000E, 0x00280303, 0x0040A730, 0x00420011, 0x7FE00010,
    ]
)  # fmt: skip
_NO_SEQUENCES = frozenset(["dummy", "constant", "clean", "map-uids", "shift-dates"])
_SUITS = {
    "map-uids": frozenset(["UI"]),
    "shift-dates": frozenset(["DA", "DT", "TM"]),
    "clean": TEXT | {"AE"},
    "constant": TEXT | {"AE", "AS", "CS", "DA", "DS", "DT", "IS", "PN", "TM"},
}
_PLAIN = {"remove": Action.REMOVE, "empty": Action.EMPTY, "dummy": Action.DUMMY, "map-uids": Action.MAP_UIDS}
_KEPT: dict[str, Treatment] = {
    "DA": Action.KEEP_DATE, "DT": Action.KEEP_DATE, "TM": Action.KEEP_TIME, "AS": Age(), "SQ": Action.RECURSE,
}  # fmt: skip


class RuleError(ValueError):
    """A rule that cannot hold; the message says why."""


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as a site writes it, see reading.py."""

    attribute: str
    action: str
    reason: str
    value: str = ""
    loosens: bool = False
    creator: str = ""
    vr: str = ""


def site_rule(profile: Profile, text: RuleText) -> Profile:
    """The profile with one more rule.

    Raises:
        RuleError: it names nothing that rules can treat, contradicts another, or keeps more without saying so.
        ValueError: an unknown keyword.
    """
    rule = _private(profile, text) if text.creator or text.vr else _standard(profile, text)
    if any((rule.tag, rule.path, rule.creator) == (r.tag, r.path, r.creator) for r in profile.site_rules):
        raise RuleError("there is another rule for the same attribute; write one")
    return dataclasses.replace(profile, site_rules=(*profile.site_rules, rule))


def _private(profile: Profile, text: RuleText) -> SiteRule:
    match = _PRIVATE.fullmatch(text.attribute)
    if match is None or not text.creator or not text.vr:
        raise RuleError("a private attribute is written as gggg,xxee, with its creator and vr")
    if text.action != "keep" or text.vr not in TEXT | NUMBERS | {"CS", "UI", "DA", "DT", "TM", "OB", "OW"}:
        raise RuleError("private attributes go unless a rule keeps them; names and sequences cannot be kept")
    _compare(int(Option.SAFE_PRIVATE not in profile.options), 0, text)
    tag = int(match[1], 16) << 16 | 0x1000 | int(match[2], 16)
    return SiteRule(tag, Action.KEEP, text.reason, None, text.loosens, text.creator, text.vr)


def _standard(profile: Profile, text: RuleText) -> SiteRule:
    *path, tag = (tag_of(name) for name in text.attribute.split("."))
    if tag in _FIXED or in_removed_group(tag):
        raise RuleError("what happens to this attribute cannot be changed")
    vrs = dictionary_vrs(tag)
    if not vrs or any(dictionary_vrs(sequence) != ("SQ",) for sequence in path):
        raise RuleError("it is not in the data dictionary, or stands in something that is no sequence")
    action = _action(text, vrs, profile.words)
    rules = _around(profile, path)
    _compare(revealing(action), min(revealing(rules.action(tag, vr)) for vr in vrs), text)
    return SiteRule(tag, action, text.reason, tuple(path) or None, text.loosens)


def _around(profile: Profile, path: list[int]) -> Rules:
    rules = rules_for(profile, "")
    for sequence in path:
        if sequence in rules.removed:
            raise RuleError("the sequence around it is removed; write a rule that keeps that one first")
        rules = rules.inside(sequence)
    return rules


def _action(text: RuleText, vrs: tuple[str, ...], words: tuple[bytes, ...]) -> Treatment:
    if text.value and text.action != "constant":
        raise RuleError("value belongs to constant")
    suits = _SUITS.get(text.action)
    if (suits is not None and not suits.issuperset(vrs)) or (text.action in _NO_SEQUENCES and "SQ" in vrs):
        raise RuleError(f"{text.action} does not suit its VR {' or '.join(vrs)}")
    if text.action == "keep" and "UI" in vrs:
        raise RuleError("UIDs stay by an option, so that references between objects hold: retain-uids")
    if text.action in _PLAIN:
        return _PLAIN[text.action]
    if text.action == "constant":
        return _constant(text.value)
    if text.action == "shift-dates":
        return Action.KEEP_TIME if vrs == ("TM",) else Action.SHIFT_DATE
    if text.action == "clean":
        return Action.PSEUDONYMISE_AE if vrs == ("AE",) else CleanText(words)
    return _KEPT.get(vrs[0], Action.KEEP)


def _constant(value: str) -> Constant:
    if not value or not value.isascii() or not value.isprintable() or len(value) > 64:
        raise RuleError("value is 1 to 64 printable ASCII characters, which every character set has")
    return Constant(value.encode("ascii"))


def _compare(new: int, old: int, text: RuleText) -> None:
    if new > old and not text.loosens:
        raise RuleError("it keeps more than the profile's options do: if that is meant, add loosens = true")
    if text.loosens and new <= old:
        raise RuleError("it keeps no more than the profile's options do: remove loosens")
