"""What a text in the pixels is: a value of this object, an identifier of some kind, a plain label, or unknown."""

import re
from enum import Enum

from bildstrom.deid.pixels.folding import distance_within, folded, plain
from bildstrom.deid.pixels.known import Known
from bildstrom.deid.pixels.labels import is_label

_READABLE = 0.5  # certainty below which a reading says nothing
# Vessels, bones and teeth look like large letters of which nothing, or a single one, can be read; letters of that size
# are read with certainty. In pixels, and certainty.
_LARGE, _CERTAIN = 24, 0.6
_MOST_CHARACTERS = 400  # of one line; more is no label and no name

_MONTH = "jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|okt|oct|nov|dez|dec"
_GENERIC = re.compile(
    r"""
    (?<!\d)\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*(?:\d{4}|\d{2})(?!\d)    # 3.4.1950, 03/04/50
    |(?<!\d)(?:19|20)\d\d\s*[./-]?\s*[01]\d\s*[./-]?\s*[0-3]\d(?!\d)    # 1950-04-03, 19500403
    |\d{1,2}\s*[-./ ]?\s*(?:MONTH)[a-z]*\s*[-./ ,]?\s*\d{2,4}           # 3 Apr 1950
    |(?:MONTH)[a-z]*\s*\d{1,2}\s*,?\s*\d{4}                             # April 3, 1950
    |(?<!\d)[0-2]?\d\s*:\s*[0-5]\d(?:\s*:\s*[0-5]\d)?(?!\d)             # 12:33:04
    |\d{5,}                                                             # any longer number
    |\b(?:id|pid|mrn|pat|patient|name|acc|dob|born|geb|dr|prof|hosp|klinik|ref|ssn|nhs|tel|fax)\b\s*[.:#-]?\s*\w
    |[\w.]+@[\w.]+
    """.replace("MONTH", _MONTH),
    re.VERBOSE | re.IGNORECASE,
)


class Meaning(Enum):
    """What a text is."""

    OWN = "own"  # of this object's header
    GENERIC = "generic"  # a date, a time, a long or a labelled number
    UNREADABLE = "unreadable"
    SHAPE = "shape"  # of the image itself
    LABEL = "label"  # of a measurement or an orientation
    UNKNOWN = "unknown"


def meaning_of(words: str, certainty: float, height: int, known: Known) -> Meaning:
    """Classify one text; what it shares with the header comes first.

    Args:
        words: as read.
        certainty: of the reading, 0 to 1.
        height: of its letters, in pixels.
        known: values of its object.
    """
    if len(words) > _MOST_CHARACTERS:
        return Meaning.UNKNOWN
    if _is_own(words, known):
        return Meaning.OWN
    if _GENERIC.search(words):
        return Meaning.GENERIC
    if certainty < _CERTAIN and height >= _LARGE and len(plain(words)) < 2:
        return Meaning.SHAPE
    if certainty < _READABLE or not plain(words):
        return Meaning.UNREADABLE
    return Meaning.LABEL if is_label(words) else Meaning.UNKNOWN


def _is_own(words: str, known: Known) -> bool:
    text = folded(words)
    tokens = {folded(token) for token in re.split(r"\W+", words)}
    for name in known.names:
        if len(name) < 5:  # a short one has to be there as such
            if name in tokens or (len(name) == 4 and name in text):
                return True
        elif distance_within(name, text) <= len(name) // 4:
            return True
    digits = "".join(character for character in words if character.isdigit())
    return any(_spelling in digits for date in known.dates for _spelling in _spellings(date))


def _spellings(date: str) -> tuple[str, str, str]:
    year, month, day = date[:4], date[4:6], date[6:]
    return date, day + month + year, month + day + year
