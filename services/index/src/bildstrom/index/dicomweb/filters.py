"""What a search asks of one attribute (PS3.4 section C.2.2.2, PS3.18 section 8.3.4)."""

import re
from dataclasses import dataclass
from enum import IntEnum

from bildstrom.index.attributes import SERIES_TAGS, STUDY_TAGS

MODALITIES_IN_STUDY = "00080061"
EMPTY = '""'  # the text that asks for an attribute without a value, where that was agreed on

_STUDY_KEYS = frozenset({*STUDY_TAGS, MODALITIES_IN_STUDY})
_SERIES_KEYS = frozenset(SERIES_TAGS)
# whose values hold neither a comma nor a backslash, so that a list of alternatives can be told from a value; a list of
# modalities is what OHIF asks for, and what PS3.4 leaves open (C.2.2.2.8, note 4)
_LISTED = frozenset({"CS", "UI"})
_LIST = re.compile(r"[,\\]")


class Level(IntEnum):
    """What is searched for."""

    STUDY = 0
    SERIES = 1
    INSTANCE = 2


@dataclass(frozen=True, slots=True)
class Filter:
    """An attribute and the text it has to match.

    Attributes:
        within: the sequences around it, the outermost first.
        every: each value of the text has to be found, and not one of them (Multiple Value Matching, C.2.2.2.8).
        empty: what has no value is asked for (Empty Value Matching, C.2.2.2.7).
    """

    tag: str
    vr: str
    text: str
    within: tuple[str, ...] = ()
    every: bool = False
    empty: bool = False

    @property
    def outermost(self) -> str:
        """The attribute of the data set itself: this one, or the sequence that it is in."""
        return self.within[0] if self.within else self.tag

    @property
    def level(self) -> Level:
        """Of what the attribute is one."""
        if self.outermost in _STUDY_KEYS:
            return Level.STUDY
        return Level.SERIES if self.outermost in _SERIES_KEYS else Level.INSTANCE

    @property
    def universal(self) -> bool:
        """Whether everything fits (C.2.2.2.3)."""
        return self.text in ("", "*") and not self.empty

    @property
    def has_wildcard(self) -> bool:
        """Whether the text holds ``*`` or ``?``."""
        return "*" in self.text or "?" in self.text

    @property
    def values(self) -> list[str]:
        """The values that are asked for."""
        if self.vr in _LISTED:
            return _LIST.split(self.text)
        return self.text.split("\\") if self.every else [self.text]
