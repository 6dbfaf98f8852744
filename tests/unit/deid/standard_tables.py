"""The tables of PS3.15 as the tests know them: read from the standard's XML, not from what the product was made of."""

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

OPTIONS = (
    "retain-safe-private", "retain-uids", "retain-device-identity", "retain-institution-identity",
    "retain-patient-characteristics", "retain-full-dates", "retain-modified-dates", "clean-descriptors",
    "clean-structured-content", "clean-graphics",
)  # fmt: skip


class Row(NamedTuple):
    """A row of Table E.1-1; ``options``: name to K or C, where the option has an opinion."""

    tag: int
    basic: str
    options: dict[str, str]


@cache
def attributes() -> tuple[Row, ...]:
    """The rows that name one attribute."""
    with (Path(__file__).parent / "part15_attributes.csv").open() as source:
        return tuple(
            Row(int(tag, 16), row["basic"], {option: row[option] for option in OPTIONS if row[option]})
            for row in csv.DictReader(source)
            if re.fullmatch("[0-9A-F]{8}", tag := re.sub(r"[(),]", "", row["tag"]))
        )


@cache
def patterns() -> dict[str, tuple[str, dict[str, str]]]:
    """The rows that name many attributes."""
    with (Path(__file__).parent / "part15_attributes.csv").open() as source:
        return {
            row["tag"]: (row["basic"], {option: row[option] for option in OPTIONS if row[option]})
            for row in csv.DictReader(source)
            if not re.fullmatch(r"\([0-9A-F]{4},[0-9A-F]{4}\)", row["tag"])
        }


@cache
def safe_private() -> tuple[tuple[str, int, int, str], ...]:
    """The rows of Table E.3.10-1: creator, group, number within the block, VR."""
    with (Path(__file__).parent / "part15_safe_private.csv").open() as source:
        rows = [(re.fullmatch(r"\((....),xx(..)\)", row["tag"]), row) for row in csv.DictReader(source)]
    return tuple((row["creator"], int(m[1], 16), int(m[2], 16), row["vr"]) for m, row in rows if m is not None)
