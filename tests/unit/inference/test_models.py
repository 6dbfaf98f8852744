"""``model.toml``: what is wrong is named, with the file and the key."""

import re
import shutil
from pathlib import Path

import pytest
from unit.inference.studies import MODELS

from bildstrom.inference.models import ModelInvalid, installed_models, read_model

TEXT = (MODELS / "laa950" / "model.toml").read_text(encoding="utf-8")


def install(folder: Path, text: str, name: str = "laa950", version: str = "1") -> Path:
    """A model folder with this ``model.toml``."""
    (folder / name / version).mkdir(parents=True)
    path = folder / name / "model.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_installed_models_are_valid() -> None:
    assert [(model.name, model.version) for model in installed_models(MODELS)] == [("laa950", 1)]


def test_the_tensors_of_laa950_are_those_of_its_triton_model() -> None:
    model = read_model(MODELS / "laa950" / "model.toml")
    config = (MODELS / "laa950" / "config.pbtxt").read_text(encoding="utf-8")
    tensors = set(re.findall(r'\{ name: "(\w+)"', config))
    assert model.segmentation is not None
    assert tensors == {
        *(model.input.volume, model.input.spacing, model.segmentation.tensor),
        *(measurement.tensor for measurement in model.measurements),
    }


@pytest.mark.parametrize(
    ("before", "after", "mistake"),
    [
        ("version = 1", "version = 1\ncolour = 3", "colour: Extra inputs are not permitted"),
        ("min_slices = 20", "min_slices = 20\nbody_part = 1", "series.body_part: Extra inputs are not permitted"),
        ("min_slices = 20", "", "series.min_slices: Field required"),
        ('volume = "VOLUME"', "volume = 3", "input.volume: Input should be a valid string"),
        ('intensity = "hounsfield"', 'intensity = "suv"', "input.intensity: Input should be 'hounsfield'"),
        ('segment = "Lung"', 'segment = "Liver"', "measurement laa950 is made in a segment that does not exist"),
        ("version = 1", "version = 2", "version: there is no folder 2 beside it"),
        ('name = "laa950"\nversion', 'name = "other"\nversion', "name: is other, the folder is laa950"),
        ("version = 1", "version = ", "Invalid value"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, before: str, after: str, mistake: str) -> None:
    path = install(tmp_path, TEXT.replace(before, after, 1))
    with pytest.raises(ModelInvalid) as error:
        read_model(path)
    assert str(path) in str(error.value)
    assert mistake in str(error.value)


def test_a_model_is_added_by_adding_a_folder(tmp_path: Path) -> None:
    shutil.copytree(MODELS / "laa950", tmp_path / "laa950")
    install(tmp_path, TEXT.replace('name = "laa950"', 'name = "other"', 1), "other")
    assert [model.name for model in installed_models(tmp_path)] == ["laa950", "other"]


def test_no_model_at_all_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ModelInvalid, match=r"no model\.toml"):
        installed_models(tmp_path)
