"""Whole reports, generated and real: they stay valid, say what they said, and keep nothing of whom they were about."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset
from unit.deid.objects import encoded
from unit.deid_content.dose import dose_report
from unit.deid_content.reports import cleaned_bytes
from unit.deid_linked.study import as_file, key_objects, measurements

WHEEL = Path(pydicom.__path__[0]) / "data" / "test_files"
CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
GENERATED = {
    "dose": lambda: encoded(dose_report()),
    "TID 1500": lambda: as_file(measurements()),
    "key objects": lambda: as_file(key_objects()),
}

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom")


def is_report(path: Path) -> bool:
    """Whether a real file has structured content and could be read whole."""
    try:
        return "ContentSequence" in pydicom.dcmread(path, stop_before_pixels=True)
    except (OSError, ValueError, pydicom.errors.InvalidDicomError):
        return False


def real_reports() -> list[Path]:
    names = ["reportsi.dcm", "reportsi_with_empty_number_tags.dcm", "test-SR.dcm"]
    found = [path for path in sorted(CORPUS.rglob("*.dcm")) if path.stat().st_size < 100_000 and is_report(path)]
    return [*(WHEEL / name for name in names), *found]


# Algorithm, manufacturer, model, tracking identifier: what a measurement is read with.
KEPT = {"111001", "111003", "112039", "121014", "121015", "113878", "113879", "122405"}

REPORTS = {**GENERATED, **{path.name: path.read_bytes for path in real_reports()}}


def said(tool: str, data: bytes, folder: Path) -> list[str]:
    """What a validator of another project says about a file, without the values that it quotes."""
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    path = folder / "report.dcm"
    path.write_bytes(data)
    arguments = [tool, "-new", str(path)] if tool == "dciodvfy" else [tool, str(path)]
    answer = subprocess.run(arguments, capture_output=True, text=True, errors="replace", check=False)
    lines = [line for line in (answer.stdout + answer.stderr).splitlines() if re.match("Error|[EFW]: ", line)]
    return [re.sub(r"\[\d+\]|= <[^>]*>|[\d.]{5,}", "", line).strip() for line in lines]


@pytest.mark.parametrize("tool", ["dciodvfy", "dsrdump"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_has_no_fault_that_it_did_not_have(name: str, tool: str, tmp_path: Path) -> None:
    raw = REPORTS[name]()
    before, after = said(tool, raw, tmp_path), said(tool, cleaned_bytes(raw, "retain-modified-dates"), tmp_path)
    assert sorted(set(after) - set(before)) == []


def test_a_new_fault_would_be_seen(tmp_path: Path) -> None:
    sound, faulty = dose_report(), dose_report()
    del faulty.ReferencedPerformedProcedureStepSequence
    lines = [said("dciodvfy", encoded(report), tmp_path) for report in (sound, faulty)]
    assert [line for line in lines[1] if line not in lines[0]] != []


def texts(content: list[Dataset]) -> list[str]:
    found = []
    for item in content:
        found += [str(item[keyword].value) for keyword in ("TextValue", "PersonName", "UID") if keyword in item]
        found += texts(item.get("ContentSequence", []))
    return found


@pytest.mark.parametrize("name", REPORTS)
def test_no_text_name_or_uid_of_a_report_is_left(name: str) -> None:
    raw = REPORTS[name]()
    data = cleaned_bytes(raw, "retain-modified-dates")
    before = {text for text in texts(pydicom.dcmread(io.BytesIO(raw)).ContentSequence) if len(text) > 8}
    after = texts(pydicom.dcmread(io.BytesIO(data)).get("ContentSequence", []))
    assert {text for text in before if text in after and not is_kept_by_name(raw, text)} == set()
    assert b"SENTINEL" not in data
    assert b"Seltenname" not in data


def is_kept_by_name(raw: bytes, text: str) -> bool:
    """Whether the text stands under a concept whose text stays."""

    def named(content: list[Dataset]) -> bool:
        return any(
            (item.get("TextValue") == text and item.ConceptNameCodeSequence[0].CodeValue in KEPT)
            or named(item.get("ContentSequence", []))
            for item in content
        )

    return named(pydicom.dcmread(io.BytesIO(raw)).ContentSequence)


def test_what_a_dose_report_measures_stays() -> None:
    after = pydicom.dcmread(io.BytesIO(cleaned_bytes(encoded(dose_report()), "retain-modified-dates")))

    def numbers(content: list[Dataset]) -> list[str]:
        found = []
        for item in content:
            if item.ValueType == "NUM":
                measured = str(item.MeasuredValueSequence[0].NumericValue)
                found.append(f"{item.ConceptNameCodeSequence[0].CodeMeaning} {measured}")
            found += numbers(item.get("ContentSequence", []))
        return found

    assert numbers(after.ContentSequence) == [
        "Total Number of Irradiation Events 1",
        "CT Dose Length Product Total 402.7",
        "Mean CTDIvol 11.5",
        "DLP 402.7",
    ]
