"""A frame as a picture in a file, in the child process: PNG, JPEG or GIF, cut and scaled as asked for."""

from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset
from pydicom.pixels.processing import apply_color_lut

from bildstrom.index.dicomweb.pixels.decoding import Samples, decoded
from bildstrom.index.dicomweb.pixels.grey import grey_picture
from bildstrom.runtime.children.messages import Head

_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF"}


def drawn(head: Head, dataset: Dataset, frame: bytes) -> bytes:
    """Draw one frame.

    Args:
        head: as for decoding, and ``index``, ``media_type``, ``quality``, ``window``, ``viewport``, ``region``.
        dataset: of the object, without its pixels.
        frame: its bytes.

    Raises:
        UndecodableError: see :func:`bildstrom.index.dicomweb.pixels.decoding.decoded`.
    """
    samples, photometric = decoded(head, frame, colour=True)
    picture = Image.fromarray(_picture(samples, photometric, dataset, head))
    picture = _framed(picture, head["region"], head["viewport"])
    buffer = BytesIO()
    options: dict[str, Any] = {"quality": head["quality"]} if head["media_type"] == "image/jpeg" else {}
    picture.save(buffer, _FORMATS[head["media_type"]], **options)
    return buffer.getvalue()


def _picture(samples: Samples, photometric: str, dataset: Dataset, head: Head) -> NDArray[np.uint8]:
    if photometric == "PALETTE COLOR":
        colours = apply_color_lut(samples, dataset)
        # some devices write 8-bit colours into 16-bit entries
        return _eight_bits(colours, 16 if colours.max(initial=0) > 255 else 8)
    if samples.ndim == 3:
        return _eight_bits(samples[..., :3], int(head["image"]["bits_stored"]))
    if head["image"]["bits_stored"] == 1:
        samples = samples * np.uint8(255)
    window = tuple(head["window"]) if head["window"] else None
    return grey_picture(samples, dataset, int(head["index"]), window)


def _eight_bits(samples: NDArray[Any], stored: int) -> NDArray[np.uint8]:
    if samples.dtype == np.uint8:
        return np.ascontiguousarray(samples)
    return np.ascontiguousarray((samples >> max(stored - 8, 0)).astype(np.uint8))


def _framed(picture: Image.Image, region: list[float] | None, viewport: list[int] | None) -> Image.Image:
    """Cut a region, mirror it where its width or height is negative, and fit it into the viewport."""
    if region is not None:
        left, top = region[:2]
        width, height = region[2] or max(picture.width - left, 1), region[3] or max(picture.height - top, 1)
        box = (left, top, left + abs(width), top + abs(height))
        size = (max(round(abs(width)), 1), max(round(abs(height)), 1))
        picture = picture.transform(size, Image.Transform.EXTENT, box)
        if width < 0:
            picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        if height < 0:
            picture = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    if viewport is not None:
        scale = min(viewport[0] / picture.width, viewport[1] / picture.height)
        size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    return picture
