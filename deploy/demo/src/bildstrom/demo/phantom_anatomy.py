"""The shapes of the synthetic chest: Hounsfield values and the lung as built, one axial slice at a time.

Lengths are mm: x to the patient's left, y to the back, both from the middle of the body; height 0 is the lowest
slice, 1 the highest. Every tissue's noise is bounded, so no voxel crosses a limit that a measurement uses.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]

FIELD_OF_VIEW_MM = 400.0
AIR, LUNG, EMPHYSEMA, FAT, MUSCLE, BLOOD, BONE, FOAM, SHELL = -1000, -860, -980, -100, 50, 40, 500, -850, -150
NOISE = {AIR: 10, LUNG: 60, EMPHYSEMA: 20, FAT: 20, MUSCLE: 20, BLOOD: 20, BONE: 100, FOAM: 30, SHELL: 20}
CARINA = 0.6  # height at which the trachea divides
BLOB_MM = 6.0  # emphysema comes in patches of this size


@dataclass(frozen=True, slots=True, eq=False)
class Anatomy:
    """One slice: int16 Hounsfield units, and which voxels are lung tissue (without vessels and airways)."""

    hounsfield: npt.NDArray[np.int16]
    lung: Mask


class Chest:
    """The chest of one patient on a square grid.

    Args:
        seed: chooses patches, vessels and noise; the same seed gives the same voxels.
        side: rows and columns.
        height_mm: extent from the lowest to the highest slice.
        emphysema_share: probability of a lung voxel to be emphysema, 0..1.
    """

    def __init__(self, seed: int, side: int, height_mm: float, emphysema_share: float) -> None:
        self._seed = seed
        self._height_mm = height_mm
        self._share = emphysema_share
        pixel = FIELD_OF_VIEW_MM / side
        axis = ((np.arange(side) - (side - 1) / 2) * pixel).astype(np.float32)
        self._x, self._y = axis[None, :], axis[:, None]
        self._shape = side, side
        self._rib_phase = 2.2 * np.arctan2(self._y, np.abs(self._x))
        rng = np.random.default_rng([seed, 0])
        self._size = float(rng.uniform(0.95, 1.05))
        self._vessels = rng.uniform([-110, -70, 0.1, 1.5], [110, 70, 0.9, 4.0], size=(160, 4))
        self._patch = ((axis + 1000) // BLOB_MM).astype(np.intp)

    def slice(self, index: int, height: float) -> Anatomy:
        """The slice at a height of 0..1; ``index`` seeds its noise."""
        tissue = self._body(height)
        cavity = self._cavity(height)
        tissue[cavity] = MUSCLE
        lung = cavity & ~self._mediastinum(height)
        tissue[self._heart(height) | self._aorta(height)] = BLOOD
        lung &= (tissue != BLOOD) & ~self._below_diaphragm(height)
        airway = self._airway(height)
        vessel = self._vessel(height) & lung
        lung &= ~(airway | vessel)
        tissue[lung] = LUNG
        tissue[lung & self._emphysema(index, height)] = EMPHYSEMA
        tissue[vessel] = BLOOD
        tissue[airway] = AIR
        return Anatomy(self._with_noise(tissue, index), lung)

    def _ellipse(self, x: float, y: float, half_width: float, half_depth: float) -> Mask:
        across = ((self._x - x) / half_width) ** 2
        along = ((self._y - y) / half_depth) ** 2
        inside = np.zeros(self._shape, np.bool_)
        columns, rows = _extent(across[0] <= 1), _extent(along[:, 0] <= 1)
        inside[rows, columns] = across[:, columns] + along[rows] <= 1
        return inside

    def _body(self, height: float) -> npt.NDArray[np.int16]:
        """Air, table, fat, muscle, ribs, spine, breastbone."""
        tissue = np.full(self._shape, AIR, np.int16)
        table = (np.abs(self._x) < 180) & (np.abs(self._y - 150 + (self._x / 60) ** 2) < 10)
        tissue[table] = SHELL
        tissue[table & (np.abs(self._x) < 176) & (np.abs(self._y - 150 + (self._x / 60) ** 2) < 7)] = FOAM
        size = self._size * (1.0 - 0.10 * height**4)
        tissue[self._ellipse(0, 0, 170 * size, 122 * size)] = FAT
        tissue[self._ellipse(0, 0, 157 * size, 110 * size)] = MUSCLE
        ring = self._ellipse(0, 0, 151 * size, 104 * size) & ~self._ellipse(0, 0, 143 * size, 97 * size)
        # Ribs fall from the spine forwards: the phase along the circumference moves with the height.
        tissue[ring & (np.cos(height * 44 + self._rib_phase) > 0.35)] = BONE
        tissue[self._ellipse(0, 74, 19, 16) | (self._ellipse(0, 96, 26, 5) & (self._y > 90))] = BONE
        tissue[self._ellipse(0, 94, 8, 6)] = MUSCLE
        if 0.3 < height < 0.9:
            tissue[self._ellipse(0, -100 * size, 16, 5)] = BONE
        return tissue

    def _cavity(self, height: float) -> Mask:
        """Inside of the rib cage: tapers towards the apex, and a little towards the base."""
        if not 0.02 < height < 0.97:
            return np.zeros(self._shape, np.bool_)
        reach = self._size * float(np.sqrt(max(0.0, 1 - max(0.0, (height - 0.35) / 0.62) ** 3)))
        reach *= 1.0 - 0.15 * max(0.0, (0.3 - height) / 0.3) ** 2
        return self._ellipse(0, 0, 138 * reach, 92 * reach) & ~self._ellipse(0, 74, 32, 34)

    def _mediastinum(self, height: float) -> Mask:
        """Between the lungs: narrow behind the breastbone, wide before the spine."""
        width = 26 + 10 * float(np.sin(np.pi * height))
        narrowing = 0.3 + 0.7 / (1 + np.exp(-(self._y + 55) / 9))
        return (np.abs(self._x) < width * narrowing) | self._ellipse(0, -15, width + 12, 42)

    def _heart(self, height: float) -> Mask:
        rise = (height - 0.22) / 0.24
        if abs(rise) >= 1:
            return np.zeros(self._shape, np.bool_)
        radius = float(np.sqrt(1 - rise**2))
        return self._ellipse(24, -28, 62 * radius, 48 * radius)

    def _aorta(self, height: float) -> Mask:
        return self._ellipse(22, 44, 13, 13) if height < 0.72 else np.zeros(self._shape, np.bool_)

    def _below_diaphragm(self, height: float) -> Mask:
        """The domes of liver and spleen, the right one higher."""
        rise = np.where(self._x < 0, 0.20, 0.15).astype(np.float32)
        middle = np.where(self._x < 0, -70, 72).astype(np.float32)
        away = ((self._x - middle) / 78) ** 2 + ((self._y + 5) / 95) ** 2
        below: Mask = height < 0.03 + rise * np.sqrt(np.clip(1 - away, 0, 1))
        return below

    def _airway(self, height: float) -> Mask:
        """Trachea, and the two main bronchi that leave it downwards and sideways into the lungs."""
        if height >= CARINA:
            return self._ellipse(0, 4, 9, 9)
        down = (CARINA - height) * self._height_mm
        if down > 45:
            return np.zeros(self._shape, np.bool_)
        return self._ellipse(-8 - 0.8 * down, 6, 6.5, 6) | self._ellipse(8 + 0.8 * down, 6, 6, 5.5)

    def _vessel(self, height: float) -> Mask:
        found = np.zeros(self._shape, np.bool_)
        for x, y, middle, radius in self._vessels:
            away = (height - middle) * self._height_mm
            if abs(away) < 18:
                found |= self._ellipse(x + 0.6 * away, y - 0.3 * away, radius, radius)
        return found

    def _emphysema(self, index: int, height: float) -> Mask:
        """Patches that are denser or sparser, and the voxels drawn in them."""
        layer = int(height * self._height_mm // BLOB_MM)
        patches = np.random.default_rng([self._seed, 1, layer]).uniform(0, 2 * self._share, (512, 512))
        chance = patches.astype(np.float32)[np.ix_(self._patch, self._patch)]
        drawn: Mask = np.random.default_rng([self._seed, 2, index]).random(self._shape, np.float32) < chance
        return drawn

    def _with_noise(self, tissue: npt.NDArray[np.int16], index: int) -> npt.NDArray[np.int16]:
        """Adds uniform noise within the tissue's bound, at most ``NOISE`` in either direction."""
        unit = np.random.default_rng([self._seed, 3, index]).random(tissue.shape, np.float32) * 2 - 1
        bounds = np.zeros(BONE - AIR + 1, np.float32)
        for value, limit in NOISE.items():
            bounds[value - AIR] = limit
        noise = np.rint(unit * bounds[tissue - AIR]).astype(np.int16)
        noisy: npt.NDArray[np.int16] = tissue + noise
        return noisy


def _extent(hit: npt.NDArray[np.bool_]) -> slice:
    """From the first to the last hit along an axis."""
    places = np.flatnonzero(hit)
    return slice(int(places[0]), int(places[-1]) + 1) if places.size else slice(0, 0)
