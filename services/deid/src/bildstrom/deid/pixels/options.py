"""What a profile asks of pixels: the two options of PS3.15 that concern them, and how."""

from dataclasses import dataclass
from enum import Enum

from bildstrom.deid.pixels.regions import RegionRule


class Heads(Enum):
    """What happens to images that a face may be recognised in (Clean Recognizable Visual Features, 113102)."""

    IGNORED = "ignore"  # the option is not chosen
    QUARANTINED = "quarantine"
    RELEASED = "release"  # without the code


class Blanked(Enum):
    """Which of the texts that are found in pixels are blanked."""

    ALL = "all"
    UNKNOWN = "unknown"  # all but plain labels of measurements and orientation
    IDENTIFYING = "identifying"  # values of this object, dates, numbers, and what cannot be read


@dataclass(frozen=True, slots=True)
class PixelOptions:
    """A profile's part about pixels.

    Attributes:
        clean: whether suspected text is looked for and blanked (Clean Pixel Data, 113101), or its object kept back.
        regions: rules of devices; all that match are applied.
        believes_no: whether an object of a suspicious kind passes because it says that no text is burned in.
    """

    clean: bool = False
    blanked: Blanked = Blanked.UNKNOWN
    heads: Heads = Heads.IGNORED
    regions: tuple[RegionRule, ...] = ()
    believes_no: bool = True


UNTOUCHED = PixelOptions()
