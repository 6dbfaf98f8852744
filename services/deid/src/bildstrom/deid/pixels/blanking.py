"""Blanks rectangles in native pixel data, in place: every sample outside of them stays as it is, bit by bit."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bildstrom.deid.pixels.image import NATIVE, Image
from bildstrom.deid.pixels.palette import darkest
from bildstrom.deid.pixels.rectangle import Rectangle
from bildstrom.deid.quarantine import UNDECODABLE_PIXELS, Quarantine
from bildstrom.dicom.cells import cells
from bildstrom.dicom.tree import Nodes

Samples = NDArray[np.uint8] | NDArray[np.int8] | NDArray[np.uint16] | NDArray[np.int16]


def native_size(image: Image) -> int:
    """Bytes of the native pixel data, without padding."""
    return image.size * 2 // 3 if image.subsampled else image.size


def samples_of(data: bytearray, image: Image) -> Samples:
    """A writable view of native pixel data: (frames, rows, columns, samples).

    Where colour is subsampled, two columns are one, of four samples: Y, Y, CB, CR.

    Raises:
        Quarantine: the data are not as long as they must be, or of a colour that native ones cannot have.
    """
    size = native_size(image)
    odd_pairs = image.subsampled and (image.columns % 2 or image.planar)
    if image.photometric not in NATIVE or odd_pairs or not size <= len(data) <= size + 1:
        raise Quarantine(UNDECODABLE_PIXELS)
    cell = cells(image.allocated, signed=image.signed)
    flat = np.frombuffer(data, cell, count=size // cell.itemsize)
    if image.subsampled:
        return flat.reshape(image.frames, image.rows, image.columns // 2, 4)
    if image.planar:
        return flat.reshape(image.frames, image.samples, image.rows, image.columns).transpose(0, 2, 3, 1)
    return flat.reshape(image.frames, image.rows, image.columns, image.samples)


def blank(samples: Samples, image: Image, rectangles: Iterable[Rectangle], fill: tuple[int, ...]) -> None:
    """Fill rectangles in all frames; where colour is subsampled they grow to even columns."""
    for rectangle in rectangles:
        left, top, right, bottom = rectangle.within(image.columns, image.rows)
        if image.subsampled:
            left, right = left // 2, (right + 1) // 2
        samples[:, top:bottom, left:right] = fill


def fill_of(samples: Samples, image: Image, nodes: Nodes) -> tuple[int, ...]:
    """What black is in an image, as one cell of ``samples``; of grey images the darkest sample that they have."""
    if image.photometric == "PALETTE COLOR":
        return (darkest(nodes, samples),)
    if image.samples == 1:
        return (int(samples.max() if image.photometric == "MONOCHROME1" else samples.min()),)
    if image.subsampled:
        return (0, 0, 128, 128)
    return (0, 128, 128) if image.photometric == "YBR_FULL" else (0, 0, 0)


def cleared_spare_bits(samples: Samples, image: Image) -> None:
    """Remove from the cells what is not the sample, such as overlays; the samples' values stay."""
    lowest = image.high_bit - image.stored + 1
    if image.signed and not lowest:  # the sign fills the spare bits
        spare = image.allocated - image.stored
        samples[...] = (samples << spare) >> spare
        return
    mask = ((1 << image.stored) - 1) << lowest
    unsigned: NDArray[Any] = samples.view(np.uint8 if image.allocated == 8 else np.uint16)
    unsigned[...] = unsigned & unsigned.dtype.type(mask)
