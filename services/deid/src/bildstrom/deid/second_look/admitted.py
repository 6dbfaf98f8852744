"""What may stand in a written data set, and how the second look treats it: asked once for each tag and VR.

The answers have nothing to do with what the rules answered, except for what they remove everywhere.
"""

from functools import lru_cache

from bildstrom.deid.identifiers import implied_vrs
from bildstrom.deid.profile.dictionary import TEXT as TEXT_VRS
from bildstrom.deid.second_look.leak import Leak
from bildstrom.dicom.element import PIXEL_DATA
from bildstrom.dicom.encoding import LONG_VRS, SHORT_VRS
from bildstrom.dicom.sequences import is_sequence

PASSES, TEXT, UIDS, SEQUENCE, PIXELS, END = range(6)

_SEARCHED = TEXT_VRS | {"AE", "PN", "UI", "UR", "UN"}
_VRS = LONG_VRS | SHORT_VRS
_ITEM_END = 0xFFFEE00D

Answer = tuple[int, bool, int]  # tag, whether the length is a long one, what to do


class Admitted(dict[bytes, Answer]):
    """What to do with an element, by its tag and VR as written; asking for one that must not be there raises.

    Attributes:
        known: of short sequences by their bytes: the depth they were seen at, their texts and UIDs.
    """

    def __init__(self, removed: frozenset[int], private: bool, explicit: bool) -> None:
        super().__init__()
        self.known: dict[bytes, tuple[int, list[bytes], list[bytes]]] = {}
        self._removed = removed
        self._private = private
        self._explicit = explicit

    def __missing__(self, key: bytes) -> Answer:
        tag = int.from_bytes(key[:2], "little") << 16 | int.from_bytes(key[2:4], "little")
        group = tag >> 16
        if tag == _ITEM_END and not any(key[4:]):  # where VRs are written: half of its length
            return tag, False, END
        never = group < 8 or group & 0xFF00 in (0x5000, 0x6000) or not tag & 0xFFFF
        if never or tag in self._removed or (group % 2 and not self._private):
            raise Leak("attribute")
        vr = key[4:] if self._explicit else b"SQ" if is_sequence(tag) else b"UN"
        if vr not in _VRS or group == 0xFFFE:
            raise Leak("structure")
        self[key] = answer = tag, self._explicit and vr in LONG_VRS, _kind(tag, vr)
        return answer


def _kind(tag: int, vr: bytes) -> int:
    names = implied_vrs(tag, vr)
    if vr == b"SQ":
        return SEQUENCE
    if "UI" in names:
        return UIDS
    if tag == PIXEL_DATA:
        return PIXELS
    return TEXT if names and names[0] in _SEARCHED else PASSES


@lru_cache(maxsize=16)
def admitted(removed: frozenset[int], private: bool, explicit: bool) -> Admitted:
    """What may be written.

    Args:
        removed: tags that the rules remove everywhere.
        private: whether private elements may stay.
        explicit: whether VRs are written.
    """
    return Admitted(removed, private, explicit)
