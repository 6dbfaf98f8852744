"""Which objects may show text in their pixels: by SOP class, modality, image type, and what they say of themselves."""

from enum import Enum
from functools import lru_cache

from bildstrom.deid.pixels import classes
from bildstrom.deid.pixels.header import words_of
from bildstrom.dicom.identify import Identity
from bildstrom.dicom.tree import Nodes

_IMAGE_TYPE, _MODALITY, _CONVERSION_TYPE, BURNED_IN = 0x00080008, 0x00080060, 0x00080064, 0x00280301
# Of a 60xx group; other than 1: the overlay lies in the pixels' spare bits (PS3.3 C.9.2)
_OVERLAYS = frozenset(0x60000100 | low << 16 for low in range(256))
_ASKED = _OVERLAYS | {_IMAGE_TYPE, _MODALITY, _CONVERSION_TYPE, BURNED_IN}
_REMEMBERED = 512  # bytes

_MODALITIES_WITH_TEXT = frozenset(["BDUS", "DMS", "ES", "IVUS", "OT", "SC", "US", "XC"])
# Dose and protocol pages, labels of glass slides and the overviews that show them.
_IMAGE_TYPES_WITH_TEXT = frozenset(["SCREEN SAVE", "SCREENSAVE", "DOSE_INFO", "LABEL", "OVERVIEW"])


class Suspicion(Enum):
    """How likely text in the pixels is."""

    NONE = "none"
    POSSIBLE = "possible"  # by the kind of object
    STATED = "stated"  # the object says so
    OVERLAY = "overlay"  # drawn into the spare bits of the pixels


def suspicion(identity: Identity, nodes: Nodes, *, believes_no: bool = True) -> Suspicion:
    """Whether an object's pixels have to be looked at before it may be passed on.

    Args:
        identity: of the object.
        nodes: its top-level elements.
        believes_no: whether an object of a suspicious kind may say itself that no text is burned in.
    """
    said = tuple((node.tag, bytes(node.value)) for node in nodes if node.tag in _ASKED)
    judge = _known if sum(len(value) for _, value in said) <= _REMEMBERED else _suspicion
    return judge(identity.sop_class_uid, said, believes_no)


def _suspicion(sop_class: str, said: tuple[tuple[int, bytes], ...], believes_no: bool) -> Suspicion:
    values = dict(reversed(said))  # the first of each tag
    if any(tag in _OVERLAYS and value != b"\x01\x00" for tag, value in said):
        return Suspicion.OVERLAY
    burned_in = words_of(values.get(BURNED_IN, b""))
    if "YES" in burned_in:
        return Suspicion.STATED
    suspicious = (
        sop_class in classes.IMAGES_WITH_TEXT
        or not _MODALITIES_WITH_TEXT.isdisjoint(words_of(values.get(_MODALITY, b"")))
        or not _IMAGE_TYPES_WITH_TEXT.isdisjoint(words_of(values.get(_IMAGE_TYPE, b"")))
        or bool(words_of(values.get(_CONVERSION_TYPE, b"")))
    )
    return Suspicion.POSSIBLE if suspicious and not (believes_no and burned_in == {"NO"}) else Suspicion.NONE


_known = lru_cache(maxsize=256)(_suspicion)  # the objects of a series say the same
