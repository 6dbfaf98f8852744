"""A volume as the model's input: turned as it wants it, and the mask turned back."""

import dataclasses

import numpy as np
import pytest
from unit.inference.studies import laa950

from bildstrom.dicom.volume import Volume
from bildstrom.inference.tensors import findings, inputs

OUTPUTS = {
    "LAA950": np.array([1.005], np.float32),
    "PERC15": np.array([-900.0], np.float32),
    "LUNG_VOLUME": np.array([300.0], np.float32),
}
TURNS = {"head first supine": (1.0, 1.0), "prone": (-1.0, -1.0), "feet first": (-1.0, 1.0), "upside down": (1.0, -1.0)}


def volume(to_left: float, to_back: float) -> Volume:
    """Two slices of 2 x 3 voxels, rows and columns running as told."""
    return Volume(
        voxels=np.arange(12, dtype=np.int16).reshape(2, 2, 3),
        spacing=(3.0, 0.7, 0.8),
        orientation=np.array([[to_left, 0.0, 0.0], [0.0, to_back, 0.0]]),
        normal=np.array([0.0, 0.0, 1.0]),
        origin=np.zeros(3),
        sources=(),
    )


@pytest.mark.parametrize(("to_left", "to_back"), TURNS.values(), ids=TURNS)
def test_the_model_sees_left_at_high_columns_and_back_at_high_rows(to_left: float, to_back: float) -> None:
    seen = inputs(laa950(), volume(to_left, to_back))["VOLUME"]
    standard = np.arange(12).reshape(2, 2, 3)
    assert np.array_equal(seen, standard[:, :: int(to_back), :: int(to_left)])


@pytest.mark.parametrize(("to_left", "to_back"), TURNS.values(), ids=TURNS)
def test_the_mask_lies_as_the_source_images_do(to_left: float, to_back: float) -> None:
    model, source = laa950(), volume(to_left, to_back)
    seen = inputs(model, source)["VOLUME"]
    found = findings(model, source, OUTPUTS | {"MASK": (seen == 3).astype(np.uint8)})
    assert found.mask is not None
    assert np.array_equal(found.mask, source.voxels == 3)


def test_a_model_may_take_volumes_as_they_were_acquired() -> None:
    model = laa950()
    plain = model.model_copy(update={"input": model.input.model_copy(update={"orientation": "as_acquired"})})
    source = volume(-1.0, -1.0)
    assert np.array_equal(inputs(plain, source)["VOLUME"], source.voxels)


def test_numbers_are_rounded_as_the_model_declares() -> None:
    source = volume(1.0, 1.0)
    found = findings(laa950(), source, OUTPUTS | {"MASK": np.ones((2, 2, 3), np.uint8)})
    assert dataclasses.asdict(found)["measurements"] == {"laa950": 1.0, "perc15": -900.0, "lung_volume": 300.0}
