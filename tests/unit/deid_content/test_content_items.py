"""Content items that the table omits or that are spelled in older ways, and references between items."""

from datetime import date, timedelta

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from unit.deid.objects import KEY, ct
from unit.deid_content.reports import Name, cleaned, code, item, report

from bildstrom.dicom.pseudonym import date_shift_weeks, pseudonymous_uid

LOCAL = ("4711", "99SITE", "Local concept")
TRACKING = ("112039", "DCM", "Tracking Identifier")
LENGTH = ("410668003", "SCT", "Length")
GROUP = ("125007", "DCM", "Measurement Group")
COMMENT = ("121106", "DCM", "Comment")
SHIFT = timedelta(weeks=date_shift_weeks(KEY, "PID-0815"))


@pytest.mark.parametrize(
    "name",
    [
        ("271921002", "SCT", "ECG Finding"),
        ("F-00033", "SRT", "ECG Finding"),
        ("F-00033", "SNM3", "ECG Finding"),
        ("F-00033", "99SDM", "ECG Finding"),
        (" F-00033", "srt ", "whatever"),
    ],
)
def test_a_retired_spelling_of_a_code_means_the_same(name: Name) -> None:
    after = cleaned(report(item("TEXT", name, "SENTINEL")))
    assert [found.TextValue for found in after.ContentSequence] == ["REMOVED"]  # X/D
    spoken = cleaned(report(item("TEXT", name, "normal Zzyzx")), "clean-descriptors")
    assert [found.TextValue for found in spoken.ContentSequence] == ["normal"]


@pytest.mark.parametrize("scheme", ["NCDR [2.0b]", "NCDR"])
def test_a_registry_is_the_same_in_any_version(scheme: str) -> None:
    name = ("53", scheme, "Procedure Number in this admission")
    assert "ContentSequence" not in cleaned(report(item("TEXT", name, "SENTINEL")), "clean-descriptors")


def test_a_code_counts_wherever_its_value_stands() -> None:
    long, urn, equivalent = (item("TEXT", LOCAL, "SENTINEL") for _ in range(3))
    coded = long.ConceptNameCodeSequence[0]
    del coded.CodeValue
    coded.LongCodeValue, coded.CodingSchemeDesignator = "121106", "DCM"
    coded = urn.ConceptNameCodeSequence[0]
    del coded.CodeValue
    coded.URNCodeValue, coded.CodingSchemeDesignator = "121106", "DCM"
    equivalent.ConceptNameCodeSequence[0].EquivalentCodeSequence = Sequence([code(*COMMENT)])
    assert "ContentSequence" not in cleaned(report(long, urn, equivalent))


@pytest.mark.parametrize("name", [LOCAL, None, LENGTH], ids=["local", "without a name", "standard"])
def test_what_the_table_omits_is_treated_by_its_value_type(name: Name | None) -> None:
    after = cleaned(
        report(
            item("TEXT", name, "SENTINEL"),
            item("PNAME", name, "SENTINEL^Petra"),
            item("DATE", name, "19310203"),
            item("DATETIME", name, "19310203101112"),
            item("TIME", name, "101112"),
            item("UIDREF", name, "1.2.3.4"),
            item("NUM", name, "31.4"),
            item("CODE", name, LENGTH),
            item("IMAGE", name, "1.2.3.4"),
        )
    )
    text, person, day, moment, hour, uid, number, coded, image = after.ContentSequence
    moved = (date(1931, 2, 3) + SHIFT).strftime("%Y%m%d")
    assert (text.TextValue, str(person.PersonName)) == ("REMOVED", "ANONYMOUS")
    assert (day.Date, moment.DateTime, hour.Time) == (moved, f"{moved}101112", "101112")
    assert str(uid.UID) == pseudonymous_uid(KEY, "1.2.3.4")
    assert number.MeasuredValueSequence[0].NumericValue == 31.4
    assert number.MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0].CodeValue == "mm"
    assert coded.ConceptCodeSequence[0].CodeMeaning == "Length"
    assert image.ReferencedSOPSequence[0].ReferencedSOPInstanceUID == pseudonymous_uid(KEY, "1.2.3.4")


def test_of_text_that_the_table_omits_known_words_stay_where_descriptors_are_cleaned() -> None:
    content = [item("TEXT", LOCAL, "solid nodule"), item("TEXT", LOCAL, "nodule, Dr. Weber 0511-47110815")]
    texts = [found.TextValue for found in cleaned(report(*content), "clean-descriptors").ContentSequence]
    assert texts == ["solid nodule", "nodule"]


