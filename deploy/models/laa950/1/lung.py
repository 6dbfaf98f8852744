"""Lungs in a chest CT, and how much of them is emphysema: numpy and scipy only, no Triton.

The body is found first: everything dense, its largest connected part, filled slice by slice. That leaves out the air
around it and the table. What is airy inside the body and connected is lung, less the large airways, which show as small
round holes between the lungs. Components are found on a grid of about 3 mm, voxels then decided on the full grid.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

AIRY_BELOW_HU = -500  # halfway between aerated lung (-860) and soft tissue, with room for noise and partial volume
EMPHYSEMA_BELOW_HU = -950
GRID_MM = 3.0
AIRWAY_MAX_CM2 = 7.0  # the cross-section of a dilated trachea; a lung is smaller only in its first slices
AIRWAY_FROM_MIDDLE_MM = 35.0
SMALLER_LUNG_SHARE = 0.1  # of the larger one; below it the second component is no lung
MIN_LUNG_ML = 200.0  # both together; less is no chest


class NoLungs(ValueError):
    """The volume shows no lungs."""


@dataclass(frozen=True)
class Measurement:
    """What is measured in the lungs.

    Attributes:
        mask: uint8 [slices, rows, columns], 1 where a voxel is lung tissue: airy, not a vessel, not a large airway.
        laa950_percent: share of these voxels below -950 HU, 0..100.
        perc15_hu: the lowest value that at least 15 % of these voxels do not exceed.
        volume_ml: their volume.
    """

    mask: np.ndarray
    laa950_percent: float
    perc15_hu: float
    volume_ml: float


def measure(volume: np.ndarray, spacing: np.ndarray) -> Measurement:
    """Segments and measures.

    Args:
        volume: int16 [slices, rows, columns], HU, rows from front to back, columns from right to left.
        spacing: mm between slices, rows, columns.

    Raises:
        NoLungs: less than 200 ml of connected airy tissue inside the body.
    """
    mask = lung_mask(volume, spacing)
    counts = np.bincount(volume[mask].astype(np.int32) + 32768, minlength=65536)
    total = int(counts.sum())
    volume_ml = total * float(np.prod(spacing)) / 1000
    if volume_ml < MIN_LUNG_ML:
        raise NoLungs
    below = int(counts[: EMPHYSEMA_BELOW_HU + 32768].sum())
    perc15 = int(np.searchsorted(np.cumsum(counts), np.ceil(0.15 * total))) - 32768
    return Measurement(mask.view(np.uint8), 100 * below / total, float(perc15), volume_ml)


def lung_mask(volume: np.ndarray, spacing: np.ndarray) -> np.ndarray:
    """bool [slices, rows, columns]: voxels of lung tissue."""
    indices = [_grid(size, step) for size, step in zip(volume.shape, spacing, strict=True)]
    coarse = volume[np.ix_(*indices)]
    step = [size * float(mm) / len(index) for size, mm, index in zip(volume.shape, spacing, indices, strict=True)]
    lungs = _lungs(coarse, step)
    if not lungs.any():
        raise NoLungs
    # One grid step wider, so that the edge is decided on the full grid by the threshold alone.
    wide = ndimage.binary_dilation(lungs, ndimage.generate_binary_structure(3, 1))
    nearest = [_nearest(size, len(index)) for size, index in zip(volume.shape, indices, strict=True)]
    mask = np.empty(volume.shape, np.bool_)
    for target, source in enumerate(nearest[0]):
        plane = wide[source][np.ix_(nearest[1], nearest[2])]
        np.logical_and(plane, volume[target] < AIRY_BELOW_HU, out=mask[target])
    return mask


def _grid(size: int, spacing: float) -> np.ndarray:
    """Indices of the samples along an axis, about ``GRID_MM`` apart, in the middle of the cells they stand for."""
    count = max(1, min(size, round(size * float(spacing) / GRID_MM)))
    return ((np.arange(count) + 0.5) * size / count).astype(np.intp)


def _nearest(size: int, count: int) -> np.ndarray:
    """For each index of the full grid the cell that it lies in."""
    return np.minimum(np.arange(size) * count // size, count - 1)


def _lungs(coarse: np.ndarray, step: list[float]) -> np.ndarray:
    body = _body(coarse)
    airy = (coarse < AIRY_BELOW_HU) & body
    middle = np.flatnonzero(body.any(axis=(0, 1)))
    if middle.size == 0:
        return airy
    centre = (middle[0] + middle[-1]) / 2
    for plane in airy:
        _remove_airways(plane, centre, step)
    return _largest(airy)


def _body(coarse: np.ndarray) -> np.ndarray:
    """The patient without the table, with everything inside."""
    dense = coarse >= AIRY_BELOW_HU
    # Opening in the plane takes off the table's thin shell where the patient lies on it.
    opened = np.stack([ndimage.binary_opening(plane, iterations=2) for plane in dense])
    labels, count = ndimage.label(opened)
    if count == 0:
        return opened
    largest = labels == 1 + int(np.argmax(np.bincount(labels.ravel())[1:]))
    return np.stack([ndimage.binary_fill_holes(plane) for plane in largest])


def _remove_airways(plane: np.ndarray, centre: float, step: list[float]) -> None:
    """Clears the small airy spots near the middle of one slice, in place."""
    labels, count = ndimage.label(plane)
    if count == 0:
        return
    areas = np.bincount(labels.ravel(), minlength=count + 1) * step[1] * step[2] / 100
    columns = ndimage.center_of_mass(plane, labels, range(1, count + 1))
    for label, (_, column) in enumerate(columns, start=1):
        near = abs(column - centre) * step[2] < AIRWAY_FROM_MIDDLE_MM
        if near and areas[label] < AIRWAY_MAX_CM2:
            plane[labels == label] = False


def _largest(airy: np.ndarray) -> np.ndarray:
    """The largest component, and the second where it is large enough to be the other lung."""
    labels, count = ndimage.label(airy)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    sizes[0] = 0
    order = np.argsort(sizes)[::-1][:2]
    kept = [label for label in order if sizes[label] >= max(1, SMALLER_LUNG_SHARE * sizes[order[0]])]
    return np.isin(labels, kept)
