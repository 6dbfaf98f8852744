"""What an object's header says about persons, places and numbers: what its pixels may repeat."""

import re
from dataclasses import dataclass

from bildstrom.deid.characters import decoded
from bildstrom.deid.identifiers import implied_vrs
from bildstrom.deid.pixels.folding import folded
from bildstrom.deid.pixels.header import encodings, flat
from bildstrom.deid.quarantine import PROFILE_FAILED, Quarantine
from bildstrom.dicom.tree import Nodes

_NAMES = re.compile(r"[\\^=\s,;/()]+")
_MOST = 1000
_SHORTEST = 3  # letters or digits; what is shorter is found by chance

# Institution, its address and department, station, device serial number; IDs of patient, visit, order and study.
_TEXTS = frozenset(
    [
        0x00080050, 0x00080080, 0x00080081, 0x00081010, 0x00081040, 0x00100020, 0x00100021, 0x00101000, 0x00101001,
        0x00101040, 0x00102154, 0x00102160, 0x00102180, 0x00181000, 0x00200010, 0x00321032, 0x00380010, 0x00380300,
        0x00400006, 0x00402016, 0x00402017, 0x00401001, 0x00400009, 0x00104000, 0x00081048, 0x00081050, 0x00081070,
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """Values of one object, folded (see :func:`folded`).

    Attributes:
        names: words of names, places and numbers, three characters or more.
        dates: eight digits, year first.
    """

    names: frozenset[str]
    dates: frozenset[str]


def known_of(nodes: Nodes) -> Known:
    """Collect what identifies the object's patient and origin, at every level.

    Raises:
        Quarantine: more names than can be searched for in bounded time.
    """
    codecs = encodings(nodes)
    names: set[str] = set()
    dates: set[str] = set()
    for node in flat(nodes):
        vrs = implied_vrs(node.tag, node.vr)
        if "PN" in vrs or node.tag in _TEXTS:
            names.update(folded(part) for part in _NAMES.split(decoded(bytes(node.value), codecs).strip("\0 ")))
        elif "DA" in vrs or "DT" in vrs:
            digits = bytes(node.value[:8]).decode("latin-1")
            if digits.isdigit() and len(digits) == 8:
                dates.add(digits)
    if len(names) + len(dates) > _MOST:
        raise Quarantine(PROFILE_FAILED)
    return Known(frozenset(name for name in names if len(name) >= _SHORTEST), frozenset(dates))
