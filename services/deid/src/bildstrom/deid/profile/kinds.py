"""Types of attributes by SOP class and sequence context, as a tree of levels (PS3.5 7.4, PS3.3)."""

from functools import lru_cache

from bildstrom.deid.standard.types import CLASSES, MODULES

_STORAGE = "1.2.840.10008.5.1.4.1.1."
# Retired classes that are still sent, and those that took their place: angiography, ultrasound, nuclear medicine.
_SUCCESSORS = {"12.3": "12.1", "3": "3.1", "6": "6.1", "5": "20"}
_RETIRED = {_STORAGE + old: _STORAGE + new for old, new in _SUCCESSORS.items()}


def known_class(sop_class: str) -> str:
    """The SOP class whose IOD counts for an object; empty if none is known."""
    current = _RETIRED.get(sop_class, sop_class)
    return current if current in CLASSES else ""


class Level:
    """One data set of an IOD, or the items of one sequence in it.

    Attributes:
        kinds: Type of each attribute that has Type 1, 1C, 2 or 2C here, without the C: present is present.
        inside: the levels of the sequences in which such attributes are.
    """

    __slots__ = ("inside", "kinds")

    def __init__(self) -> None:
        self.kinds: dict[int, str] = {}
        self.inside: dict[int, Level] = {}

    def kind(self, tag: int) -> str:
        """The Type of an attribute: ``1``, ``2``, or ``3``, which is that of attributes that are not listed."""
        return self.kinds.get(tag, "3")


@lru_cache(maxsize=256)  # there are 180 storage SOP classes
def levels_of(sop_class: str) -> Level:
    """The top level of a SOP class; empty if the class is not known.

    Where several modules name an attribute, the strictest Type counts (PS3.3 5.2 on modules that overlap).
    """
    top = Level()
    for module in CLASSES.get(sop_class, "").split():
        for place, kind in MODULES[module].items():
            *path, tag = (int(part, 16) for part in place.split("/"))
            level = top
            for sequence in path:
                level = level.inside.setdefault(sequence, Level())
            level.kinds[tag] = min(level.kinds.get(tag, "3"), kind[0])
    return top
