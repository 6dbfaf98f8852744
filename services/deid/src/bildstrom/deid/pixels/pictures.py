"""A frame as a person sees it, 8 bits deep: what text is looked for in."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bildstrom.deid.pixels.blanking import Samples
from bildstrom.deid.pixels.image import Image
from bildstrom.deid.pixels.palette import coloured
from bildstrom.dicom.tree import Nodes

Picture = NDArray[np.uint8]  # (rows, columns) or (rows, columns, 3)


def pictures_of(frame: Samples, image: Image, nodes: Nodes) -> list[Picture]:
    """One frame of (rows, columns, samples) as pictures; two of a deep grey one, so that no window hides a text."""
    if image.photometric == "PALETTE COLOR":
        return [coloured(frame[..., 0], nodes)]
    if image.samples == 1:
        return _grey(frame[..., 0], image)
    if image.subsampled:
        return [_rgb(_whole_colour(frame))]
    if image.photometric == "YBR_FULL":
        return [_rgb(frame)]
    return [(frame >> max(image.stored - 8, 0)).astype(np.uint8)]


def _grey(frame: NDArray[Any], image: Image) -> list[Picture]:
    lowest, highest = int(frame.min()), int(frame.max())
    if image.allocated == 8:
        return [_stretched(frame, lowest, highest)]
    low, high = (int(each) for each in np.percentile(frame, (1, 99)))
    whole = _stretched(frame, lowest, highest)
    return [whole] if high <= low or (low, high) == (lowest, highest) else [whole, _stretched(frame, low, high)]


def _stretched(frame: NDArray[Any], lowest: int, highest: int) -> Picture:
    scaled = (frame.astype(np.float32) - lowest) * (255.0 / max(highest - lowest, 1))
    picture: Picture = np.clip(scaled, 0, 255).astype(np.uint8)
    return picture


def _whole_colour(frame: NDArray[Any]) -> NDArray[Any]:
    rows, pairs, _ = frame.shape
    luma = frame[..., :2].reshape(rows, pairs * 2)
    return np.dstack([luma, frame[..., 2].repeat(2, axis=1), frame[..., 3].repeat(2, axis=1)])


def _rgb(frame: NDArray[Any]) -> Picture:
    """PS3.3 C.7.6.3.1.2 turned round."""
    luma, blue, red = (frame[..., channel].astype(np.float32) for channel in range(3))
    blue, red = blue - 128, red - 128
    rgb = np.dstack([luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue])
    picture: Picture = np.clip(rgb, 0, 255).astype(np.uint8)
    return picture
