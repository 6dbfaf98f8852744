"""The chest phantom: what it is built of is what its files show."""

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from bildstrom.demo.phantom import ChestPhantom
from bildstrom.demo.phantom_anatomy import AIR, BLOOD, BONE, EMPHYSEMA, FAT, FOAM, LUNG, MUSCLE, NOISE, SHELL
from bildstrom.dicom.volume import volume_of

SMALL = ChestPhantom(seed=4, slices=24, side=96)


def test_the_expected_values_are_counted_in_the_lung_as_built() -> None:
    values = np.concatenate([part.hounsfield[part.lung] for part in SMALL.anatomy()])
    expected = SMALL.expected()
    assert expected.laa950_percent == pytest.approx(100 * np.mean(values < -950))
    assert expected.perc15_hu == np.percentile(values, 15, method="inverted_cdf")
    assert expected.lung_volume_ml == pytest.approx(values.size * np.prod(SMALL.spacing) / 1000)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.3])
def test_emphysema_is_about_the_share_that_was_asked_for(share: float) -> None:
    found = ChestPhantom(slices=24, side=96, emphysema_share=share).expected().laa950_percent
    assert found == pytest.approx(100 * share, abs=1.0)


def test_lungs_have_the_volume_of_an_adult() -> None:
    assert 3500 < SMALL.expected().lung_volume_ml < 6500


@pytest.mark.parametrize("tissue", [AIR, LUNG, EMPHYSEMA, FAT, MUSCLE, BLOOD, BONE, FOAM, SHELL])
def test_noise_crosses_no_limit_of_a_measurement(tissue: int) -> None:
    for limit in (-950, -500):
        assert (tissue - NOISE[tissue] < limit) == (tissue + NOISE[tissue] < limit)


def test_the_files_show_what_was_built() -> None:
    volume = volume_of([dcmread(io.BytesIO(data)) for _, data in SMALL.files()])
    assert volume.spacing == pytest.approx(SMALL.spacing, rel=1e-4)
    assert np.array_equal(volume.voxels, np.stack([part.hounsfield for part in SMALL.anatomy()]))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_patient() -> None:
    first, again = list(SMALL.files()), list(SMALL.files())
    assert first == again
    other = dcmread(io.BytesIO(next(ChestPhantom(seed=5, slices=24, side=96).files())[1]))
    mine = dcmread(io.BytesIO(first[0][1]))
    for keyword in ("PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "AccessionNumber"):
        assert mine[keyword].value != other[keyword].value


def test_headers_are_full_of_phi() -> None:
    image = dcmread(io.BytesIO(next(SMALL.files())[1]))
    for keyword in (
        *("PatientName", "PatientAddress", "PatientComments", "InstitutionName", "OperatorsName"),
        *("ReferringPhysicianName", "AccessionNumber", "RequestAttributesSequence", "StudyDate"),
    ):
        assert image[keyword].value
    assert image[0x0029, 0x1011].value == image.PatientName
    assert image.file_meta.TransferSyntaxUID.name == "Explicit VR Little Endian"


def test_images_pass_dciodvfy(tmp_path: Path) -> None:
    tool = shutil.which("dciodvfy")
    if tool is None:
        pytest.fail("dciodvfy is missing: apt-get install dicom3tools")
    path = tmp_path / "image.dcm"
    path.write_bytes(next(SMALL.files())[1])
    answer = subprocess.run([tool, "-new", str(path)], capture_output=True, text=True, errors="replace", check=False)
    lines = (answer.stdout + answer.stderr).splitlines()
    assert "CTImage" in lines
    assert [line for line in lines if line.startswith("Error")] == []
