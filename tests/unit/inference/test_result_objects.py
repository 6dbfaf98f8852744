"""SEG and SR: valid by dciodvfy, the same bytes every time, nothing of today in them, all of de-identification."""

import io
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import highdicom
import numpy as np
import pytest
from pydicom import Dataset, dcmread
from unit.inference.studies import ARRIVED, DIGEST, images, laa950

from bildstrom.dicom.volume import Volume, volume_of
from bildstrom.inference.derived import Origin, encoded, made_at
from bildstrom.inference.report import report
from bildstrom.inference.segmentation import segmentation

VALUES = {"laa950": 12.35, "perc15": -916.0, "lung_volume": 4819.5}


@pytest.fixture
def volume() -> Volume:
    """A small phantom's volume."""
    return volume_of(images())


def made(volume: Volume) -> tuple[Dataset, Dataset]:
    """Both results of a volume, the mask a box."""
    mask = np.zeros(volume.voxels.shape, np.uint8)
    mask[4:12, 20:40, 10:30] = 1
    model = laa950()
    assert model.segmentation is not None
    origin = Origin(model, DIGEST, str(volume.sources[0].SeriesInstanceUID), ARRIVED)
    segments = segmentation(origin, model.segmentation, mask, volume.sources)
    return segments, report(origin, VALUES, volume.sources, segments)


def dciodvfy_errors(data: bytes, folder: Path) -> list[str]:
    """The errors that dicom3tools finds."""
    tool = shutil.which("dciodvfy")
    if tool is None:
        pytest.fail("dciodvfy is missing: apt-get install dicom3tools")
    path = folder / "result.dcm"
    path.write_bytes(data)
    answer = subprocess.run([tool, "-new", str(path)], capture_output=True, text=True, errors="replace", check=False)
    lines = (answer.stdout + answer.stderr).splitlines()
    assert any(line.strip() in ("Segmentation", "Comprehensive3DSR") for line in lines), lines
    return [line for line in lines if line.startswith("Error")]


def test_both_pass_dciodvfy(volume: Volume, tmp_path: Path) -> None:
    for result in made(volume):
        assert dciodvfy_errors(encoded(result), tmp_path) == []


def test_both_pass_dciodvfy_when_deidentification_took_what_it_may(volume: Volume, tmp_path: Path) -> None:
    for source in volume.sources:
        for keyword in ("StudyID", "AccessionNumber", "StudyTime", "ReferringPhysicianName", "PatientBirthDate"):
            delattr(source, keyword)
    for result in made(volume):
        assert dciodvfy_errors(encoded(result), tmp_path) == []


def test_the_same_content_gives_the_same_bytes() -> None:
    # highdicom writes the time to the microsecond wherever it is left to, so two runs are enough to tell.
    assert [encoded(result) for result in made(volume_of(images()))] == [
        encoded(result) for result in made(volume_of(images()))
    ]


def test_other_content_gives_other_uids() -> None:
    model = laa950()
    kinds = ("seg", "sr", "seg series", "sr series")
    one = Origin(model, DIGEST, "2.25.3", ARRIVED)
    others = [
        Origin(model, "a" * 64, "2.25.3", ARRIVED),
        Origin(model, DIGEST, "2.25.4", ARRIVED),
        Origin(model.model_copy(update={"version": 2}), DIGEST, "2.25.3", ARRIVED),
    ]
    uids = [origin.uid(kind) for origin in (one, *others) for kind in kinds]
    assert len(set(uids)) == len(uids)


def test_the_segmentation_shows_the_mask_where_it_is(volume: Volume) -> None:
    segments = highdicom.seg.segread(io.BytesIO(encoded(made(volume)[0])))
    frames = segments.get_pixels_by_source_instance(
        [str(source.SOPInstanceUID) for source in volume.sources], assert_missing_frames_are_empty=True
    )
    expected = np.zeros(volume.voxels.shape, np.uint8)
    expected[4:12, 20:40, 10:30] = 1
    assert np.array_equal(frames[..., 0], expected)
    description = segments.get_segment_description(1)
    assert description.segmented_property_type.value == "39607008"
    assert description.segment_label == "Lung"


def test_the_report_names_numbers_codes_and_segment(volume: Volume) -> None:
    segments, measured = made(volume)
    content: Any = highdicom.sr.srread(io.BytesIO(encoded(measured))).content
    (group,) = content.get_volumetric_roi_measurement_groups()
    found = {
        (one.name.value, one.name.scheme_designator): (one.value, one.unit.value) for one in group.get_measurements()
    }
    assert found == {
        ("LAA950", "99BILDSTROM"): (12.35, "%"),
        ("PERC15", "99BILDSTROM"): (-916.0, "[hnsf'U]"),
        ("118565006", "SCT"): (4819.5, "ml"),
    }
    assert group.referenced_segment.referenced_sop_instance_uid == segments.SOPInstanceUID
    evidence = {
        item.ReferencedSOPInstanceUID
        for study in measured.get("CurrentRequestedProcedureEvidenceSequence", [])
        for series in study.ReferencedSeriesSequence
        for item in series.ReferencedSOPSequence
    } | {
        item.ReferencedSOPInstanceUID
        for study in measured.get("PertinentOtherEvidenceSequence", [])
        for series in study.ReferencedSeriesSequence
        for item in series.ReferencedSOPSequence
    }
    assert evidence == {segments.SOPInstanceUID, *(source.SOPInstanceUID for source in volume.sources)}


def test_results_belong_to_the_study_and_say_how_it_was_deidentified(volume: Volume) -> None:
    method = Dataset()
    method.CodeValue, method.CodingSchemeDesignator = "113100", "DCM"
    method.CodeMeaning = "Basic Application Confidentiality Profile"
    for source in volume.sources:
        source.PatientIdentityRemoved = "YES"
        source.DeidentificationMethodCodeSequence = [method]
        source.LongitudinalTemporalInformationModified = "MODIFIED"
    source = volume.sources[0]
    for result in made(volume):
        for keyword in ("StudyInstanceUID", "PatientID", "StudyDate", "PatientIdentityRemoved"):
            assert result[keyword].value == source[keyword].value
        assert result.DeidentificationMethodCodeSequence[0].CodeValue == "113100"
        assert result.LongitudinalTemporalInformationModified == "MODIFIED"


def test_dates_are_the_sources_or_else_the_arrivals() -> None:
    source = Dataset()
    source.StudyDate, source.StudyTime = "20240506", "070809.1"
    assert [str(value) for value in made_at(source, ARRIVED)] == ["20240506", "070809.1"]
    source.SeriesDate = "20240507"
    assert [str(value) for value in made_at(source, ARRIVED)] == ["20240507", "000000"]
    odd = Dataset()
    odd.StudyDate = ""
    assert [str(value) for value in made_at(odd, datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC))] == ["20250102", "030405"]


def test_no_date_of_today_is_in_a_result(volume: Volume) -> None:
    today = datetime.now().strftime("%Y%m%d").encode()
    for result in made(volume):
        assert today not in encoded(result)


def test_metadata_in_the_file_is_readable(volume: Volume) -> None:
    for result in made(volume):
        again = dcmread(io.BytesIO(encoded(result)))
        assert again.SOPInstanceUID == result.SOPInstanceUID
