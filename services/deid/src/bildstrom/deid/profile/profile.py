"""A profile: which options, which rules of the site, how patients' measures are generalised. A plain value."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from bildstrom.deid.content.vocabulary import KEPT_TEXT as KEPT_CONCEPTS
from bildstrom.deid.pixels.options import UNTOUCHED, PixelOptions
from bildstrom.deid.profile import vocabulary
from bildstrom.deid.profile.descriptors import known_words
from bildstrom.deid.profile.options import BASIC_PROFILE, CODES, Code, Option, honoured, legal
from bildstrom.deid.profile.site import SiteRule
from bildstrom.deid.standard import attributes, concepts, safe_private, types

REVISION = 3  # of what the rules' and the values' code does; raise it when the same tables give other output

_ROWS = {tag: options for tag, _, options in attributes.ROWS}
_PRIVATE_ROW = "C........."  # (gggg,eeee) where gggg is odd


@dataclass(frozen=True, slots=True)
class Generalisation:
    """How exactly retained measures of the patient are told; 1 and None: as they are, save ages of 90 and more.

    Attributes:
        age_band: years of a band of ages.
        size_step: metres.
        weight_step: kilograms.
    """

    age_band: int = 1
    size_step: Decimal | None = None
    weight_step: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What is done to a project's objects.

    Attributes:
        name: at most 36 characters, so that the identity fits (0012,0063).
        unchanged: the bytes pass as they are, guarded and indexed; nothing is claimed.
        keeps_references: Referenced and Source Image Sequences stay, with mapped UIDs, where Table E.1-1 (X/Z/U*)
            would remove or empty them because their Type allows it.
        words: that cleaned descriptions may hold beside the known ones; lower case, sorted.
        pixels: whether and how they are cleaned of text and faces.

    Raises:
        OptionsError: options that exclude each other.
    """

    name: str
    options: frozenset[Option] = frozenset()
    site_rules: tuple[SiteRule, ...] = ()
    generalisation: Generalisation = Generalisation()
    keeps_references: bool = True
    words: tuple[bytes, ...] = ()
    pixels: PixelOptions = UNTOUCHED
    unchanged: bool = False

    def __post_init__(self) -> None:
        legal(self.options)

    @property
    def codes(self) -> tuple[Code, ...]:
        """What (0012,0064) can claim, in the order of the codes: nothing that an output might not keep.

        A site rule that keeps more of a listed attribute than the options do leaves nothing to claim; one that keeps
        less takes the option that would have retained it. Measures in ranges are no longer what Retain Patient
        Characteristics promises.
        """
        if self.unchanged or any(rule.loosens and _marks(rule) is not None for rule in self.site_rules):
            return ()
        claimed = honoured(self.options)
        if self.generalisation != Generalisation():
            claimed -= {Option.PATIENT}
        for rule in self.site_rules:
            claimed -= {option for option in claimed if _retains(option, _marks(rule) or "") and not rule.loosens}
        return (BASIC_PROFILE, *sorted(CODES[option] for option in claimed))

    @property
    def keeps_uids(self) -> bool:
        """Whether objects keep their UIDs; then events have to name them by these."""
        return self.unchanged or Option.UIDS in self.options

    @property
    def temporal_information(self) -> str:
        """The value of (0028,0303) Longitudinal Temporal Information Modified (PS3.15 E.2, E.3.6)."""
        if self.unchanged or Option.FULL_DATES in self.options:
            return "UNMODIFIED"
        return "MODIFIED" if Option.MODIFIED_DATES in self.options else "REMOVED"

    @property
    def digest(self) -> str:
        """Twelve hex digits that change with anything of the rules: tables, vocabulary, options, the site's."""
        return _digest(self)

    @property
    def identity(self) -> str:
        """Name, edition and rules, as they stand in events and in (0012,0063)."""
        return f"{self.name}-{attributes.EDITION}/{self.digest}"


def _marks(rule: SiteRule) -> str | None:
    """The options' marks of the row that a rule overrides; None: the table has no such row."""
    return _PRIVATE_ROW if rule.creator else _ROWS.get(rule.tag)


def _retains(option: Option, marks: str) -> bool:
    mark = marks[option.column : option.column + 1]
    return mark == "K" or (mark == "C" and option is Option.MODIFIED_DATES)


@lru_cache(maxsize=64)
def _digest(profile: Profile) -> str:
    options = sorted(option.value for option in profile.options)
    ruled = (profile.site_rules, profile.generalisation, profile.keeps_references, profile.words)
    content = (_tables(), options, ruled, profile.pixels, profile.unchanged)
    return hashlib.sha256(repr(content).encode()).hexdigest()[:12]


@cache
def _tables() -> str:
    kept = sorted(vocabulary.KEPT_TEXT), sorted(vocabulary.KEPT_BYTES), sorted(known_words())
    reports = concepts.ROWS, concepts.RETIRED_SNOMED, sorted(KEPT_CONCEPTS)
    content = (REVISION, attributes.ROWS, safe_private.SAFE, types.MODULES, types.CLASSES, kept, reports)
    return hashlib.sha256(repr(content).encode()).hexdigest()


BASIC = Profile("basic", frozenset({Option.MODIFIED_DATES}))
IDENTITY = Profile("identity", unchanged=True)
BUILT_IN = {profile.name: profile for profile in (BASIC, IDENTITY)}
