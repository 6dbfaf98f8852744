"""Checks of pixels that a person has made instead of the pixel stage, for one object, to release it from quarantine.

Only what a person can see with own eyes can be overridden. What no rule can read or covers cannot: nobody sees whether
the rules reached all of it.
"""

from dataclasses import replace

from bildstrom.deid.pixels.eyes import Eyes
from bildstrom.deid.pixels.looking import Cleaned, Unchanged, about_faces, looked
from bildstrom.deid.pixels.options import Heads, PixelOptions
from bildstrom.deid.quarantine import BURNED_IN_TEXT, EXHAUSTED_BOUNDS, RECOGNIZABLE_FACE, UNDECODABLE_PIXELS
from bildstrom.dicom.identify import Identity
from bildstrom.dicom.tree import Nodes
from bildstrom.events.v1 import events_pb2 as pb

Overridden = frozenset[pb.QuarantineReason.ValueType]
NOTHING: Overridden = frozenset()

_ABOUT_TEXT = frozenset([BURNED_IN_TEXT, UNDECODABLE_PIXELS, EXHAUSTED_BOUNDS])
OVERRIDABLE: Overridden = _ABOUT_TEXT | {RECOGNIZABLE_FACE}


def looked_unless(
    overridden: Overridden, identity: Identity, nodes: Nodes, options: PixelOptions, eyes: Eyes | None
) -> Unchanged | Cleaned:
    """Look at an object's pixels but for what was overridden; pixels that pass like that claim no code for it.

    Raises:
        Quarantine: a check that was not overridden objects.
    """
    if RECOGNIZABLE_FACE in overridden and options.heads is Heads.QUARANTINED:
        options = replace(options, heads=Heads.RELEASED)
    if not _ABOUT_TEXT.isdisjoint(overridden):
        return Unchanged(about_faces(identity, nodes, options.heads))
    return looked(identity, nodes, options, eyes)
