"""The object with its cleaned pixels: a new Part 10 file with the attributes that pixels and encoding ask for."""

import struct

from bildstrom.deid.envelope import enveloped
from bildstrom.deid.pixels import image as tags
from bildstrom.deid.pixels.classes import NATIVE_SYNTAXES
from bildstrom.deid.pixels.cleaning import Clean
from bildstrom.deid.pixels.suspicion import BURNED_IN
from bildstrom.deid.values import padded
from bildstrom.dicom.element import PIXEL_DATA
from bildstrom.dicom.encoding import EXPLICIT_LITTLE
from bildstrom.dicom.identify import Identity
from bildstrom.dicom.tree import Node, Nodes

_LOSSY = 0x00282110
_LOSSY_JPEG = frozenset(["1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.81"])
# Smallest and largest value, of the image and of its series, and where the fragments began: no longer true.
_STALE = frozenset([0x00280106, 0x00280107, 0x00280108, 0x00280109, 0x7FE00001, 0x7FE00002, 0x7FE00003])


def rewritten(identity: Identity, nodes: Nodes, clean: Clean | None) -> bytes:
    """A file of the same object, with ``clean`` pixels if they had to change; it says that no text is burned in.

    Compressed pixel data that changed are written natively, in explicit VR little endian; native ones as they were.
    """
    changed = {BURNED_IN: Node(BURNED_IN, b"CS", b"NO")}
    syntax, stale = identity.transfer_syntax_uid, frozenset[int]()
    if clean is not None:
        stale = _STALE
        changed |= _described(clean)
        if syntax not in NATIVE_SYNTAXES:
            if syntax in _LOSSY_JPEG:
                changed[_LOSSY] = Node(_LOSSY, b"CS", b"01")
            syntax = EXPLICIT_LITTLE
    kept = [node for node in nodes if node.tag not in changed and node.tag not in stale]
    whole = sorted([*kept, *changed.values()], key=lambda node: node.tag)
    return enveloped(whole, identity.sop_class_uid, identity.sop_instance_uid, syntax)


def _described(clean: Clean) -> dict[int, Node]:
    image = clean.image
    numbers = {
        tags.ALLOCATED: image.allocated,
        tags.STORED: image.stored,
        tags.HIGH_BIT: image.high_bit,
        tags.SIGNED: int(image.signed),
    } | ({tags.PLANAR: image.planar} if image.samples > 1 else {})
    described = {tag: Node(tag, b"US", struct.pack("<H", number)) for tag, number in numbers.items()}
    photometric = padded(image.photometric.encode("ascii"))
    described[tags.PHOTOMETRIC] = Node(tags.PHOTOMETRIC, b"CS", photometric)
    vr = b"OW" if image.allocated > 8 else b"OB"
    described[PIXEL_DATA] = Node(PIXEL_DATA, vr, memoryview(clean.data))
    return described
