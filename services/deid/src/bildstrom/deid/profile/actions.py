"""What can be done to an element: actions without a parameter, and replacements that carry one.

An engine asks ``Rules.action`` and gets either: it does what an :class:`Action` names, and writes what
:meth:`Replacement.new_value` of anything else gives.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Protocol


class Action(Enum):
    """The actions that rules resolve to; PS3.15 E.1 has X, Z, D, U, C, K and combinations of them."""

    REMOVE = "X"
    EMPTY = "Z"
    DUMMY = "D"
    MAP_UIDS = "U"
    SHIFT_DATE = "C: date by whole weeks"
    KEEP_TIME = "C: time of day"
    KEEP_DATE = "K: date, if it is one"
    PSEUDONYMISE_PATIENT = "keyed patient ID"
    PSEUDONYMISE_ACCESSION = "keyed accession number"
    PSEUDONYMISE_AE = "C: keyed AE title"
    KEEP = "K"
    RECURSE = "items one by one"


class Replacement(Protocol):
    """An action with a parameter. Immutable; equal ones are interchangeable."""

    def new_value(self, vr: str, value: bytes) -> bytes | None:
        """The value to write, padded to even length; None: the old one is not what its VR promises."""


Treatment = Action | Replacement

_AGE = re.compile(rb"(\d{3})([DWMY])")
_DECIMAL = re.compile(rb"[+-]?(?:\d{1,12}\.?\d{0,12}|\.\d{1,12})")
_PER_YEAR = {b"D": 365, b"W": 52, b"M": 12, b"Y": 1}
OLDEST = 90  # years; ages above are so rare that they identify (45 CFR 164.514(b)(2)(i)(C))


@dataclass(frozen=True, slots=True)
class Constant:
    """The same value in every object; ``encoded`` without padding."""

    encoded: bytes

    def new_value(self, vr: str, value: bytes) -> bytes | None:
        """The constant."""
        return _padded(self.encoded)


@dataclass(frozen=True, slots=True)
class Zeros:
    """As many zeros as there were numbers, so that counts of values stay true."""

    def new_value(self, vr: str, value: bytes) -> bytes | None:
        """Zeros in the length of binary numbers, one ``0`` for each decimal or integer string."""
        if vr in ("DS", "IS"):
            return _padded(b"\\".join([b"0"] * (value.count(b"\\") + 1))) if value.strip(b"\0 ") else b""
        return bytes(len(value))


@dataclass(frozen=True, slots=True)
class Age:
    """Ages (AS): 90 years and more become 090Y; with ``band`` years each age becomes the lower end of its band."""

    band: int = 1

    def new_value(self, vr: str, value: bytes) -> bytes | None:
        """The age, top-coded and in its band; below a year its unit stays, unless there are bands."""
        parts = [part.strip(b"\0 ") for part in value.split(b"\\")]
        ages = [self._one(part) for part in parts]
        return _padded(b"\\".join(age for age in ages if age is not None)) if None not in ages else None

    def _one(self, age: bytes) -> bytes | None:
        if not age:
            return age
        match = _AGE.fullmatch(age)
        if match is None:
            return None
        years = int(match[1]) // _PER_YEAR[match[2]]
        if years >= OLDEST:
            return b"%03dY" % OLDEST
        return age if self.band == 1 else b"%03dY" % (years // self.band * self.band)


@dataclass(frozen=True, slots=True)
class Rounded:
    """Decimal strings (DS), each as the nearest multiple of ``step``, so that it stands for a range around it."""

    step: Decimal

    def new_value(self, vr: str, value: bytes) -> bytes | None:
        """The rounded numbers."""
        parts = [part.strip(b"\0 ") for part in value.split(b"\\")]
        if not all(not part or _DECIMAL.fullmatch(part) for part in parts):
            return None
        return _padded(b"\\".join(self._one(part) if part else part for part in parts))

    def _one(self, number: bytes) -> bytes:
        multiple = (Decimal(number.decode("ascii")) / self.step).quantize(Decimal(1)) * self.step
        return format(multiple, "f").encode("ascii")


def _padded(value: bytes) -> bytes:
    return value + b" " if len(value) % 2 else value


_REVEALING = {
    Action.REMOVE: 0, Action.EMPTY: 0, Action.DUMMY: 0,
    Action.MAP_UIDS: 1, Action.PSEUDONYMISE_PATIENT: 1, Action.PSEUDONYMISE_ACCESSION: 1, Action.PSEUDONYMISE_AE: 1,
    Action.SHIFT_DATE: 2, Action.RECURSE: 2,
    Action.KEEP_TIME: 3, Action.KEEP_DATE: 3, Action.KEEP: 3,
}  # fmt: skip


def revealing(treatment: Treatment) -> int:
    """How much of the original value an action lets through: 0 nothing, 1 which are equal, 2 a part, 3 all."""
    if isinstance(treatment, Action):
        return _REVEALING[treatment]
    return 0 if isinstance(treatment, Constant | Zeros) else 2
