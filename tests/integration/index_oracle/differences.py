"""Where our answers differ from the oracle's, each with its reason. What is not listed here fails.

The oracle is dicomweb-client's DICOMfileClient; "standard" is PS3.18 and the parts that it leads to.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydicom.datadict import dictionary_has_tag, dictionary_VR, repeater_has_tag

Element = Mapping[str, Any]

_BULK = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
_COUNTS = frozenset({"00201206", "00201208", "00201209", "00080061"})


@dataclass(frozen=True, slots=True)
class Case:
    """One attribute of one answer that differs.

    Attributes:
        level: ``studies``, ``series``, ``instances`` or ``metadata``; of what only one of them finds, ``search``.
        tag: as in DICOM JSON; an attribute within a sequence by its own.
        torn: whether the objects of the same study or series disagree there.
        unread: whether the oracle cannot read some object of the study.
        unsaid: whether the object says no VR of it, or UN.
    """

    level: str
    tag: str
    ours: Element | None
    theirs: Element | None
    torn: bool = False
    unread: bool = False
    unsaid: bool = False

    @property
    def vr(self) -> str:
        """As the oracle has it, or else as we have it."""
        return str((self.theirs or self.ours or {}).get("vr"))

    @property
    def number(self) -> int:
        """The tag."""
        return int(self.tag, 16)


@dataclass(frozen=True, slots=True)
class Difference:
    """A kind of difference, whose it is, and why."""

    name: str
    whose: str
    why: str
    covers: Callable[[Case], bool]


def values(element: Element | None) -> list[Any]:
    """The values of an element; none where there is none."""
    return list((element or {}).get("Value") or [])


def _plain(element: Element | None) -> list[Any]:
    texts = [value if value is not None else "" for value in values(element)]
    texts = [value.strip("\0 ") if isinstance(value, str) else value for value in texts]
    return texts if any(value != "" for value in texts) else []


DIFFERENCES = (
    Difference(
        "order",
        "standard",
        "values of Modalities in Study have no order; ours is the alphabet",
        lambda c: c.tag == "00080061" and sorted(values(c.ours)) == sorted(values(c.theirs)),
    ),
    Difference(
        "not an image",
        "oracle",
        "it gives empty image attributes to what is no image; PS3.18 table 10.6.3-5 asks for those that there are",
        lambda c: c.level == "instances" and c.number >> 16 == 0x0028 and c.ours is None and not values(c.theirs),
    ),
    Difference(
        "frames",
        "oracle",
        "it says one frame where the object has no Number of Frames",
        lambda c: c.level == "instances" and c.tag == "00280008" and c.ours is None and values(c.theirs) == [1],
    ),
    Difference(
        "not read",
        "oracle",
        "it skips objects whose pixel data it cannot find, or of transfer syntaxes unknown to it: it counts less",
        lambda c: c.unread and (c.tag in _COUNTS or (c.level == "search" and c.theirs is None)),
    ),
    Difference(
        "torn",
        "by design",
        "objects of one study or series disagree: ours is the object's own or the first received, its the last",
        lambda c: c.torn,
    ),
    Difference(
        "bulk data",
        "by design",
        "the catalogue keeps no bulk data: left out, or by BulkDataURI (PS3.18 F.2.2); the oracle has it inline",
        lambda c: c.vr in {*_BULK, "OB or OW"} and not values(c.ours) and "InlineBinary" not in (c.ours or {}),
    ),
    Difference(
        "group length",
        "standard",
        "group lengths are retired (PS3.5 7.2), and of the file, not of the data set",
        lambda c: (c.ours or {}).get("vr") in (None, "UN") and c.number & 0xFFFF == 0,
    ),
    Difference(
        "unknown VR",
        "by design",
        "private and repeated attributes without a VR are UN by the standard (PS3.5 6.2.2); its dictionary guesses",
        lambda c: (
            c.unsaid and (c.ours or {}).get("vr") in (None, "UN") and (c.number >> 16 & 1 == 1 or not _listed(c.number))
        ),
    ),
    Difference(
        "empty value",
        "oracle",
        "a value that is empty is null (PS3.18 F.2.5), padding is no part of one (PS3.5 6.2); the oracle leaves both",
        lambda c: c.ours is not None and c.theirs is not None and _plain(c.ours) == _plain(c.theirs),
    ),
    Difference(
        "behind the pixels",
        "oracle",
        "it stops reading at the pixel data",
        lambda c: c.level == "metadata" and c.theirs is None and c.number > 0x7FE00010,
    ),
    Difference(
        "ends so",
        "oracle",
        "it compares the ends of dates and times as texts: 000000 finds 101500.000000, and does not find 000000.000",
        lambda c: c.level == "search" and c.vr in ("DA", "TM") and (c.ours is None or ".0" in str(values(c.ours))),
    ),
)


def _listed(tag: int) -> bool:
    return dictionary_has_tag(tag) and not repeater_has_tag(tag) and bool(dictionary_VR(tag))


def reason_of(case: Case) -> Difference | None:
    """The first difference on the list that a case is one of."""
    return next((each for each in DIFFERENCES if each.covers(case)), None)
