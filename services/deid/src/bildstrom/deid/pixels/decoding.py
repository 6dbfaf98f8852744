"""Decoders, in the child process: compressed frames to native samples."""

import sys
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import uid
from pydicom.pixels.decoders.base import Decoder, get_decoder

from bildstrom.runtime.children.messages import Head

# In these colour is only meant as RGB once it is decoded: of the others the samples stay what the encoder was given.
_LOSSY_JPEG = frozenset([uid.JPEGBaseline8Bit, uid.JPEGExtended12Bit])
_EXTENDED = "extended"
# Always the same decoder, so that the same bytes come out on every machine. JPEG 2000 and its HT: OpenJPEG.
_PLUGINS: dict[str, str] = {
    uid.RLELossless: "pydicom",
    uid.JPEGBaseline8Bit: "gdcm",
    uid.JPEGExtended12Bit: _EXTENDED,
    uid.JPEGLossless: "gdcm",
    uid.JPEGLosslessSV1: "gdcm",
    uid.JPEGLSLossless: "pyjpegls",
    uid.JPEGLSNearLossless: "pyjpegls",
}
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
    raw, plugin = syntax not in _LOSSY_JPEG, _PLUGINS.get(syntax, "pylibjpeg")
    try:
        decoder = _decoder(syntax)
        samples, properties = decoder.as_array(bytes(payload), raw=raw, decoding_plugin=plugin, **image)
    except MemoryError:
        raise
    except Exception as error:  # decoders raise whatever they like on broken bytes
        raise UndecodableError from error
    if sys.byteorder != "little":
        samples = samples.byteswap()
    samples = np.ascontiguousarray(samples)
    return {name: properties[name] for name in _PROPERTIES}, samples


def _decoder(syntax: str) -> Decoder:
    decoder = get_decoder(syntax)
    if syntax == uid.JPEGExtended12Bit and _EXTENDED not in decoder.available_plugins:
        decoder.add_plugin(_EXTENDED, ("bildstrom.deid.pixels.extended", "decode_frame"))
    return decoder
