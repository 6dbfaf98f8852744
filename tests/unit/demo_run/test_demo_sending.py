"""Which object a file is, as the catalogue will name it."""

from pathlib import Path

import pydicom

from bildstrom.demo.phantom import ChestPhantom
from bildstrom.demo.samples import SAMPLES, sample_files
from bildstrom.demo.sending import note
from bildstrom.demo.study_files import chest_files
from bildstrom.dicom.pseudonym import pseudonymous_uid

KEY = bytes(range(32))


def test_every_sample_lies_inside_the_wheel_and_is_an_object_of_its_own() -> None:
    notes = [note(path, "0000", KEY) for path in sample_files()]

    assert len(notes) == len(SAMPLES)
    assert all(item.study and item.instance for item in notes)
    assert len({item.content for item in notes}) == len(notes)


def test_samples_are_of_several_modalities() -> None:
    modalities = {pydicom.dcmread(path, stop_before_pixels=True).Modality for path in sample_files()}

    assert modalities >= {"CT", "MR", "CR", "US", "SR", "SEG", "RTDOSE", "RTPLAN", "ECG"}


def test_a_file_is_noted_by_its_pseudonyms() -> None:
    (path,) = [path for path in sample_files() if path.name == "CT_small.dcm"]
    image = pydicom.dcmread(path)

    noted = note(path, "0000", KEY)

    assert (noted.name, noted.outcome) == ("CT_small.dcm", "0000")
    assert noted.study == pseudonymous_uid(KEY, image.StudyInstanceUID)
    assert noted.instance == pseudonymous_uid(KEY, image.SOPInstanceUID)


def test_file_meta_information_is_no_content(tmp_path: Path) -> None:
    (path,) = [path for path in sample_files() if path.name == "CT_small.dcm"]
    data = path.read_bytes()
    (tmp_path / "other").write_bytes(b"\1" * 128 + data[128:])
    (tmp_path / "changed").write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    assert note(tmp_path / "other", "0000", KEY).content == note(path, "0000", KEY).content
    assert note(tmp_path / "changed", "0000", KEY).content != note(path, "0000", KEY).content


def test_a_file_that_does_not_say_what_it_is_has_no_identity(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(bytes(128) + b"DICM")

    noted = note(tmp_path / "x", "C000", KEY)

    assert (noted.study, noted.instance, noted.refused) == ("", "", True)


def test_the_synthetic_study_is_generated_once(tmp_path: Path) -> None:
    chest = ChestPhantom(slices=4, side=64)
    told: list[str] = []
    files, expected = chest_files(tmp_path, chest, told.append)
    times = [path.stat().st_mtime_ns for path in files]

    again, same = chest_files(tmp_path, chest, told.append)

    assert len(files) == 4
    assert (again, same) == (files, expected)
    assert [path.stat().st_mtime_ns for path in again] == times
