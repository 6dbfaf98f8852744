"""The pixel stage: decides whether an object's pixels have to be looked at, has it done, and gives a new object.

It comes before the attributes: what it returns is de-identified like any other object, and holds as many secrets.
"""

from dataclasses import dataclass

from bildstrom.deid.pixels.cleaning import cleaned
from bildstrom.deid.pixels.eyes import Eyes
from bildstrom.deid.pixels.heads import may_show_a_face
from bildstrom.deid.pixels.options import Heads, PixelOptions
from bildstrom.deid.pixels.rewriting import rewritten
from bildstrom.deid.pixels.suspicion import Suspicion, suspicion
from bildstrom.deid.profile.options import CLEAN_FACES, CLEAN_PIXELS, Code
from bildstrom.deid.quarantine import BURNED_IN_TEXT, RECOGNIZABLE_FACE, UNDECODABLE_PIXELS, Quarantine
from bildstrom.dicom.element import PIXEL_DATA
from bildstrom.dicom.identify import Identity
from bildstrom.dicom.tree import Nodes

_OTHER_PIXELS = frozenset([0x7FE00008, 0x7FE00009])  # float and double float


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The object may go on as it is; ``codes`` say what of PS3.15 holds for its pixels."""

    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The object was looked at; ``raw`` takes its place: a Part 10 file that says (0028,0301) NO."""

    codes: tuple[Code, ...]
    raw: bytes


def looked(identity: Identity, nodes: Nodes, options: PixelOptions, eyes: Eyes | None) -> Unchanged | Cleaned:
    """Look at an object's pixels as far as its profile asks for it.

    Args:
        identity: of the object as it came.
        nodes: its elements as they came.
        options: the profile's part about pixels.
        eyes: decoders and OCR; without them what has to be looked at is kept back.

    Raises:
        Quarantine: text or a face may remain, or the pixels cannot be looked at.
    """
    codes = about_faces(identity, nodes, options.heads)
    suspected = suspicion(identity, nodes, believes_no=options.believes_no)
    if suspected is Suspicion.NONE:
        return Unchanged(codes)
    if not options.clean or eyes is None:
        raise Quarantine(BURNED_IN_TEXT)
    tags = {node.tag for node in nodes}
    if not _OTHER_PIXELS.isdisjoint(tags):
        raise Quarantine(UNDECODABLE_PIXELS)
    if PIXEL_DATA not in tags:
        return Unchanged(codes)
    clean = cleaned(identity, nodes, options, eyes, suspected)
    return Cleaned((CLEAN_PIXELS, *codes), rewritten(identity, nodes, clean))


def about_faces(identity: Identity, nodes: Nodes, heads: Heads) -> tuple[Code, ...]:
    """The code that holds where no face may be seen, if the profile asks for it.

    Raises:
        Quarantine: one may be seen.
    """
    if heads is Heads.IGNORED:
        return ()
    if not may_show_a_face(identity, nodes):
        return (CLEAN_FACES,)
    if heads is Heads.QUARANTINED:
        raise Quarantine(RECOGNIZABLE_FACE)
    return ()
