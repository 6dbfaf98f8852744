"""What a data set says about its pixels (PS3.3 C.7.6.3), checked before anything is made of it."""

import math
from dataclasses import dataclass

from bildstrom.deid.pixels.header import integer, unsigned, words
from bildstrom.deid.quarantine import EXHAUSTED_BOUNDS, UNDECODABLE_PIXELS, Quarantine
from bildstrom.dicom.tree import Nodes

SAMPLES, PHOTOMETRIC, PLANAR, FRAMES = 0x00280002, 0x00280004, 0x00280006, 0x00280008
ROWS, COLUMNS, ALLOCATED, STORED, HIGH_BIT, SIGNED = (
    0x00280010, 0x00280011, 0x00280100, 0x00280101, 0x00280102, 0x00280103,
)  # fmt: skip

# What native pixels can be, and what only compressed ones are.
NATIVE = frozenset(["MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL", "YBR_FULL_422"])
# Photometric interpretation to samples per pixel.
_SAMPLES_OF = {
    "MONOCHROME1": 1, "MONOCHROME2": 1, "PALETTE COLOR": 1, "RGB": 3,
    "YBR_FULL": 3, "YBR_FULL_422": 3, "YBR_ICT": 3, "YBR_RCT": 3, "YBR_PARTIAL_422": 3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Image:
    """The shape of pixel data, and how a sample is stored.

    Attributes:
        samples: per pixel, 1 or 3.
        allocated: bits of a sample's cell, 8 or 16.
        stored: bits that hold the sample; the highest of them is ``high_bit``.
        planar: 1 if a frame holds its samples plane by plane, else 0.
    """

    rows: int
    columns: int
    frames: int
    samples: int
    photometric: str
    allocated: int
    stored: int
    high_bit: int
    signed: bool
    planar: int

    @property
    def subsampled(self) -> bool:
        """Native pixels whose colour is stored for every second column only (PS3.3 C.7.6.3.1.2)."""
        return self.photometric == "YBR_FULL_422"

    @property
    def frame_size(self) -> int:
        """Bytes of one native frame whose colour is whole."""
        return self.rows * self.columns * self.samples * (self.allocated // 8)

    @property
    def size(self) -> int:
        """Bytes of all native frames whose colour is whole, without padding."""
        return self.frame_size * self.frames


def image_of(nodes: Nodes, largest: int) -> Image:
    """The description of an object's pixels.

    Args:
        nodes: top level.
        largest: bytes that its decoded frames may take.

    Raises:
        Quarantine: it is incomplete, contradicts itself, is of a kind that nothing here can blank, or is too large.
    """
    photometric = next(iter(words(nodes, PHOTOMETRIC)), "")
    numbers = [unsigned(nodes, tag) for tag in (ROWS, COLUMNS, SAMPLES, ALLOCATED, STORED, HIGH_BIT, SIGNED)]
    rows, columns, samples, allocated, stored, high_bit, signed = (-1 if each is None else each for each in numbers)
    frames = integer(nodes, FRAMES) or 1
    sound = (
        rows > 0
        and columns > 0
        and samples == _SAMPLES_OF.get(photometric)
        and allocated in (8, 16)
        and 0 < stored <= allocated
        and stored - 1 <= high_bit < allocated
        and signed in (0, 1)
        and not (samples == 3 and allocated == 16 and photometric != "RGB")
    )
    if not sound:
        raise Quarantine(UNDECODABLE_PIXELS)
    if math.prod((rows, columns, frames, samples, allocated // 8)) > largest:
        raise Quarantine(EXHAUSTED_BOUNDS)
    planar = (unsigned(nodes, PLANAR) or 0) if samples == 3 else 0
    return Image(rows, columns, frames, samples, photometric, allocated, stored, high_bit, signed == 1, planar)
