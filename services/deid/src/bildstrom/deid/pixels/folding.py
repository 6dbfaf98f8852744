"""Text as OCR sees it: without case, accents, punctuation and spaces, and letters that look alike made one."""

import unicodedata

_ALIKE = str.maketrans({"0": "o", "1": "i", "l": "i", "|": "i", "!": "i", "5": "s", "8": "b", "2": "z", "6": "g"})


def plain(text: str) -> str:
    """Lower-case letters and digits without accents, nothing else."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in spread if character.isalnum())


def folded(text: str) -> str:
    """What stays the same when OCR takes one character for another that looks like it."""
    return plain(text).translate(_ALIKE)


def distance_within(needle: str, text: str) -> int:
    """The fewest insertions, deletions and replacements that make ``needle`` out of some part of ``text`` (Sellers)."""
    row = list(range(len(needle) + 1))
    best = row[-1]
    for character in text:
        diagonal, row[0] = row[0], 0
        for index, wanted in enumerate(needle, start=1):
            diagonal, row[index] = (
                row[index],
                min(row[index] + 1, row[index - 1] + 1, diagonal + (wanted != character)),
            )
        best = min(best, row[-1])
    return best
