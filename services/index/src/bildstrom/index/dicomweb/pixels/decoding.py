"""Decoders, in the child process: one frame, compressed or native, to samples."""

import warnings
from typing import Any

import gdcm
import numpy as np
from numpy.typing import NDArray
from pydicom.encaps import encapsulate
from pydicom.pixels.decoders.base import get_decoder

from bildstrom.dicom.encoding import EXPLICIT_LITTLE
from bildstrom.index.dicomweb.pixels.jpeg import size_of
from bildstrom.index.dicomweb.pixels.packed import is_packed, unpacked
from bildstrom.runtime.children.messages import Head

Samples = NDArray[Any]

_BASELINE, _EXTENDED = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"
_JPEG = frozenset([_BASELINE, _EXTENDED, "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70"])
_JPEG_LS = frozenset(["1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"])
# In these colour is only meant as RGB once it is decoded: of the others the samples stay what the encoder was given.
_LOSSY_JPEG = frozenset([_BASELINE, _EXTENDED])


class UndecodableError(Exception):
    """No decoder could make of the bytes what their description promises."""


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
    warnings.simplefilter("ignore")
    syntax = str(head["syntax"]) if head["encapsulated"] else EXPLICIT_LITTLE
    image = dict(head["image"])
    described = (image["rows"], image["columns"], image["samples_per_pixel"])
    if syntax in _JPEG | _JPEG_LS and size_of(frame) != described:
        raise UndecodableError
    try:
        if is_packed(syntax, image):
            syntax, frame = EXPLICIT_LITTLE, unpacked(syntax, frame, image)
        if syntax == _EXTENDED and image["bits_stored"] > 8:
            samples, photometric = _extended(frame, image), str(image["photometric_interpretation"])
        else:
            samples, photometric = _by_pydicom(syntax, frame, image, raw=not (colour or syntax in _LOSSY_JPEG))
    except MemoryError:
        raise
    except Exception as error:  # decoders raise whatever they like on broken bytes
        raise UndecodableError from error
    if samples.shape != (described if described[2] > 1 else described[:2]):
        raise UndecodableError
    return np.ascontiguousarray(_in_cells(samples, int(image["bits_allocated"]))), photometric


def _by_pydicom(syntax: str, frame: bytes, image: Head, *, raw: bool) -> tuple[Samples, str]:
    # always the same decoder, so that the same bytes come out on every machine
    plugin = "gdcm" if syntax in _JPEG else "pyjpegls" if syntax in _JPEG_LS else "pylibjpeg"
    source = frame if syntax == EXPLICIT_LITTLE else encapsulate([frame], has_bot=False)
    samples, found = get_decoder(syntax).as_array(
        source, raw=raw, decoding_plugin=plugin if syntax != EXPLICIT_LITTLE else "", **image
    )
    return samples, str(found["photometric_interpretation"])


def _extended(frame: bytes, image: Head) -> Samples:
    """JPEG of 12 bits, which pydicom does not pass on to GDCM."""
    fragments = gdcm.SequenceOfFragments.New()
    fragment = gdcm.Fragment()
    fragment.SetByteStringValue(frame)
    fragments.AddFragment(fragment)
    element = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    element.SetValue(fragments.__ref__())
    picture = gdcm.Image()
    picture.SetNumberOfDimensions(2)
    picture.SetDimensions((image["columns"], image["rows"], 1))
    picture.SetDataElement(element)
    kind = gdcm.PhotometricInterpretation.GetPIType(image["photometric_interpretation"])
    picture.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(kind))
    picture.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.GetTSType(_EXTENDED)))
    stored = image["bits_stored"]
    picture.SetPixelFormat(gdcm.PixelFormat(1, 16, stored, stored - 1, image["pixel_representation"]))
    data = picture.GetBuffer().encode("utf-8", "surrogateescape")  # char* comes as str
    cells = np.dtype("<i2" if image["pixel_representation"] else "<u2")
    return np.frombuffer(data, cells).reshape(image["rows"], image["columns"])


def _in_cells(samples: Samples, allocated: int) -> Samples:
    """Integers as wide as the data set says; some decoders answer in fewer bits."""
    if samples.dtype.kind not in "iu" or allocated in (1, 8 * samples.itemsize):
        return samples
    return samples.astype(np.dtype(f"<{samples.dtype.kind}{allocated // 8}"))
