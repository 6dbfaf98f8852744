"""Ages in content items, which are told no more exactly than those in Patient's Age (0010,1010)."""

from bildstrom.deid.profile.actions import OLDEST
from bildstrom.deid.values import padded
from bildstrom.dicom.tree import Node, Nodes

_MEASURED, _NUMBER, _UNITS, _CODE_VALUE = 0x0040A300, 0x0040A30A, 0x004008EA, 0x00080100
_OTHER_FORMS = frozenset([0x0040A161, 0x0040A162, 0x0040A163])  # floating point, numerator and denominator
_PER_YEAR = {"a": 1, "mo": 12, "wk": 52, "d": 365}  # UCUM


def generalised(item: Nodes, band: int) -> Nodes:
    """The item of an age: 90 years and more are 90; with ``band`` years, years are the lower end of their band.

    A value that is no number, or of a unit that is none of time, goes.
    """
    return [
        node if node.tag != _MEASURED else Node(node.tag, node.vr, items=_values(node.items or [], band))
        for node in item
    ]


def _values(values: list[Nodes], band: int) -> list[Nodes]:
    return [made for value in values if (made := _value(value, band)) is not None]


def _value(value: Nodes, band: int) -> Nodes | None:
    factor = _PER_YEAR.get(_unit(value))
    made = []
    for node in value:
        if node.tag == _NUMBER:
            age = _age(bytes(node.value), factor, band) if factor is not None else None
            if age is None:
                return None
            made.append(Node(node.tag, node.vr, padded(age)))
        elif node.tag not in _OTHER_FORMS:
            made.append(node)
    return made


def _unit(value: Nodes) -> str:
    codes = [code for node in value if node.tag == _UNITS for code in node.items or []]
    return next(
        (bytes(n.value).decode("latin-1").strip("\0 ") for code in codes for n in code if n.tag == _CODE_VALUE), ""
    )


def _age(number: bytes, factor: int, band: int) -> bytes | None:
    try:
        age = float(number)
    except ValueError:
        return None
    if not 0 <= age < OLDEST * factor:  # nor one that is not a number
        return b"%d" % (OLDEST * factor)
    if band == 1:
        return number.strip(b"\0 ")
    step = band * factor
    return b"%d" % (int(age) // step * step)
