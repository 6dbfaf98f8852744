"""One image of a series as a slice of a volume: its place in the patient and its values in Hounsfield units."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydicom import Dataset
from pydicom.pixels.utils import pixel_array

from bildstrom.dicom.cells import cells
from bildstrom.dicom.encoding import DEFLATED, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE

Reason = Literal[
    "duplicate_slices",
    "gap_in_slices",
    "localizer",
    "mixed_frame_of_reference",
    "mixed_geometry",
    "mixed_orientation",
    "multiframe",
    "no_geometry",
    "no_rescale",
    "not_greyscale",
    "sheared_slices",
    "too_few_slices",
    "undecodable_pixels",
    "uneven_spacing",
]

Vector = npt.NDArray[np.float64]
Decode = Callable[[Dataset], bytes]

_NATIVE = frozenset([IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG, DEFLATED])
DIRECTION_TOLERANCE = 1e-3  # of a direction cosine; headers write them with 3 to 16 digits
MAX_SIDE = 4096  # rows or columns: the largest CT matrix in use is 2048


class NotAVolume(Exception):
    """The images do not make up one regular volume.

    Attributes:
        reason: a closed word; values of the images never appear.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """One image with its geometry (PS3.3 C.7.6.2).

    Attributes:
        header: the image's attributes without pixel data.
        position: centre of the first transmitted voxel, mm, patient coordinates (LPS).
        orientation: direction cosines of a row and of a column, shape [2, 3].
        spacing: distance of rows and of columns, mm.
        voxels: int16 [rows, columns], Hounsfield units.
    """

    header: Dataset
    position: Vector
    orientation: Vector
    spacing: tuple[float, float]
    voxels: npt.NDArray[np.int16]


def is_localizer(image: Dataset) -> bool:
    """Whether an image is a scout view (PS3.3 C.8.2.1.1.1, value 3 of Image Type)."""
    return "LOCALIZER" in [str(value).upper() for value in image.get("ImageType") or []]


def read_slice(image: Dataset, decode: Decode | None = None) -> Slice:
    """A parsed image with pixel data as a slice; removes the pixel data from ``image``.

    Args:
        image: with file meta information.
        decode: gives the samples of a compressed image, little endian in cells of Bits Allocated; without it none is.

    Raises:
        NotAVolume: no_geometry, multiframe, not_greyscale, no_rescale, undecodable_pixels.
    """
    if int(image.get("NumberOfFrames") or 1) != 1:
        raise NotAVolume("multiframe")
    position, orientation, spacing = _geometry(image)
    voxels = _hounsfield(image, decode)
    del image.PixelData
    return Slice(image, position, orientation, spacing, voxels)


def _geometry(image: Dataset) -> tuple[Vector, Vector, tuple[float, float]]:
    position = _numbers(image, "ImagePositionPatient", 3)
    orientation = _numbers(image, "ImageOrientationPatient", 6).reshape(2, 3)
    rows, columns = (float(value) for value in _numbers(image, "PixelSpacing", 2))
    if rows <= 0 or columns <= 0:
        raise NotAVolume("no_geometry")
    if not np.allclose(orientation @ orientation.T, np.eye(2), atol=2 * DIRECTION_TOLERANCE):
        raise NotAVolume("no_geometry")
    return position, orientation, (rows, columns)


def _numbers(image: Dataset, keyword: str, count: int) -> Vector:
    try:
        values = np.array([float(value) for value in image[keyword].value], dtype=np.float64)
    except (KeyError, TypeError, ValueError) as error:
        raise NotAVolume("no_geometry") from error
    if values.shape != (count,) or not np.isfinite(values).all():
        raise NotAVolume("no_geometry")
    return values


def _hounsfield(image: Dataset, decode: Decode | None) -> npt.NDArray[np.int16]:
    slope, intercept = _rescale(image)
    _require_grey(image)
    stored = _decoded(image, decode) if _is_compressed(image) else _native(image)
    if slope == 1.0 and intercept.is_integer() and abs(intercept) < 2**30:
        values: npt.NDArray[np.int32] | npt.NDArray[np.float64] = stored.astype(np.int32) + np.int32(intercept)
    else:
        values = np.rint(stored * slope + intercept)
    # Values beyond int16 are metal or padding, far outside the scale that a model reads.
    return np.clip(values, -32768, 32767).astype(np.int16)


def _rescale(image: Dataset) -> tuple[float, float]:
    try:
        slope, intercept = float(image.RescaleSlope), float(image.RescaleIntercept)
    except (AttributeError, TypeError, ValueError) as error:
        raise NotAVolume("no_rescale") from error
    if not (math.isfinite(slope) and math.isfinite(intercept)) or slope == 0.0:
        raise NotAVolume("no_rescale")
    return slope, intercept


def _require_grey(image: Dataset) -> None:
    if image.get("SamplesPerPixel") != 1 or "MONOCHROME" not in str(image.get("PhotometricInterpretation")):
        raise NotAVolume("not_greyscale")
    described = [image.get(name) for name in ("Rows", "Columns", "BitsAllocated", "BitsStored", "PixelRepresentation")]
    if "PixelData" not in image or not all(isinstance(value, int) for value in described):
        raise NotAVolume("undecodable_pixels")
    rows, columns, allocated, stored, signed = described
    if not (0 < rows <= MAX_SIDE and 0 < columns <= MAX_SIDE and signed in (0, 1)):
        raise NotAVolume("undecodable_pixels")
    if allocated not in (8, 16) or not 0 < stored <= allocated:
        raise NotAVolume("undecodable_pixels")


def _is_compressed(image: Dataset) -> bool:
    return str(image.file_meta.get("TransferSyntaxUID")) not in _NATIVE


def _native(image: Dataset) -> npt.NDArray[np.integer]:
    try:
        values: npt.NDArray[np.integer] = pixel_array(image)
    except Exception as error:
        raise NotAVolume("undecodable_pixels") from error
    if values.shape != (image.Rows, image.Columns):
        raise NotAVolume("undecodable_pixels")
    return values


def _decoded(image: Dataset, decode: Decode | None) -> npt.NDArray[np.integer]:
    if decode is None:
        raise NotAVolume("undecodable_pixels")
    samples = decode(image)
    cell = cells(image.BitsAllocated, signed=image.PixelRepresentation == 1)
    if len(samples) != image.Rows * image.Columns * cell.itemsize:
        raise NotAVolume("undecodable_pixels")
    return np.frombuffer(samples, cell).reshape(image.Rows, image.Columns)
