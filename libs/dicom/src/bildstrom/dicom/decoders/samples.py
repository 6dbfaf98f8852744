"""Compressed pixel data to native samples; see :mod:`bildstrom.dicom.decoders.choice` for where that belongs."""

import warnings
from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray
from pydicom import uid
from pydicom.encaps import generate_frames

from bildstrom.dicom.decoders.choice import LOSSY_JPEG, decoder_of
from bildstrom.dicom.decoders.jpeg_size import size_of

_SAY_THEIR_SIZE = LOSSY_JPEG | {
    uid.JPEGLossless, uid.JPEGLosslessSV1, uid.JPEGLSLossless, uid.JPEGLSNearLossless,
}  # fmt: skip


class UndecodableError(Exception):
    """No decoder could make of the bytes what their description promises."""


def samples_of(
    syntax: str, fragments: bytes, image: Mapping[str, Any], *, colour: bool = False
) -> tuple[NDArray[Any], dict[str, Any]]:
    """Decode all frames.

    Args:
        syntax: Transfer Syntax UID.
        fragments: the value of Pixel Data, its items as in the file.
        image: what pydicom's decoders ask for, by its names.
        colour: whether YBR is wanted as RGB; only lossy JPEG always is.

    Returns:
        Samples, [frames,] rows, columns[, samples per pixel]; and what they are, by pydicom's names.

    Raises:
        UndecodableError: there is no decoder, or the bytes are not what they claim.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            _require_size(syntax, fragments, image)
            decoder, plugin = decoder_of(syntax, int(image["bits_stored"]))
            raw = not (colour or syntax in LOSSY_JPEG)
            return decoder.as_array(fragments, raw=raw, decoding_plugin=plugin, **image)
    except (MemoryError, UndecodableError):
        raise
    except Exception as error:  # decoders raise whatever they like on broken bytes
        raise UndecodableError from error


def _require_size(syntax: str, fragments: bytes, image: Mapping[str, Any]) -> None:
    if syntax not in _SAY_THEIR_SIZE:
        return
    size = image["rows"], image["columns"], image["samples_per_pixel"]
    for frame in generate_frames(fragments, number_of_frames=int(image["number_of_frames"])):
        if size_of(frame) != size:
            raise UndecodableError
