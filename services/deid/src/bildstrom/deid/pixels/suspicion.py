"""Which objects may show text in their pixels: by SOP class, modality, image type, and what they say of themselves."""

from enum import Enum

from bildstrom.deid.pixels import classes
from bildstrom.deid.pixels.header import words
from bildstrom.dicom.identify import Identity
from bildstrom.dicom.tree import Nodes

_IMAGE_TYPE, _MODALITY, _CONVERSION_TYPE, BURNED_IN = 0x00080008, 0x00080060, 0x00080064, 0x00280301
_OVERLAY_BITS = 0x0100  # of a 60xx group; other than 1: the overlay lies in the pixels' spare bits (PS3.3 C.9.2)

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
    if _has_overlay_in_pixels(nodes):
        return Suspicion.OVERLAY
    burned_in = words(nodes, BURNED_IN)
    if "YES" in burned_in:
        return Suspicion.STATED
    suspicious = (
        identity.sop_class_uid in classes.IMAGES_WITH_TEXT
        or not _MODALITIES_WITH_TEXT.isdisjoint(words(nodes, _MODALITY))
        or not _IMAGE_TYPES_WITH_TEXT.isdisjoint(words(nodes, _IMAGE_TYPE))
        or bool(words(nodes, _CONVERSION_TYPE))
    )
    return Suspicion.POSSIBLE if suspicious and not (believes_no and burned_in == {"NO"}) else Suspicion.NONE


def _has_overlay_in_pixels(nodes: Nodes) -> bool:
    return any(
        node.tag >> 24 == 0x60 and node.tag & 0xFFFF == _OVERLAY_BITS and bytes(node.value) != b"\x01\x00"
        for node in nodes
    )
