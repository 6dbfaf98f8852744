"""Which objects are not passed on at all, whatever could be done to their attributes."""

from bildstrom.deid.pixels import classes
from bildstrom.deid.quarantine import (
    BURNED_IN_TEXT,
    ENCAPSULATED_DOCUMENT,
    STRUCTURED_REPORT,
    UNREADABLE,
    UNSUPPORTED_SOP_CLASS,
    UNSUPPORTED_TRANSFER_SYNTAX,
    Quarantine,
)
from bildstrom.dicom.element import PIXEL_DATA
from bildstrom.dicom.encoding import DEFLATED, EXPLICIT_LITTLE, IMPLICIT_LITTLE
from bildstrom.dicom.identify import Identity
from bildstrom.dicom.tree import Nodes

_IMAGE_TYPE, _MODALITY, _CONVERSION_TYPE = 0x00080008, 0x00080060, 0x00080064
_BURNED_IN, _CONTENT, _DOCUMENT = 0x00280301, 0x0040A730, 0x00420011
_OVERLAY_BITS = 0x0100  # of a 60xx group; other than 1: the overlay lies in the pixels' spare bits (PS3.3 C.9.2)

_MODALITIES_WITH_TEXT = frozenset(["BDUS", "DMS", "ES", "IVUS", "OT", "SC", "US", "XC"])
# Dose and protocol pages, labels of glass slides and the overviews that show them.
_IMAGE_TYPES_WITH_TEXT = frozenset(["SCREEN SAVE", "SCREENSAVE", "DOSE_INFO", "LABEL", "OVERVIEW"])


def judge(identity: Identity, nodes: Nodes) -> None:
    """Let an object pass on to the rules.

    Raises:
        Quarantine: its kind, its encoding, or what its pixels or its content may hold.
    """
    _judge_class(identity.sop_class_uid)
    if identity.transfer_syntax_uid not in classes.TRANSFER_SYNTAXES:
        raise Quarantine(UNSUPPORTED_TRANSFER_SYNTAX)
    if any(node.tag == PIXEL_DATA and node.encapsulated != _is_encapsulating(identity) for node in nodes):
        raise Quarantine(UNREADABLE)
    tags = {node.tag for node in nodes}
    if _DOCUMENT in tags:
        raise Quarantine(ENCAPSULATED_DOCUMENT)
    if _CONTENT in tags:
        raise Quarantine(STRUCTURED_REPORT)
    if _may_show_text(identity, nodes):
        raise Quarantine(BURNED_IN_TEXT)


def _judge_class(sop_class: str) -> None:
    if sop_class.startswith(classes.STRUCTURED_REPORTS):
        raise Quarantine(STRUCTURED_REPORT)
    if sop_class.startswith(classes.ENCAPSULATED_DOCUMENTS):
        raise Quarantine(ENCAPSULATED_DOCUMENT)
    if sop_class not in classes.SUPPORTED:
        raise Quarantine(UNSUPPORTED_SOP_CLASS)


def _is_encapsulating(identity: Identity) -> bool:
    return identity.transfer_syntax_uid not in (IMPLICIT_LITTLE, EXPLICIT_LITTLE, DEFLATED)


def _may_show_text(identity: Identity, nodes: Nodes) -> bool:
    burned_in = _words(nodes, _BURNED_IN)
    if "YES" in burned_in or _has_overlay_in_pixels(nodes):
        return True
    suspicious = (
        identity.sop_class_uid in classes.IMAGES_WITH_TEXT
        or not _MODALITIES_WITH_TEXT.isdisjoint(_words(nodes, _MODALITY))
        or not _IMAGE_TYPES_WITH_TEXT.isdisjoint(_words(nodes, _IMAGE_TYPE))
        or bool(_words(nodes, _CONVERSION_TYPE))
    )
    return suspicious and burned_in != {"NO"}


def _words(nodes: Nodes, tag: int) -> set[str]:
    """The coded strings of a top-level element, without padding and empty ones."""
    for node in nodes:
        if node.tag == tag:
            return {part.strip("\0 ").upper() for part in bytes(node.value).decode("latin-1").split("\\")} - {""}
    return set()


def _has_overlay_in_pixels(nodes: Nodes) -> bool:
    return any(
        node.tag >> 24 == 0x60 and node.tag & 0xFFFF == _OVERLAY_BITS and bytes(node.value) != b"\x01\x00"
        for node in nodes
    )
