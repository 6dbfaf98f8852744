"""Attribute matching (PS3.4 section C.2.2.2) on DICOM JSON."""

from collections.abc import Sequence
from typing import Any

from bildstrom.index.attributes import DataSet
from bildstrom.index.dicomweb.errors import BadRequest
from bildstrom.index.dicomweb.filters import Filter
from bildstrom.index.dicomweb.ranges import asked, combined, in_range, moment_in_range

NUMERIC = frozenset({"IS", "DS", "US", "SS", "UL", "SL", "FL", "FD", "SV", "UV"})
_EXAMPLES = {"DA": "20240131", "TM": "1015", "DT": "202401311015"}


def check(filters: Sequence[Filter]) -> None:
    """Refuse a filter that no value could be compared with.

    Raises:
        BadRequest: a malformed date, time or number, or a wildcard among several values.
    """
    for item in filters:
        if item.universal or item.empty:
            continue
        if item.vr in _EXAMPLES and asked(item.vr, item.text) is None:
            raise BadRequest(f"{item.tag}: a {item.vr} value such as {_EXAMPLES[item.vr]}, or a range with '-'")
        if item.vr in NUMERIC and _number(item.text) is None:
            raise BadRequest(f"{item.tag}: a number")
        if item.every and item.has_wildcard:
            raise BadRequest(f"{item.tag}: no wildcards among several values (PS3.4 section C.2.2.2.8)")


def matches(dataset: DataSet, filters: Sequence[Filter]) -> bool:
    """Whether a data set fits every filter; ranges of a date and of its time are one (PS3.18 section 8.3.4.1.1)."""
    pairs = combined(filters) if len(filters) > 1 else {}
    alone = [item for item in filters if item not in pairs and item not in pairs.values()]
    return all(_fits(_values(dataset, item), item) for item in alone) and all(
        _moment_fits(dataset, day, time) for day, time in pairs.items()
    )


def _values(dataset: DataSet, item: Filter) -> list[Any]:
    """The values of an attribute, or those that it has in any item of the sequences around it (PS3.4 C.2.2.2.6)."""
    found: list[Any] = [dataset]
    for tag in (*item.within, item.tag):
        found = [value for each in found if isinstance(each, dict) for value in each.get(tag, {}).get("Value") or []]
    return found


def _fits(values: list[Any], item: Filter) -> bool:
    if item.universal:
        return True
    texts = [text for value in values for text in _texts(value)]
    if item.empty:
        return not any(texts)
    found = (any(_equal(item.vr, text, wanted) for text in texts) for wanted in item.values)
    return all(found) if item.every else any(found)


def _moment_fits(dataset: DataSet, day: Filter, time: Filter) -> bool:
    times = [str(value) for value in _values(dataset, time)]
    days = [str(value) for value in _values(dataset, day)]
    return any(moment_in_range(each, times[0] if times else "", day.text, time.text) for each in days)


def _texts(value: Any) -> list[str]:
    """A value as text; a name has up to three representations."""
    if isinstance(value, dict):
        return [str(group) for group in value.values()]
    return [] if value is None else [str(value)]


def _equal(vr: str, text: str, wanted: str) -> bool:
    if vr == "UI":
        return text == wanted
    if vr in _EXAMPLES:
        return in_range(vr, text, wanted)
    if vr == "PN":
        return wildcard(wanted.rstrip("^").casefold(), text.rstrip("^").casefold())
    if vr in NUMERIC:
        return _number(text) == _number(wanted)
    return wildcard(wanted.strip(), text.strip())


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
