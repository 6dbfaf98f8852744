"""What each option keeps stays, what it cleans changes, all else goes: whole objects, by the standard's XML."""

from datetime import date, timedelta

import pytest
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian
from unit.deid.objects import INSTANCE, KEY, STUDY, claim_of, ct, encoded, read
from unit.deid.standard_tables import OPTIONS, Row, attributes
from unit.deid.test_deid_sentinels import NOT_AT_TOP, SENTINEL, innermost, nested, planted
from unit.deid.test_deid_sentinels import Row as Planted

from bildstrom.deid.engine import Clean, deidentify
from bildstrom.deid.profile.options import combination
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.reading import parse_profile
from bildstrom.dicom.projects import Project
from bildstrom.dicom.pseudonym import date_shift_weeks, pseudonymous_uid

SETS = {option: (option,) for option in OPTIONS} | {
    "none": (),
    "all with full dates": tuple(option for option in OPTIONS if option != "retain-modified-dates"),
    "all with modified dates": tuple(option for option in OPTIONS if option != "retain-full-dates"),
}
TIMEZONE, ACCESSION, PATIENT_ID = 0x00080201, 0x00080050, 0x00100020


def by(raw: bytes, profile: Profile) -> Clean:
    project = Project(name="demo", called_ae_titles=("BILDSTROM",), profile=profile.name, key=KEY)
    return deidentify(raw, claim_of(raw, project), project, profiles={profile.name: profile})


def known(row: Row) -> Planted | None:
    """The attribute as it is planted; None: newer than the dictionary, so that pydicom could not read it back."""
    try:
        return Planted(row.tag, dictionary_VR(row.tag), row.basic, False)
    except KeyError:
        return None


def demand(row: Row, names: tuple[str, ...]) -> str:
    marks = {row.options.get(name, "") for name in names}
    return "C" if "C" in marks else "K" if "K" in marks else ""


def fault(row: Row, names: tuple[str, ...], before: DataElement, after: Dataset) -> str | None:
    """What is wrong with what became of an attribute."""
    kept, vr, wanted = after.get(row.tag), before.VR, demand(row, names)
    if row.tag >> 16 < 8 or wanted == "":
        return None  # whatever it is, the sentinels show that nothing of the value stayed
    if row.tag == TIMEZONE:  # planted as text that is no offset
        return None if kept is not None and kept.is_empty else "not emptied"
    if wanted == "C" and vr == "OB":
        return None
    if kept is None:
        return "gone"
    if vr == "SQ":
        return None if len(kept.value) == 1 else "no items"
    if wanted == "K" or vr == "TM":
        return None if kept.value == before.value else "not kept"
    if vr in ("DA", "DT"):
        moved = date.fromisoformat(before.value) + timedelta(weeks=date_shift_weeks(KEY, "PID-0815"))
        return None if kept.value == moved.strftime("%Y%m%d") else "not shifted"
    return None if kept.value and kept.value != before.value else "not cleaned"


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
@pytest.mark.parametrize("depth", [0, 1])
@pytest.mark.parametrize("name", SETS)
@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
def test_what_options_say_is_kept_is_kept_and_nothing_else(name: str, depth: int, syntax: str) -> None:
    rows = [row for row in attributes() if depth or (row.tag >> 16 >= 8 and row.tag not in NOT_AT_TOP)]
    elements = {row.tag: planted(what, i) for i, row in enumerate(rows) if (what := known(row)) is not None}
    inner = Dataset() if depth else ct()
    for element in elements.values():
        inner.add(element)
    dataset = ct() if depth else inner
    if depth:
        dataset.update(nested(inner, depth))
    result = by(encoded(dataset, syntax), Profile("tested", combination(SETS[name])))
    after = innermost(read(result.data), depth)
    rows = [row for row in rows if row.tag in elements]
    faults = {f"{row.tag:08X}": wrong for row in rows if (wrong := fault(row, SETS[name], elements[row.tag], after))}
    assert faults == {}
    may_stay = {row.tag for row in rows if row.tag >> 16 >= 8 and demand(row, SETS[name]) == "K"}
    found = set(SENTINEL.findall(result.data))
    texts = {int(mark[4:], 16) for mark in found if mark.startswith(b"SENT")}
    assert texts <= may_stay
    uids = {row.tag for row in rows if elements[row.tag].VR in ("UI", "SQ")} & may_stay
    assert (b"1.2.826.0.1.99." in found) is bool(uids and {"retain-uids", "retain-device-identity"} & set(SETS[name]))


