"""Checks of everything that stays, all values of a kind at once.

A value at a time they would cost more than the walk itself. Where one of these says no, which value it was does not
matter here: the slow path finds that out.
"""

import re
from collections.abc import Sequence

from bildstrom.deid.identifiers import mentions
from bildstrom.deid.splice.kinds import CODED, DECIMAL, EIGHTS, FOURS, INTEGER, TIME

# Several values, each ended by a line feed, which none of the alphabets has; the grammars of values.py or stricter.
# No quantifier gives anything back, so the time is linear whatever the bytes are.
_MANY = {
    kind: re.compile(rb"(?:(?:%b)(?:\\(?:%b))*+[\0 ]*+\n)*+" % (part, part))
    for kind, part in {
        CODED: rb"[ !-\[\]_-~]{0,16}+",
        DECIMAL: rb"(?: *+[+-]?+(?:\d++\.?+\d*+|\.\d++)(?:[eE][+-]?+\d++)?+ *+)?+",
        INTEGER: rb"(?: *+[+-]?+\d{1,12}+ *+)?+",
        TIME: rb"[\0 ]*+(?:\d\d(?::?+\d\d){0,2}+(?:\.\d{1,6}+)?+|[+-]\d{4})?+[\0 ]*+",
    }.items()
}


def all_well_formed(values: Sequence[Sequence[bytes]]) -> bool:
    """Whether numbers, codes and times are what they should be, so that none is free text in disguise.

    Args:
        values: by kind, as a scan collects them.
    """
    return (
        all(_match(pattern, values[kind]) for kind, pattern in _MANY.items() if values[kind])
        and not any(len(value) & 3 for value in values[FOURS])
        and not any(len(value) & 7 for value in values[EIGHTS])
    )


def _match(pattern: re.Pattern[bytes], values: Sequence[bytes]) -> bool:
    lines = b"\n".join(values) + b"\n"
    return lines.count(b"\n") == len(values) and pattern.fullmatch(lines) is not None


def any_mentions(texts: Sequence[bytes], names: frozenset[bytes]) -> bool:
    """Whether a text mentions one of the names."""
    joined = b"\0".join(texts)
    return any(name in joined and mentions(joined, name) for name in names)
