"""Decoders, in the child process: one frame, compressed or native, to samples."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.encaps import encapsulate
from pydicom.pixels.decoders.base import get_decoder

from bildstrom.dicom.cells import cells
from bildstrom.dicom.decoders.samples import UndecodableError, samples_of
from bildstrom.dicom.encoding import EXPLICIT_LITTLE
from bildstrom.index.dicomweb.pixels.packed import is_packed, unpacked
from bildstrom.runtime.children.messages import Head

Samples = NDArray[Any]


def decoded(head: Head, frame: bytes, *, colour: bool = False) -> tuple[Samples, str]:
    """Decode one frame.

    Args:
        head: ``syntax``, ``encapsulated``, and as ``image`` what pydicom asks for, by its names.
        frame: its bytes.
        colour: whether YBR is wanted as RGB; only lossy JPEG always is.

    Returns:
        Samples as (rows, columns) or (rows, columns, samples) in cells of Bits Allocated, and what colour they are.

    Raises:
        UndecodableError: there is no decoder, or the bytes are not what they claim.
    """
    syntax = str(head["syntax"]) if head["encapsulated"] else EXPLICIT_LITTLE
    image = dict(head["image"])
    if syntax == EXPLICIT_LITTLE or is_packed(syntax, image):
        samples, found = _native(syntax, frame, image, colour=colour)
    else:
        samples, found = samples_of(syntax, encapsulate([frame], has_bot=False), image, colour=colour)
    described = (image["rows"], image["columns"], image["samples_per_pixel"])
    if samples.shape != (described if described[2] > 1 else described[:2]):
        raise UndecodableError
    return (
        np.ascontiguousarray(_in_cells(samples, int(image["bits_allocated"]))),
        str(found["photometric_interpretation"]),
    )


def _native(syntax: str, frame: bytes, image: Head, *, colour: bool) -> tuple[Samples, Head]:
    try:
        if is_packed(syntax, image):
            frame = unpacked(syntax, frame, image)
        return get_decoder(EXPLICIT_LITTLE).as_array(frame, raw=not colour, **image)
    except MemoryError:
        raise
    except Exception as error:  # whatever they raise on broken bytes, or on a description that contradicts itself
        raise UndecodableError from error


def _in_cells(samples: Samples, allocated: int) -> Samples:
    """Integers as wide as the data set says; some decoders answer in fewer bits."""
    if samples.dtype.kind not in "iu" or allocated in (1, 8 * samples.itemsize):
        return samples
    return samples.astype(cells(allocated, signed=samples.dtype.kind == "i"))
