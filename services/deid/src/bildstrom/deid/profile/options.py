"""The ten options of Table E.1-1: their codes, which go together, and what holds where two disagree.

Cleaning pixels and faces are options too, of pixels rather than attributes: their codes are claimed object by object.
"""

from collections.abc import Iterable
from enum import Enum


class Option(Enum):
    """An option of the Basic Profile; the value is its name in profile files."""

    SAFE_PRIVATE = "retain-safe-private"
    UIDS = "retain-uids"
    DEVICE = "retain-device-identity"
    INSTITUTION = "retain-institution-identity"
    PATIENT = "retain-patient-characteristics"
    FULL_DATES = "retain-full-dates"
    MODIFIED_DATES = "retain-modified-dates"
    DESCRIPTORS = "clean-descriptors"
    STRUCTURED_CONTENT = "clean-structured-content"
    GRAPHICS = "clean-graphics"

    @property
    def column(self) -> int:
        """Where Table E.1-1 has the option's action, counted from the first option."""
        return _COLUMNS[self]


_COLUMNS = {option: place for place, option in enumerate(Option)}

Code = tuple[str, str]
# CID 7050, De-identification Method (PS3.16); all of coding scheme DCM.
BASIC_PROFILE: Code = ("113100", "Basic Application Confidentiality Profile")
CLEAN_PIXELS: Code = ("113101", "Clean Pixel Data Option")
CLEAN_FACES: Code = ("113102", "Clean Recognizable Visual Features Option")
CODES: dict[Option, Code] = {
    Option.GRAPHICS: ("113103", "Clean Graphics Option"),
    Option.STRUCTURED_CONTENT: ("113104", "Clean Structured Content Option"),
    Option.DESCRIPTORS: ("113105", "Clean Descriptors Option"),
    Option.FULL_DATES: ("113106", "Retain Longitudinal Temporal Information Full Dates Option"),
    Option.MODIFIED_DATES: ("113107", "Retain Longitudinal Temporal Information Modified Dates Option"),
    Option.PATIENT: ("113108", "Retain Patient Characteristics Option"),
    Option.DEVICE: ("113109", "Retain Device Identity Option"),
    Option.UIDS: ("113110", "Retain UIDs Option"),
    Option.SAFE_PRIVATE: ("113111", "Retain Safe Private Option"),
    Option.INSTITUTION: ("113112", "Retain Institution Identity Option"),
}


class OptionsError(ValueError):
    """These options do not go together; the message says what to choose."""


def combination(names: Iterable[str]) -> frozenset[Option]:
    """The options of these names.

    Raises:
        OptionsError: an unknown name, or two options that exclude each other (PS3.15 E.3.6).
    """
    chosen = set()
    for name in names:
        try:
            chosen.add(Option(name))
        except ValueError:
            known = ", ".join(option.value for option in Option)
            raise OptionsError(f"there is no option {name!r}; there are: {known}") from None
    legal(frozenset(chosen))
    return frozenset(chosen)


def legal(options: frozenset[Option]) -> None:
    """See that options go together.

    Raises:
        OptionsError: two exclude each other.
    """
    if {Option.FULL_DATES, Option.MODIFIED_DATES} <= options:
        raise OptionsError(
            "retain-full-dates and retain-modified-dates exclude each other (PS3.15 E.3.6): choose one of them"
        )


def demanded(row: str, options: frozenset[Option]) -> str:
    """What the chosen options demand for a row of the table: ``C``, ``K``, or nothing.

    Where one keeps what another cleans, it is cleaned: this concerns the eleven dates and times of device calibration
    under Retain Device Identity with Modified Dates. One date that did not move would tell how far the others did.
    """
    demands = {row[option.column] for option in options}
    return "C" if "C" in demands else "K" if "K" in demands else ""


def honoured(options: frozenset[Option]) -> frozenset[Option]:
    """The options that an output can claim: Retain Device Identity cannot be, when its dates are modified."""
    if Option.MODIFIED_DATES in options:
        return options - {Option.DEVICE}
    return options
