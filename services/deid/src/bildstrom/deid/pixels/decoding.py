"""Decoders, in the child process: compressed frames to native samples."""

import sys
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.pixels.decoders.base import get_decoder

from bildstrom.runtime.children.messages import Head

# In these colour is only meant as RGB once it is decoded: of the others the samples stay what the encoder was given.
_LOSSY_JPEG = frozenset(["1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"])
_RLE = "1.2.840.10008.1.2.5"
_PROPERTIES = ("bits_allocated", "bits_stored", "photometric_interpretation", "pixel_representation")


class UndecodableError(Exception):
    """No decoder could make of the bytes what their description promises."""


def decoded(head: Head, payload: bytearray) -> tuple[Head, NDArray[Any]]:
    """Decode all frames.

    Args:
        head: ``syntax``, and as ``image`` what pydicom asks for, by its names.
        payload: the fragments of the pixel data, as in the file.

    Returns:
        What the samples are, and they: (frames, rows, columns, samples) in C order, little endian.
    """
    warnings.simplefilter("ignore")
    syntax, image = str(head["syntax"]), dict(head["image"])
    # always the same decoder, so that the same bytes come out on every machine
    plugin = "pydicom" if syntax == _RLE else "pylibjpeg"
    raw = syntax not in _LOSSY_JPEG
    try:
        decoder = get_decoder(syntax)
        samples, properties = decoder.as_array(bytes(payload), raw=raw, decoding_plugin=plugin, **image)
    except MemoryError:
        raise
    except Exception as error:  # decoders raise whatever they like on broken bytes
        raise UndecodableError from error
    if sys.byteorder != "little":
        samples = samples.byteswap()
    samples = np.ascontiguousarray(samples)
    return {name: properties[name] for name in _PROPERTIES}, samples
