"""The answer key of the de-identification score: what must hold for each planted value, and the ten kinds of it.

The kinds are those of the MICCAI MIDI-B challenge of 2024. Its blind spots are closed here: a missing file fails all
its expectations, removed text is looked for in every element of the file, dates are checked for their interval within
the patient, UIDs for one mapping over all files.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence


class Kind(Enum):
    """What is checked."""

    TAG_RETAINED = "tag_retained"
    TEXT_NOTNULL = "text_notnull"
    TEXT_RETAINED = "text_retained"
    TEXT_REMOVED = "text_removed"
    DATE_SHIFTED = "date_shifted"
    UID_CHANGED = "uid_changed"
    UID_CONSISTENT = "uid_consistent"
    PATID_CONSISTENT = "patid_consistent"
    PIXELS_RETAINED = "pixels_retained"
    PIXELS_HIDDEN = "pixels_hidden"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that must hold.

    Attributes:
        file: name of the object, the same before and after.
        place: keywords and numbers of items, joined with dots; ``group,creator,element`` of a private element; of
            text that may stand anywhere: empty.
        value: what was planted there; of pixels the box with text: left, top, right, bottom.
        option: of the profile; without it nothing of the kind is expected.
        subject: what the value is an example of, for the report.
    """

    kind: Kind
    file: str
    place: str = ""
    value: str = ""
    option: str = ""
    subject: str = ""


@dataclass(slots=True)
class Planted:
    """A data set in the making, with the part of the key that is about it."""

    file: str
    dataset: Dataset = field(default_factory=Dataset)
    expectations: list[Expectation] = field(default_factory=list)

    def expect(self, kind: Kind, place: str = "", value: str = "", *, option: str = "", subject: str = "") -> None:
        """Adds to the key; a value that must be nowhere in the file is looked for once."""
        wanted = Expectation(kind, self.file, place, value, option, subject or place)
        known = {one.value for one in self.expectations if one.kind is Kind.TEXT_REMOVED}
        if kind is not Kind.TEXT_REMOVED or value not in known:
            self.expectations.append(wanted)

    def put(self, place: str, value: object) -> None:
        """Sets an attribute; sequences on the way get one item."""
        *around, keyword = place.split(".")
        dataset = self.dataset
        for name in around:
            if name not in dataset:
                setattr(dataset, name, Sequence([Dataset()]))
            dataset = dataset[name].value[0]
        setattr(dataset, keyword, value)


def element(dataset: Dataset, place: str) -> object | None:
    """The value at a place; None if there is none."""
    if "," in place:
        group, creator, number = place.split(",")
        try:
            found: object = dataset.private_block(int(group, 16), creator)[int(number, 16)].value
        except KeyError:
            return None
        return found
    here: object = dataset
    for name in place.split("."):
        if isinstance(here, Sequence):
            number_of_item = int(name) if name.lstrip("-").isdigit() else 0
            if not -len(here) <= number_of_item < len(here):
                return None
            here = here[number_of_item]
            if name.lstrip("-").isdigit():
                continue
        if not isinstance(here, Dataset) or name not in here:
            return None
        here = here[name].value
    return here


def texts(dataset: Dataset) -> Iterator[str]:
    """Every value of a data set that can be read as text, private ones and bytes too."""
    for part in dataset:
        if part.VR == "SQ":
            for item in part.value:
                yield from texts(item)
        elif part.keyword == "PixelData":
            continue
        elif isinstance(part.value, bytes):
            yield part.value.decode("latin-1")
        elif part.value is not None:
            yield str(part.value)
