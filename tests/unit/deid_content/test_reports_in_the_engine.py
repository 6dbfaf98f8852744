"""Reports as the engine passes them on or keeps them back, by profile."""

import pytest
from pydicom.dataset import Dataset
from unit.deid.objects import KEY, claim_of, encoded, read
from unit.deid_content.dose import DEVICE_UID, dose_report
from unit.deid_content.reports import item, report
from unit.deid_content.test_concepts_of_the_standard import TABLE, planted
from unit.deid_linked.study import as_file, key_objects, measurements

from bildstrom.deid.engine import deidentify
from bildstrom.deid.profile.options import combination
from bildstrom.deid.profile.profile import BUILT_IN, Profile
from bildstrom.deid.quarantine import STRUCTURED_REPORT, Quarantine
from bildstrom.dicom.projects import Project

OPTIONS = [
    (),
    ("retain-modified-dates",),
    ("retain-full-dates", "clean-descriptors"),
    ("retain-modified-dates", "clean-descriptors", "retain-device-identity", "retain-institution-identity"),
    ("retain-uids", "retain-modified-dates", "retain-patient-characteristics"),
]


def passed(raw: bytes, monkeypatch: pytest.MonkeyPatch, *options: str) -> Dataset:
    monkeypatch.setitem(BUILT_IN, "tested", Profile("tested", combination(options)))
    project = Project(name="demo", called_ae_titles=("BILDSTROM",), key=KEY, profile="tested")
    return read(deidentify(raw, claim_of(raw, project), project).data)


@pytest.mark.parametrize(
    "make", [lambda: encoded(dose_report()), lambda: as_file(measurements()), lambda: as_file(key_objects())]
)
def test_without_the_option_every_report_is_kept_back(make: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(make)
    with pytest.raises(Quarantine) as kept_back:
        passed(make(), monkeypatch, "retain-modified-dates", "clean-descriptors")
    assert kept_back.value.reason == STRUCTURED_REPORT


@pytest.mark.parametrize("options", OPTIONS, ids="+".join)
@pytest.mark.parametrize(
    "make", [lambda: encoded(dose_report()), lambda: as_file(measurements()), lambda: as_file(key_objects())]
)
def test_with_it_reports_pass_the_second_look(
    make: object, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(make)
    after = passed(make(), monkeypatch, "clean-structured-content", *options)
    assert ("113104", "DCM") in [
        (entry.CodeValue, entry.CodingSchemeDesignator) for entry in after.DeidentificationMethodCodeSequence
    ]
    assert after.ContentSequence


def test_a_device_that_is_kept_keeps_its_uid_in_the_content(monkeypatch: pytest.MonkeyPatch) -> None:
    after = passed(encoded(dose_report()), monkeypatch, "clean-structured-content", "retain-device-identity")
    values = {entry.ConceptNameCodeSequence[0].CodeMeaning: entry for entry in after.ContentSequence}
    assert values["Device Observer UID"].UID == DEVICE_UID
    assert values["Device Observer Serial Number"].TextValue == "SENTINEL-4711"


def test_a_number_of_the_content_is_searched_for_in_its_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    number = item("TEXT", ("121030", "DCM", "Subject ID"), "K-99-XY")
    text = item("TEXT", ("112039", "DCM", "Tracking Identifier"), "lesion of K-99-XY")
    harmless = item("TEXT", ("112039", "DCM", "Tracking Identifier"), "lesion 1")
    options = ("clean-structured-content", "retain-modified-dates")
    after = passed(encoded(report(number, text, harmless)), monkeypatch, *options)
    assert [entry.TextValue for entry in after.ContentSequence] == ["REMOVED", "REMOVED", "lesion 1"]


@pytest.mark.parametrize("options", OPTIONS, ids="+".join)
def test_a_report_with_every_concept_of_the_standard_passes_the_second_look(
    options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = [planted(row, number) for number, row in enumerate(TABLE)]
    raw = encoded(report(*content, item("CONTAINER", ("125007", "DCM", "Measurement Group"), None, *content)))
    after = passed(raw, monkeypatch, "clean-structured-content", *options)
    assert len(after.ContentSequence) > 60
