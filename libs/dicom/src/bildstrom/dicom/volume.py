"""A series of parallel images as one volume in Hounsfield units, or the reason why it is none. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydicom import Dataset

from bildstrom.dicom.volume_slice import (
    DIRECTION_TOLERANCE,
    NotAVolume,
    Slice,
    Vector,
    is_localizer,
    read_slice,
)

__all__ = ["NotAVolume", "Volume", "assemble", "is_axial", "volume_of"]

SPACING_TOLERANCE_MM = 0.1  # positions rounded to one decimal may be off by this much
SPACING_TOLERANCE = 0.05  # of the median distance; the larger of the two holds
GAP = 1.5  # times the median distance: a slice is missing
SAME_PLACE_MM = 0.01
SHEAR_TOLERANCE_MM = 0.5  # sideways drift against the normal over the whole stack: more is a tilted gantry


@dataclass(frozen=True, slots=True, eq=False)
class Volume:
    """Parallel, equally spaced images, ordered along their normal.

    The normal is signed so that its largest component is positive: an axial volume runs from feet to head.

    Attributes:
        voxels: int16 [slices, rows, columns], Hounsfield units.
        spacing: mm between slices, rows, columns.
        orientation: direction cosines of a row and of a column, shape [2, 3], patient coordinates (LPS).
        normal: direction in which slices follow each other, shape [3].
        origin: centre of voxel [0, 0, 0], mm.
        sources: headers of the images, in the order of the slices.
    """

    voxels: npt.NDArray[np.int16]
    spacing: tuple[float, float, float]
    orientation: Vector
    normal: Vector
    origin: Vector
    sources: tuple[Dataset, ...]


def volume_of(images: Iterable[Dataset]) -> Volume:
    """The volume of a series' parsed images, in any order. See ``read_slice`` and ``assemble``."""
    images = list(images)
    slices = [read_slice(image) for image in images if not is_localizer(image)]
    if images and not slices:
        raise NotAVolume("localizer")
    return assemble(slices)


def assemble(slices: Sequence[Slice]) -> Volume:
    """Orders slices along their normal, and stacks them.

    The same SOP instance given twice counts once. Distances may differ from their median by 0.1 mm or 5 %.

    Raises:
        NotAVolume: too_few_slices (under two), mixed_geometry, mixed_orientation, mixed_frame_of_reference,
            sheared_slices, duplicate_slices, gap_in_slices, uneven_spacing.
    """
    distinct = list({str(part.header.SOPInstanceUID): part for part in reversed(slices)}.values())
    if len(distinct) < 2:
        raise NotAVolume("too_few_slices")
    _require_one_geometry(distinct)
    normal = _normal(distinct[0].orientation)
    distinct.sort(key=lambda part: float(part.position @ normal))
    spacing = _spacing(distinct, normal)
    first = distinct[0]
    return Volume(
        voxels=np.stack([part.voxels for part in distinct]),
        spacing=(spacing, *first.spacing),
        orientation=first.orientation,
        normal=normal,
        origin=first.position,
        sources=tuple(part.header for part in distinct),
    )


def is_axial(volume: Volume, tolerance_deg: float = 10.0) -> bool:
    """Whether slices lie across the body's long axis, within an angle."""
    return abs(float(volume.normal[2])) >= float(np.cos(np.deg2rad(tolerance_deg)))


def _normal(orientation: Vector) -> Vector:
    normal = np.cross(orientation[0], orientation[1])
    normal /= np.linalg.norm(normal)
    return normal if normal[np.argmax(np.abs(normal))] > 0 else -normal


def _require_one_geometry(slices: Sequence[Slice]) -> None:
    first = slices[0]
    for part in slices[1:]:
        if part.header.get("FrameOfReferenceUID") != first.header.get("FrameOfReferenceUID"):
            raise NotAVolume("mixed_frame_of_reference")
        if part.voxels.shape != first.voxels.shape or not np.allclose(part.spacing, first.spacing, rtol=1e-3):
            raise NotAVolume("mixed_geometry")
        if not np.allclose(part.orientation, first.orientation, rtol=0, atol=DIRECTION_TOLERANCE):
            raise NotAVolume("mixed_orientation")


def _spacing(ordered: Sequence[Slice], normal: Vector) -> float:
    """Distance of neighbouring slices in mm; the steps are checked one by one."""
    positions = np.array([part.position for part in ordered])
    along = positions @ normal
    steps = np.diff(along)
    if steps.min() < SAME_PLACE_MM:
        raise NotAVolume("duplicate_slices")
    sideways = positions - positions[0] - np.outer(along - along[0], normal)
    if float(np.abs(sideways).max()) > SHEAR_TOLERANCE_MM:
        raise NotAVolume("sheared_slices")
    median = float(np.median(steps))
    if float(steps.max()) > GAP * median:
        raise NotAVolume("gap_in_slices")
    tolerance = max(SPACING_TOLERANCE_MM, SPACING_TOLERANCE * median) + 1e-6
    if float(np.abs(steps - median).max()) > tolerance:
        raise NotAVolume("uneven_spacing")
    return float((along[-1] - along[0]) / (len(ordered) - 1))
