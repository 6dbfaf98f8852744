"""Questions to both catalogues, made of what there is to be found: every attribute that the oracle can search by.

Ranges of dates and times, and lists of UIDs, are beyond the oracle; what they find is told from its answer to all.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from integration.index_oracle.differences import Element, values
from integration.index_oracle.oracle import UID_OF, Answer
from pydicom.datadict import dictionary_VR, keyword_for_tag

OF_STUDIES = (
    "00080020",
    "00080030",
    "00080090",
    "00100010",
    "00100020",
    "00100030",
    "00100040",
    "0020000D",
    "00200010",
)
OF_SERIES = ("00080060", "0020000E", "00200011")
OF_INSTANCES = ("00080016", "00080018", "00200013", "00280010", "00280011", "00280100")
SEARCHED = {
    "studies": OF_STUDIES,
    "series": (*OF_SERIES, "00080020", "00100020"),
    "instances": (*OF_INSTANCES, "00080060", "00100020"),
}

WITH_WILDCARDS = frozenset({"00100010", "00100020", "00200010"})

_PLAIN = re.compile(r"[A-Za-z0-9.^-]+")  # what neither side takes for a wildcard, nor quotes


@dataclass(frozen=True, slots=True)
class Question:
    """A search.

    Attributes:
        finds: tells from an attribute whether the answer is one; None where the oracle can be asked itself.
    """

    level: str
    tag: str
    text: str
    finds: Callable[[Element | None], bool] | None = None

    @property
    def keyword(self) -> str:
        """The attribute's keyword."""
        return keyword_for_tag(self.tag)


def questions(level: str, everything: Sequence[Answer]) -> Iterator[Question]:
    """The questions of a level, by what its answer to all has."""
    for tag in SEARCHED[level]:
        vr = dictionary_VR(int(tag, 16))
        found = sorted({text for answer in everything for text in texts(answer.get(tag))})
        for text in found[len(found) // 2 :][:1]:
            yield Question(level, tag, text)
            if tag in WITH_WILDCARDS and len(text) > 2:
                yield Question(level, tag, f"{text[:2]}*")
                yield Question(level, tag, f"{text[:-1]}?")
        if vr in ("DA", "TM"):
            yield from _ranges(level, tag, [text for text in found if text.isdigit()])
    if level == "studies":
        yield Question(level, "00080030", "000000")  # midnight, and what the oracle takes for it
    yield from _lists(level, everything)


def texts(element: Element | None) -> list[str]:
    """The plain values of an attribute, a name's first representation."""
    found = (value.get("Alphabetic") if isinstance(value, dict) else value for value in values(element))
    return [str(value) for value in found if value is not None and _PLAIN.fullmatch(str(value))]


def _ranges(level: str, tag: str, found: Sequence[str]) -> Iterator[Question]:
    if not found:
        return
    low, high = found[len(found) // 3], found[2 * len(found) // 3]

    def between(first: str, last: str) -> Callable[[Element | None], bool]:
        return lambda element: any(first <= str(value) <= last for value in values(element))

    yield Question(level, tag, f"{low}-{high}", between(low, high))
    yield Question(level, tag, f"{low}-", between(low, "~"))
    yield Question(level, tag, f"-{high}", between("", high))


def _lists(level: str, everything: Sequence[Answer]) -> Iterator[Question]:
    for tag in (UID_OF["studies"], UID_OF[level]):
        wanted = [text for answer in everything[:3] for text in texts(answer.get(tag))]
        for comma in (",", "\\"):
            yield Question(level, tag, comma.join(wanted), lambda element, w=wanted: values(element)[0] in w)  # type: ignore[misc]
