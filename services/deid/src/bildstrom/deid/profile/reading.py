"""Profiles as TOML, one file each; the file's name is the profile's::

options = ["retain-modified-dates", "retain-patient-characteristics"]
references = "pseudonymous"        # or "required": only where an IOD cannot do without them

[patient]                          # measures that an option retains, as ranges
age_band_years = 5
size_step_metres = 0.05
weight_step_kilograms = 5

[descriptors]
words = ["wirbelsaeule"]           # may stay in cleaned descriptions beside those that are known; lower case

[pixels]                           # whether text and faces are cleaned: see pixels/table.py
text = "clean"

[[rules]]
attribute = "SeriesDescription"    # a keyword or gggg,eeee; with sequences: "BeamSequence.TreatmentMachineName"
action = "clean"
loosens = true                     # lets more through than the options do: has to be said
reason = "written by the scanner's protocol, never by a person"
"""

import tomllib
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bildstrom.deid.pixels.table import PixelsTable
from bildstrom.deid.profile.options import Option, OptionsError, combination
from bildstrom.deid.profile.profile import BUILT_IN, Generalisation, Profile
from bildstrom.deid.profile.site_rules import RuleError, RuleText, site_rule

NAME = r"[a-z0-9][a-z0-9_-]{0,35}"  # with edition and digest it must fit an LO of 64 characters


class ProfileError(ValueError):
    """A profile cannot be used; the message says what to change."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class _Patient(_Strict):
    age_band_years: int = Field(default=1, ge=1, le=50)
    size_step_metres: Decimal | None = Field(default=None, gt=0, le=1)
    weight_step_kilograms: Decimal | None = Field(default=None, gt=0, le=100)


class _Descriptors(_Strict):
    words: tuple[Annotated[str, StringConstraints(pattern="^[a-z0-9.]{1,40}$")], ...]


class _Rule(_Strict):
    attribute: str
    action: Literal["remove", "empty", "dummy", "constant", "map-uids", "shift-dates", "clean", "keep"]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    value: str = ""
    loosens: bool = False
    creator: Annotated[str, StringConstraints(max_length=64)] = ""
    vr: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")] = ""


class _Document(_Strict):
    options: tuple[str, ...]
    references: Literal["pseudonymous", "required"] = "pseudonymous"
    patient: _Patient = _Patient()
    descriptors: _Descriptors = _Descriptors(words=())
    pixels: PixelsTable = PixelsTable()
    rules: tuple[_Rule, ...] = ()


def parse_profile(name: str, text: str) -> Profile:
    """Read a profile.

    Args:
        name: of the profile; a built-in one cannot be changed.
        text: the TOML document.

    Raises:
        ProfileError: syntax, an unknown setting, options that exclude each other, a rule that cannot hold.
    """
    if name in BUILT_IN:
        raise ProfileError(f"profile {name}: this name is built in; choose another")
    try:
        document = _Document.model_validate(tomllib.loads(text, parse_float=Decimal))
        profile = _without_rules(name, document)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"profile {name}: not valid TOML: {error}") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        raise ProfileError(f"profile {name}: {problems}") from None
    except OptionsError as error:
        raise ProfileError(f"profile {name}: {error}") from None
    for rule in document.rules:
        profile = _with_rule(profile, rule)
    return profile


def _without_rules(name: str, document: _Document) -> Profile:
    patient = document.patient
    general = Generalisation(patient.age_band_years, patient.size_step_metres, patient.weight_step_kilograms)
    options = combination(document.options)
    if general != Generalisation() and Option.PATIENT not in options:
        raise OptionsError("[patient] says how retained measures are told: add retain-patient-characteristics")
    return Profile(
        name,
        options,
        generalisation=general,
        keeps_references=document.references == "pseudonymous",
        words=tuple(sorted(word.encode("ascii") for word in document.descriptors.words)),
        pixels=document.pixels.options(),
    )


def _with_rule(profile: Profile, rule: _Rule) -> Profile:
    text = RuleText(**rule.model_dump())
    try:
        return site_rule(profile, text)
    except (RuleError, ValueError) as error:
        raise ProfileError(f"profile {profile.name}: rule for {rule.attribute}: {error}") from None
