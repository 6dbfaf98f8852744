"""What an object says about its pixels (PS3.3 C.7.6.3), checked before anything is computed of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bildstrom.dicom.element import PIXEL_DATA
from bildstrom.index.dicomweb.pixels.scan import UnreadableError

_MOST_FRAMES = 1 << 24


@dataclass(frozen=True, slots=True)
class Image:
    """The shape of pixel data, and how a sample is stored.

    Attributes:
        allocated: bits of a sample's cell: 1, or a multiple of 8.
        stored: bits that hold the sample.
        planar: 1 if a frame holds its samples plane by plane, else 0.
    """

    rows: int
    columns: int
    frames: int
    samples: int
    photometric: str
    planar: int
    allocated: int
    stored: int
    signed: bool

    @property
    def frame_bits(self) -> int:
        """Bits of one native frame; of YBR_FULL_422 colour is stored for every second column (C.7.6.3.1.2)."""
        samples = 2 if self.photometric == "YBR_FULL_422" else self.samples
        return self.rows * self.columns * samples * self.allocated

    @property
    def decoded_bits(self) -> int:
        """Bits of one frame whose colour is whole."""
        return self.rows * self.columns * self.samples * self.allocated

    @property
    def decoded_size(self) -> int:
        """Bytes of such a frame that begins with a byte of its own."""
        return (self.decoded_bits + 7) // 8


def image_of(values: Mapping[int, bytes], tag: int = PIXEL_DATA) -> Image:
    """The description of an object's pixels.

    Args:
        values: by tag, little endian.
        tag: of the element that holds the pixels; floating-point pixels need not say how many bits they have.

    Raises:
        UnreadableError: it is incomplete or contradicts itself.
    """
    rows, columns, samples = (_number(values, tag) for tag in (0x00280010, 0x00280011, 0x00280002))
    allocated = _number(values, 0x00280100)
    stored = _number(values, 0x00280101) or (allocated if tag != PIXEL_DATA else 0)
    frames = _frames(values.get(0x00280008, b""))
    sound = (
        rows > 0
        and columns > 0
        and samples in (1, 3, 4)
        and (allocated == 1 or allocated in (8, 16, 32, 64))
        and 0 < stored <= allocated
        and 0 < frames <= _MOST_FRAMES
    )
    if not sound:
        raise UnreadableError
    photometric = values.get(0x00280004, b"").strip(b"\0 ").decode("ascii", "replace")
    planar, signed = _number(values, 0x00280006), _number(values, 0x00280103) == 1
    return Image(rows, columns, frames, samples, photometric, planar, allocated, stored, signed)


def _number(values: Mapping[int, bytes], tag: int) -> int:
    value = values.get(tag, b"")
    return int.from_bytes(value, "little") if len(value) in (2, 4) else 0


def _frames(value: bytes) -> int:
    text = value.split(b"\\")[0].strip(b"\0 ")
    if not text:
        return 1
    return int(text) if text.isdigit() and len(text) <= 12 else 0
