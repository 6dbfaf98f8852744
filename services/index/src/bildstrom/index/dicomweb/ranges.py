"""Dates, times and date-times as a search compares them: single, in a range, combined (PS3.4 section C.2.2.2.5)."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bildstrom.index.dicomweb.filters import Filter

_DATE = r"[0-9]{8}"
_TIME = r"[0-9]{2}(?:[0-9]{2}(?:[0-9]{2}(?:\.[0-9]{1,6})?)?)?"
# an offset is at most 1400, and no year is: what follows a hyphen is never both (PS3.5 section 6.2)
_DATE_TIME = r"(?:[0-9]{4}(?:[0-9]{2}){0,4}|[0-9]{14}(?:\.[0-9]{1,6})?)(?:[+-](?:0[0-9]|1[0-4])[0-5][0-9])?"
_SINGLE = {vr: re.compile(form) for vr, form in (("DA", _DATE), ("TM", _TIME), ("DT", _DATE_TIME))}
_RANGE = {vr: re.compile(f"({form.pattern})?-({form.pattern})?") for vr, form in _SINGLE.items()}
_PARTS = re.compile(r"(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:\.(\d+))?(?:([+-])(\d{2})(\d{2}))?", re.ASCII)
_SOME_DAY = "20000101"  # times are compared within a day

# of a date the time that belongs to it: creation, study, series, acquisition, content, begin and end of a step
_TIME_OF = {
    "00080012": "00080013",
    "00080020": "00080030",
    "00080021": "00080031",
    "00080022": "00080032",
    "00080023": "00080033",
    "00400244": "00400245",
    "00400250": "00400251",
}


@dataclass(frozen=True, slots=True)
class Span:
    """What a date-time covers, down to the last component it names; in microseconds, those of its offset apart."""

    first: int
    end: int
    offset: int | None


@dataclass(frozen=True, slots=True)
class Range:
    """What is asked for; one without a low or high end is open there.

    Attributes:
        single: it is one moment, at both ends.
    """

    low: Span | None
    high: Span | None
    single: bool = False

    def holds(self, value: Span) -> bool:
        """Whether a value begins in it. Offsets count where both say one."""
        after = 0 if self.low is None else _difference(value, self.low, self.low.first)
        if self.single:
            return after == 0
        return after >= 0 and (self.high is None or _difference(value, self.high, self.high.end) < 0)


@lru_cache(maxsize=64)  # asked of every study that is looked at
def asked(vr: str, text: str) -> Range | None:
    """Read what is asked of a DA, TM or DT; None where nothing can be compared with it, such as the 31st of April."""
    if _SINGLE[vr].fullmatch(text):
        only = _of(vr, text)
        return None if only is None else Range(only, only, single=True)
    found = _RANGE[vr].fullmatch(text)
    if found is None or not any(found.groups()):
        return None
    low, high = (_of(vr, end) if end else None for end in found.groups())
    if (found[1] and low is None) or (found[2] and high is None):
        return None
    return Range(low, high)


def in_range(vr: str, value: str, text: str) -> bool:
    """Whether a value of an attribute lies where it is asked for; one that is none of its VR does nowhere."""
    wanted, found = asked(vr, text), _of(vr, value) if _SINGLE[vr].fullmatch(value) else None
    return wanted is not None and found is not None and wanted.holds(found)


def combined(filters: Iterable[Filter]) -> Mapping[Filter, Filter]:
    """The ranges of a date and of its time that are one range of moments, because both have the same ends."""
    ranges = {item.tag: item for item in filters if item.vr in ("DA", "TM") and _is_range(item)}
    found = {item: ranges[_TIME_OF[tag]] for tag, item in ranges.items() if _TIME_OF.get(tag) in ranges}
    return {day: time for day, time in found.items() if _ends(day) == _ends(time)}


def moment_in_range(day: str, time: str, asked_day: str, asked_time: str) -> bool:
    """Whether a date with its time lies in the range of both; one without a time does by its date."""
    if not _SINGLE["TM"].fullmatch(time):
        return in_range("DA", day, asked_day)
    (low, high), (earliest, latest) = asked_day.split("-"), asked_time.split("-")
    return in_range("DT", day + time, f"{low}{earliest}-{high}{latest}")


def _is_range(item: Filter) -> bool:
    return not (item.within or item.universal or item.empty) and "-" in item.text


def _ends(item: Filter) -> tuple[bool, ...]:
    return tuple(bool(end) for end in item.text.split("-"))


def _of(vr: str, text: str) -> Span | None:
    return _span(_SOME_DAY + text if vr == "TM" else text)


def _difference(value: Span, other: Span, moment: int) -> int:
    """From a moment of another date-time to the beginning of a value."""
    if value.offset is None or other.offset is None:
        return value.first - moment
    return (value.first - value.offset) - (moment - other.offset)


def _span(text: str) -> Span | None:
    """Read a date-time; None for one that is none of the calendar or the clock."""
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else None for part in parts.groups()[:6])
    try:
        days = date(year or 0, month or 1, day or 1).toordinal()
    except ValueError:
        return None
    if (hour or 0) > 23 or (minute or 0) > 59 or (second or 0) > 60:
        return None
    fraction = (parts[7] or "").ljust(6, "0")
    seconds = ((days * 24 + (hour or 0)) * 60 + (minute or 0)) * 60 + (second or 0)
    first = seconds * 1_000_000 + int(fraction)
    return Span(first, first + _length(parts), _offset(parts))


def _length(parts: "re.Match[str]") -> int:
    """Microseconds that a date-time covers by the last component it names."""
    if parts[7]:
        return int(10 ** (6 - len(parts[7])))
    named = sum(part is not None for part in parts.groups()[1:6])
    if named > 1:
        return (86_400, 3_600, 60, 1)[named - 2] * 1_000_000
    year, month = int(parts[1]), int(parts[2] or 1)
    last = (year, month) if named else (year, 12)
    days = date(*last, monthrange(*last)[1]).toordinal() - date(year, month, 1).toordinal() + 1
    return days * 86_400 * 1_000_000


def _offset(parts: "re.Match[str]") -> int | None:
    if parts[8] is None:
        return None
    minutes = int(parts[9]) * 60 + int(parts[10])
    return (minutes if parts[8] == "+" else -minutes) * 60 * 1_000_000