def patient() -> bytes:
    return encoded(ct(PatientAge="093Y", PatientSize="1.83", PatientWeight="81.5", PatientSex="F", PregnancyStatus=4))


def test_patient_characteristics_stay_and_the_oldest_are_ninety() -> None:
    after = read(by(patient(), Profile("tested", combination(["retain-patient-characteristics"]))).data)
    assert (after.PatientAge, after.PatientSex, after.PregnancyStatus) == ("090Y", "F", 4)
    assert (after.PatientSize, after.PatientWeight) == (1.83, 81.5)
    without = read(by(patient(), Profile("tested")).data)
    assert ("PatientAge" in without, without.PatientSex, "PatientWeight" in without) == (False, "", False)


def test_measures_are_told_in_ranges_where_a_profile_wants_it() -> None:
    profile = parse_profile(
        "ranges",
        """
        options = ["retain-patient-characteristics"]
        [patient]
        age_band_years = 10
        size_step_metres = 0.1
        weight_step_kilograms = 10
        """,
    )
    after = read(by(encoded(ct(PatientAge="067Y", PatientSize="1.83", PatientWeight="81.5")), profile).data)
    assert (after.PatientAge, after.PatientSize, after.PatientWeight) == ("060Y", 1.8, 80)


def test_without_an_option_of_dates_none_stays_and_every_type_is_satisfied() -> None:
    raw = encoded(ct(SeriesDate="20240229", ContentDate="20240229", ContentTime="101112", ExpiryDate="20240301"))
    after = read(by(raw, Profile("tested")).data)
    assert (after.StudyDate, after.StudyTime) == ("", "")  # Z, Type 2
    assert "SeriesDate" not in after  # X/D, Type 3 in CT
    assert (after.ContentDate, after.ContentTime) == ("", "")  # Z/D, Type 2C in CT
    assert after.ExpiryDate == "19000101"  # not in the table
    assert after.LongitudinalTemporalInformationModified == "REMOVED"
    assert [item.CodeValue for item in after.DeidentificationMethodCodeSequence] == ["113100"]


def test_full_dates_stay() -> None:
    after = read(
        by(encoded(ct(AcquisitionDateTime="202402291011")), Profile("tested", combination(["retain-full-dates"]))).data
    )
    assert (after.StudyDate, after.StudyTime, after.AcquisitionDateTime) == ("20240229", "101112.345", "202402291011")
    assert after.LongitudinalTemporalInformationModified == "UNMODIFIED"


def test_retained_uids_stay_in_the_data_set_and_in_the_file_meta() -> None:
    after = read(by(encoded(ct()), Profile("tested", combination(["retain-uids"]))).data)
    assert (after.StudyInstanceUID, after.SOPInstanceUID) == (STUDY, INSTANCE)
    assert after.file_meta.MediaStorageSOPInstanceUID == INSTANCE


def test_descriptions_are_cleaned() -> None:
    raw = encoded(ct(StudyDescription="CT chest Mustermann", SeriesDescription="axial 5mm Dr. Huber"))
    after = read(by(raw, Profile("tested", combination(["clean-descriptors"]))).data)
    assert (after.StudyDescription, after.SeriesDescription) == ("CT chest", "axial 5mm")


def test_the_identity_profile_passes_bytes_as_they_are() -> None:
    raw = encoded(ct())
    result = by(raw, Profile("identity", unchanged=True))
    assert result.data == raw
    assert result.sha256 == claim_of(raw).sha256
    assert pseudonymous_uid(KEY, STUDY).encode() not in result.data
