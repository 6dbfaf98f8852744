"""The algorithm of the laa950 model against phantoms whose lung is known by construction.

Tolerances: 0.15 percentage points of LAA-950 (the bronchi's last centimetres lie inside the lung and count as air),
1 % of the volume, 2 HU of the 15th percentile.
"""

import importlib.util
from types import ModuleType

import numpy as np
import numpy.typing as npt
import pytest
from unit.inference.studies import MODELS

from bildstrom.demo.phantom import ChestPhantom


@pytest.fixture(scope="module")
def lung() -> ModuleType:
    """The module beside ``model.py``; it knows nothing of Triton."""
    spec = importlib.util.spec_from_file_location("lung", MODELS / "laa950" / "1" / "lung.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def built(phantom: ChestPhantom) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.bool_]]:
    """Voxels and lung of a phantom."""
    parts = list(phantom.anatomy())
    return np.stack([part.hounsfield for part in parts]), np.stack([part.lung for part in parts])


@pytest.mark.parametrize(
    "phantom",
    [
        ChestPhantom(seed=1, slices=40, side=128),
        ChestPhantom(seed=2, slices=60, side=192, emphysema_share=0.3),
        ChestPhantom(seed=3, slices=60, side=128, emphysema_share=0.0),
        ChestPhantom(seed=5, slices=150, side=96, emphysema_share=0.05),
    ],
    ids=["plain", "severe", "healthy", "thin slices"],
)
def test_the_measurements_are_those_of_the_lung_as_built(lung: ModuleType, phantom: ChestPhantom) -> None:
    volume, truth = built(phantom)
    found = lung.measure(volume, np.array(phantom.spacing, np.float32))
    expected = phantom.expected()
    assert found.laa950_percent == pytest.approx(expected.laa950_percent, abs=0.15)
    assert found.perc15_hu == pytest.approx(expected.perc15_hu, abs=2)
    assert found.volume_ml == pytest.approx(expected.lung_volume_ml, rel=0.01)
    mask = found.mask.astype(bool)
    assert 2 * np.count_nonzero(mask & truth) / (np.count_nonzero(mask) + np.count_nonzero(truth)) > 0.995


def test_the_mask_measures_what_it_shows(lung: ModuleType) -> None:
    phantom = ChestPhantom(seed=6, slices=30, side=96)
    volume, _ = built(phantom)
    found = lung.measure(volume, np.array(phantom.spacing, np.float32))
    inside = volume[found.mask == 1]
    assert set(np.unique(found.mask)) == {0, 1}
    assert found.laa950_percent == pytest.approx(100 * np.mean(inside < -950))
    assert found.perc15_hu == np.percentile(inside, 15, method="inverted_cdf")


def test_the_air_around_the_table_and_the_trachea_are_no_lung(lung: ModuleType) -> None:
    phantom = ChestPhantom(seed=1, slices=40, side=128)
    volume, _ = built(phantom)
    mask = lung.measure(volume, np.array(phantom.spacing, np.float32)).mask
    pixel = phantom.spacing[1]
    middle = phantom.side // 2
    assert not mask[:, 0].any()
    assert not mask[:, -1].any()
    assert not mask[:, middle + int(135 / pixel) :].any()
    assert volume[30, middle + int(4 / pixel), middle] < -950  # the trachea
    assert not mask[30, middle - int(5 / pixel) : middle + int(12 / pixel), middle - 3 : middle + 3].any()


def test_one_lung_is_enough(lung: ModuleType) -> None:
    phantom = ChestPhantom(seed=1, slices=40, side=128)
    volume, truth = built(phantom)
    middle = phantom.side // 2
    right = truth.copy()
    right[:, :, middle:] = False
    volume[truth & ~right] = 40
    found = lung.measure(volume, np.array(phantom.spacing, np.float32))
    expected = np.count_nonzero(right) * np.prod(phantom.spacing) / 1000
    assert found.volume_ml == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("value", [-1000, 0, 40])
def test_a_volume_without_lungs_is_refused(lung: ModuleType, value: int) -> None:
    with pytest.raises(lung.NoLungs):
        lung.measure(np.full((10, 40, 40), value, np.int16), np.array([3, 1, 1], np.float32))
