"""Attribute matching (PS3.4 section C.2.2.2) on DICOM JSON: single value, UID list, wildcard, range, universal."""

import re
from collections.abc import Iterable
from typing import Any

from bildstrom.index.attributes import DataSet
from bildstrom.index.dicomweb.errors import BadRequest
from bildstrom.index.dicomweb.query import Filter

_NUMERIC = frozenset({"IS", "DS", "US", "SS", "UL", "SL", "FL", "FD", "SV", "UV"})
_DATE = re.compile(r"[0-9]{8}")
_TIME = re.compile(r"[0-9]{2}(?:[0-9]{2}(?:[0-9]{2}(?:\.[0-9]{1,6})?)?)?")


def check(filters: Iterable[Filter]) -> None:
    """Refuse a filter that no value could be compared with.

    Raises:
        BadRequest: a malformed date, time or number.
    """
    for item in filters:
        if item.text in ("", "*"):
            continue
        if item.vr in ("DA", "TM"):
            pattern = _DATE if item.vr == "DA" else _TIME
            ends = item.text.split("-")
            if len(ends) > 2 or not any(ends) or not all(not end or pattern.fullmatch(end) for end in ends):
                raise BadRequest(f"{item.tag}: a {item.vr} value such as 20240131 or 1015, or a range with '-'")
        if item.vr in _NUMERIC and _number(item.text) is None:
            raise BadRequest(f"{item.tag}: a number")


def matches(dataset: DataSet, filters: Iterable[Filter]) -> bool:
    """Whether a data set fits every filter."""
    return all(_fits(_values(dataset, item), item) for item in filters)


def _values(dataset: DataSet, item: Filter) -> list[Any]:
    """The values of an attribute, or those that it has in any item of the sequences around it (PS3.4 C.2.2.2.6)."""
    found: list[Any] = [dataset]
    for tag in (*item.within, item.tag):
        found = [value for each in found if isinstance(each, dict) for value in each.get(tag, {}).get("Value") or []]
    return found


def _fits(values: list[Any], item: Filter) -> bool:
    if item.text in ("", "*"):
        return True
    return any(_equal(text, item) for value in values for text in _texts(value))


def _texts(value: Any) -> list[str]:
    """A value as text; a name has up to three representations."""
    if isinstance(value, dict):
        return [str(group) for group in value.values()]
    return [] if value is None else [str(value)]


def _equal(text: str, item: Filter) -> bool:
    wanted = item.text
    match item.vr:
        case "UI":
            return text in re.split(r"[,\\]", wanted)
        case "DA":
            return _in_range(text, wanted, first="", last="99999999")
        case "TM":
            return _time_fits(text, wanted)
        case "PN":
            return wildcard(wanted.rstrip("^").casefold(), text.rstrip("^").casefold())
    if item.vr in _NUMERIC:
        return _number(text) == _number(wanted)
    return wildcard(wanted.strip(), text.strip())


def _in_range(value: str, wanted: str, first: str, last: str) -> bool:
    low, dash, high = wanted.partition("-")
    return (low or first) <= value <= (high or last) if dash else value == low


def _time_fits(value: str, wanted: str) -> bool:
    low, dash, high = wanted.partition("-")
    moment = _padded(value, "000000.000000")
    if not dash:
        return moment == _padded(low, "000000.000000")
    return _padded(low, "000000.000000") <= moment <= _padded(high, "235959.999999")


def _padded(value: str, rest: str) -> str:
    """A time with the components it leaves out taken from another."""
    return value + rest[len(value) :]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def wildcard(pattern: str, text: str) -> bool:
    """Whether text fits a pattern in which ``*`` is any text and ``?`` any character.

    Each ``*`` is tried greedily once, so the time is bounded by the product of the lengths, whatever the pattern.
    """
    at, star, marked = 0, -1, 0
    position = 0
    while position < len(text):
        if at < len(pattern) and (pattern[at] == "?" or (pattern[at] == text[position] and pattern[at] != "*")):
            at, position = at + 1, position + 1
        elif at < len(pattern) and pattern[at] == "*":
            star, marked = at, position
            at += 1
        elif star >= 0:
            marked += 1
            at, position = star + 1, marked
        else:
            return False
    return pattern[at:].strip("*") == ""
