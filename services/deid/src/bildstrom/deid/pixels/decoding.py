"""Decoders, in the child process: compressed frames to native samples."""

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bildstrom.dicom.decoders.samples import samples_of
from bildstrom.runtime.children.messages import Head

_PROPERTIES = ("bits_allocated", "bits_stored", "photometric_interpretation", "pixel_representation")


def decoded(head: Head, payload: bytearray) -> tuple[Head, NDArray[Any]]:
    """Decode all frames.

    Args:
        head: ``syntax``, and as ``image`` what pydicom asks for, by its names.
        payload: the fragments of the pixel data, as in the file.

    Returns:
        What the samples are, and they: (frames, rows, columns, samples) in C order, little endian.

    Raises:
        UndecodableError: there is no decoder, or the bytes are not what they claim.
    """
    samples, properties = samples_of(str(head["syntax"]), bytes(payload), head["image"])
    if sys.byteorder != "little":
        samples = samples.byteswap()
    return {name: properties[name] for name in _PROPERTIES}, np.ascontiguousarray(samples)