@pytest.mark.parametrize(
    ("number", "unit", "told"),
    [
        ("47.5", "a", "47.5"),
        ("93", "a", "90"),
        ("1100", "mo", "1080"),
        ("700", "d", "700"),
        ("-1", "a", "90"),
        ("47", "kg", None),
    ],
)
def test_an_age_of_ninety_or_more_is_ninety(number: str, unit: str, told: str | None) -> None:
    age = item("NUM", ("121033", "DCM", "Subject Age"), number)
    age.MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0].CodeValue = unit
    age.MeasuredValueSequence[0].FloatingPointValue = float(number)
    after = cleaned(report(age), "retain-patient-characteristics").ContentSequence[0].MeasuredValueSequence
    assert [str(value.NumericValue) for value in after] == ([told] if told else [])
    assert ["FloatingPointValue" in value for value in after] == ([False] if told else [])


def test_fetuses_are_told_apart_without_their_names() -> None:
    name = ("11951-1", "LN", "Fetus ID")
    texts = [item("TEXT", name, text) for text in ("Anna ", "Berta", "Anna")]
    assert [found.TextValue for found in cleaned(report(*texts)).ContentSequence] == [
        "REMOVED 1",
        "REMOVED 2",
        "REMOVED 1",
    ]


def test_a_measurement_keeps_the_name_of_its_lesion_but_not_that_of_the_patient() -> None:
    content = [item("TEXT", TRACKING, "Lesion 1"), item("TEXT", TRACKING, "Mustermann 1")]
    assert [found.TextValue for found in cleaned(report(*content)).ContentSequence] == ["Lesion 1", "REMOVED"]


def test_a_name_in_one_item_is_found_in_the_text_of_another() -> None:
    observer = item("PNAME", ("121008", "DCM", "Person Observer Name"), "Seltenname^Petra")
    after = cleaned(report(observer, item("TEXT", TRACKING, "read by Dr. Seltenname")))
    assert [str(after.ContentSequence[0].PersonName), after.ContentSequence[1].TextValue] == ["ANONYMOUS", "REMOVED"]


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("DATETIME", ("121031", "DCM", "Subject Birth Date"), "19310203"),
        ("PNAME", ("121030", "DCM", "Subject ID"), "SENTINEL"),
        ("COMPOSITE", ("121080", "DCM", "Best illustration of finding"), "1.2.3.4"),
    ],
)
def test_a_listed_concept_in_another_value_type_of_its_kind_is_treated_alike(kind: str, name: Name, value: str) -> None:
    after = cleaned(report(item(kind, name, value)))
    listed_as_dummy = name[0] == "121030"  # X/D
    assert [str(found.PersonName) for found in after.get("ContentSequence", [])] == ["ANONYMOUS"] * listed_as_dummy


def test_a_coded_finding_is_no_free_text() -> None:
    site = item("CODE", ("363698007", "SCT", "Finding Site"), ("39607008", "SCT", "Lung"))
    finding = item("CODE", ("121071", "DCM", "Finding"), ("27925004", "SCT", "Nodule"), site)
    after = cleaned(report(finding)).ContentSequence[0]
    assert after.ConceptCodeSequence[0].CodeMeaning == "Nodule"
    assert after.ContentSequence[0].ConceptCodeSequence[0].CodeMeaning == "Lung"


def test_content_of_other_sequences_is_treated_like_that_of_reports() -> None:
    steps, protocol = Dataset(), code("1", "99SITE", "Protocol")
    specimen = item("TEXT", ("121041", "DCM", "Specimen Identifier"), "SENTINEL")
    steps.SpecimenPreparationStepContentItemSequence = Sequence([specimen, item("CODE", LOCAL, LENGTH)])
    described = Dataset()
    described.SpecimenIdentifier, described.SpecimenUID = "S-1", "1.2.3.4"
    described.SpecimenPreparationSequence = Sequence([steps])
    modified = item("NUM", LENGTH, "31.4")
    modified.ContentItemModifierSequence = Sequence([item("TEXT", COMMENT, "SENTINEL")])
    protocol.ProtocolContextSequence = Sequence([modified])
    after = cleaned(
        ct(
            AcquisitionContextSequence=Sequence(
                [item("TEXT", COMMENT, "SENTINEL"), item("TEXT", TRACKING, "Lesion 1")]
            ),
            SpecimenDescriptionSequence=Sequence([described]),
            PerformedProtocolCodeSequence=Sequence([protocol]),
        )
    )
    assert [found.TextValue for found in after.AcquisitionContextSequence] == ["Lesion 1"]
    assert "SENTINEL" not in str(after)
