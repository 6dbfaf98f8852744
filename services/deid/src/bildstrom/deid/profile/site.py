"""A site's own rule for one attribute, over what the standard's table and the supplementary rules say."""

from dataclasses import dataclass

from bildstrom.deid.profile.actions import Treatment


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What a site decided about an attribute.

    Attributes:
        path: tags of the sequences around it; None: wherever it stands, at any depth.
        reason: why, in the site's words; never empty, and part of every explanation.
        loosens: it lets more of a listed attribute through than the profile's options do; the site says so.
        creator: of a private attribute, which may stand in any block of its group.
        vr: of a private attribute.
    """

    tag: int
    action: Treatment
    reason: str
    path: tuple[int, ...] | None = None
    loosens: bool = False
    creator: str = ""
    vr: str = ""
