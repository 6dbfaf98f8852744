"""A synthetic chest CT of an invented patient, whose emphysema is known by construction."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bildstrom.demo.phantom_anatomy import FIELD_OF_VIEW_MM, Anatomy, Chest
from bildstrom.demo.phantom_file import encode
from bildstrom.demo.phantom_headers import Headers

EMPHYSEMA_BELOW_HU = -950


@dataclass(frozen=True, slots=True)
class Expected:
    """What a correct measurement of the phantom finds, counted in the lung as built.

    Attributes:
        laa950_percent: share of lung voxels below -950 HU.
        perc15_hu: the lowest value that at least 15 % of the lung voxels do not exceed.
        lung_volume_ml: volume of the lung tissue, without vessels and large airways.
    """

    laa950_percent: float
    perc15_hu: int
    lung_volume_ml: float


@dataclass(frozen=True, slots=True)
class ChestPhantom:
    """One study with one axial CT series.

    Attributes:
        seed: chooses the patient, all UIDs and every voxel; the same seed gives the same bytes.
        slices: number of images.
        side: rows and columns of an image.
        height_mm: from the first to the last slice; their distance follows from it.
        emphysema_share: expected share of the lung voxels below -950 HU, 0..0.45.
    """

    seed: int = 1
    slices: int = 100
    side: int = 512
    height_mm: float = 297.0
    emphysema_share: float = 0.12

    @property
    def spacing(self) -> tuple[float, float, float]:
        """Distances of slices, rows, columns in mm."""
        pixel = FIELD_OF_VIEW_MM / self.side
        return self.height_mm / (self.slices - 1), pixel, pixel

    @property
    def study_uid(self) -> str:
        """The original StudyInstanceUID, as the modality wrote it."""
        return self._headers().study_uid

    def anatomy(self) -> Iterator[Anatomy]:
        """The slices from feet to head."""
        chest = self._chest()
        for index in range(self.slices):
            yield chest.slice(index, self._height(index))

    def expected(self) -> Expected:
        """The measurements, from the lung as built; independent of any segmentation."""
        counts = np.zeros(65536, np.int64)
        for part in self.anatomy():
            values = part.hounsfield[part.lung].astype(np.int32) + 32768
            counts += np.bincount(values, minlength=65536)
        total = int(counts.sum())
        below = int(counts[: EMPHYSEMA_BELOW_HU + 32768].sum())
        perc15 = int(np.searchsorted(counts.cumsum(), np.ceil(0.15 * total))) - 32768
        return Expected(100 * below / total, perc15, total * float(np.prod(self.spacing)) / 1000)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """File names and Part 10 files (explicit VR little endian), from head to feet as a scanner sends them."""
        headers = self._headers()
        image = headers.series()
        chest = self._chest()
        for number in range(1, self.slices + 1):
            index = self.slices - number
            headers.place(image, index)
            yield f"IM{number:04d}.dcm", encode(image, chest.slice(index, self._height(index)).hounsfield)

    def _chest(self) -> Chest:
        return Chest(self.seed, self.side, self.height_mm, self.emphysema_share)

    def _height(self, index: int) -> float:
        return index / (self.slices - 1)

    def _headers(self) -> Headers:
        return Headers(self.seed, self.slices, self.side, self.spacing)
