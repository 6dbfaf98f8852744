"""A search's query parameters (PS3.18 section 8.3.4), checked and bounded; what is wrong is said, never quoted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pydicom.datadict import dictionary_VM, dictionary_VR, tag_for_keyword

from bildstrom.index.dicomweb.errors import BadRequest
from bildstrom.index.dicomweb.filters import EMPTY, Filter, Level

MAX_PARAMETERS = 64
MAX_VALUE = 1024
MAX_OFFSET = 100_000

# kinds of matching that are asked for by "true"
MODES = ("fuzzymatching", "emptyvaluematching", "multiplevaluematching")
FUZZY = "fuzzymatching is not supported; names are matched literally"

MAX_DEPTH = 4  # sequences around an attribute

_HEX = re.compile(r"[0-9A-Fa-f]{8}")
MULTIPLE = frozenset({"AE", "AS", "AT", "CS", "LO", "PN", "SH", "UC"})
UNMATCHED = frozenset({"SQ", "OB", "OW", "UN", "OF", "OD", "OL", "OV", "NONE"})


# results in one answer: by default, and at most
LIMITS = {Level.STUDY: (100, 1000), Level.SERIES: (1000, 1000), Level.INSTANCE: (5000, 5000)}


@dataclass(frozen=True, slots=True)
class Query:
    """A search.

    Attributes:
        include: tags asked for beyond the standard's.
        everything: all attributes were asked for.
        warnings: what is not done as it was asked for.
    """

    level: Level
    filters: tuple[Filter, ...] = ()
    include: frozenset[str] = frozenset()
    everything: bool = False
    limit: int = 100
    offset: int = 0
    warnings: tuple[str, ...] = ()

    def of(self, level: Level) -> tuple[Filter, ...]:
        """The filters on attributes of one level."""
        return tuple(item for item in self.filters if item.level is level)


@dataclass(slots=True)
class _Draft:
    filters: dict[tuple[str, ...], Filter] = field(default_factory=dict)
    include: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)
    everything: bool = False
    modes: set[str] = field(default_factory=set)


def parse(parameters: Iterable[tuple[str, str]], level: Level) -> Query:
    """Read a search's parameters.

    A limit above the largest is lowered to it.

    Raises:
        BadRequest: unknown attribute, one that cannot be matched at this level, a malformed number, or too many.
    """
    given = list(parameters)
    if len(given) > MAX_PARAMETERS or any(len(value) > MAX_VALUE for _, value in given):
        raise BadRequest(f"at most {MAX_PARAMETERS} parameters of {MAX_VALUE} characters")
    draft = _Draft()
    for name, value in given:
        _take(draft, name, value, level)
    default, most = LIMITS[level]
    return Query(
        level=level,
        filters=tuple(_in_modes(item, draft.modes) for item in draft.filters.values()),
        include=frozenset(draft.include),
        everything=draft.everything,
        limit=min(draft.numbers.get("limit", default), most),
        offset=draft.numbers.get("offset", 0),
        warnings=(FUZZY,) if "fuzzymatching" in draft.modes else (),
    )


def _take(draft: _Draft, name: str, value: str, level: Level) -> None:
    match name:
        case "limit" | "offset":
            draft.numbers[name] = _number(name, value)
        case _ if name in MODES:
            if value.lower() == "true":
                draft.modes.add(name)
        case "includefield":
            for part in value.split(","):
                if part == "all":
                    draft.everything = True
                else:
                    draft.include.add(_included(part))
        case "accept" | "charset":
            pass  # negotiated with the headers; JSON is always UTF-8
        case _:
            _filter(draft, name, value, level)


def _filter(draft: _Draft, name: str, value: str, level: Level) -> None:
    *within, tag = (tag_of(part) for part in name.split(".", MAX_DEPTH + 1))
    item = Filter(tag, _vr(tag), value, tuple(within))
    if any(_vr(outer) != "SQ" for outer in within) or len(within) > MAX_DEPTH:
        raise BadRequest(f"an attribute within sequences: each of at most {MAX_DEPTH} before it a sequence")
    if item.vr in UNMATCHED:
        raise BadRequest(f"{tag} cannot be matched: it is a sequence or bulk data")
    if item.level > level:
        raise BadRequest(f"{tag} cannot be matched in this search: search for series or instances")
    if (*within, tag) in draft.filters:
        raise BadRequest(f"{tag} is given twice")
    draft.filters[(*within, tag)] = item


def _in_modes(item: Filter, modes: set[str]) -> Filter:
    """A filter under the kinds of matching that were asked for beside it."""
    if "emptyvaluematching" in modes and item.text == EMPTY:
        return replace(item, empty=True)
    several = item.vr in MULTIPLE and dictionary_VM(int(item.tag, 16)) != "1" and len(item.text.split("\\")) > 1
    return replace(item, every=True) if "multiplevaluematching" in modes and several else item


def _vr(tag: str) -> str:
    """The VR of an attribute; the first one where the dictionary leaves a choice."""
    return dictionary_VR(int(tag, 16)).split(" or ")[0]


def _included(name: str) -> str:
    """The tag of a field to include; of one within a sequence the sequence's. Private ones have no keyword."""
    outermost = name.split(".")[0]
    return outermost.upper() if _HEX.fullmatch(outermost) else tag_of(outermost)


def tag_of(name: str) -> str:
    """The tag of a keyword or of eight hex digits, in upper-case hex.

    Raises:
        BadRequest: the data dictionary (PS3.6) does not know it.
    """
    number = int(name, 16) if _HEX.fullmatch(name) else tag_for_keyword(name)
    if number is None or not name:  # some retired tags have no keyword
        raise BadRequest("a parameter is neither an attribute's keyword nor its tag (PS3.6)")
    try:
        dictionary_VR(number)
    except KeyError:
        raise BadRequest("a tag is not in the data dictionary (PS3.6)") from None
    return f"{number:08X}"


def _number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise BadRequest(f"{name}: a whole number, not negative")
    if name == "offset" and int(value) > MAX_OFFSET:
        raise BadRequest(f"offset: at most {MAX_OFFSET}; narrow the search")
    return int(value)
