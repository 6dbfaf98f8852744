"""Structured reports of the cohort: measurements and dose, with people in their content."""

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ComprehensiveSRStorage, XRayRadiationDoseSRStorage
from score_key import Kind, Planted
from score_phi import Person


def _code(value: str, scheme: str, meaning: str) -> Dataset:
    made = Dataset()
    made.CodeValue, made.CodingSchemeDesignator, made.CodeMeaning = value, scheme, meaning
    return made


def _item(kind: str, name: tuple[str, str, str], keyword: str = "", value: object = None) -> Dataset:
    made = Dataset()
    made.RelationshipType, made.ValueType = "CONTAINS", kind
    made.ConceptNameCodeSequence = Sequence([_code(*name)])
    if keyword:
        setattr(made, keyword, value)
    return made


def _number(name: tuple[str, str, str], value: str, unit: str) -> Dataset:
    measured = Dataset()
    measured.NumericValue = value
    measured.MeasurementUnitsCodeSequence = Sequence([_code(unit, "UCUM", unit)])
    return _item("NUM", name, "MeasuredValueSequence", Sequence([measured]))


def _root(planted: Planted, sop_class: str, title: tuple[str, str, str], content: list[Dataset]) -> None:
    planted.put("SOPClassUID", sop_class)
    planted.put("ValueType", "CONTAINER")
    planted.put("ConceptNameCodeSequence", Sequence([_code(*title)]))
    planted.put("ContinuityOfContent", "SEPARATE")
    planted.put("CompletionFlag", "COMPLETE")
    planted.put("VerificationFlag", "UNVERIFIED")
    planted.put("PerformedProcedureCodeSequence", Sequence([]))
    planted.put("ContentSequence", Sequence(content))
    planted.expect(Kind.TAG_RETAINED, "ContentSequence")


def measurement_report(planted: Planted, who: Person, image: Dataset) -> None:
    """A lesion's size, who measured it, and what else somebody typed."""
    reference = Dataset()
    reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID = image.SOPClassUID, image.SOPInstanceUID
    size = _number(("410668003", "SCT", "Length"), "31.4", "mm")
    size.ContentSequence = Sequence(
        [_item("IMAGE", ("121112", "DCM", "Source of Measurement"), "ReferencedSOPSequence", Sequence([reference]))]
    )
    content = [
        _item("PNAME", ("121008", "DCM", "Person Observer Name"), "PersonName", f"{who.staff[0]}^Dr."),
        _item("TEXT", ("121009", "DCM", "Person Observer's Organization Name"), "TextValue", who.hospital),
        _item("TEXT", ("112039", "DCM", "Tracking Identifier"), "TextValue", "Lesion 1"),
        _item("TEXT", ("121071", "DCM", "Finding"), "TextValue", f"nodule, compared by {who.staff[2]}"),
        _item("TEXT", ("121106", "DCM", "Comment"), "TextValue", f"{who.given} {who.family} called {who.phone}"),
        _item("TEXT", ("99001", "99SITE", "Note"), "TextValue", f"see {who.number}"),
        size,
    ]
    _root(planted, ComprehensiveSRStorage, ("126000", "DCM", "Imaging Measurement Report"), content)
    for value in (who.staff[0], who.hospital, who.staff[2], who.phone, f"see {who.number}"):
        planted.expect(Kind.TEXT_REMOVED, value=value, subject="report text")
    for value in ("Lesion 1", "31.4", "Length"):
        planted.expect(Kind.TEXT_RETAINED, value=value, subject="measurement")
    place = "ContentSequence.-1.ContentSequence.0.ReferencedSOPSequence.0.ReferencedSOPInstanceUID"
    planted.expect(Kind.UID_CHANGED, place, str(image.SOPInstanceUID), subject="image of a measurement")
    planted.expect(Kind.UID_CONSISTENT, place, str(image.SOPInstanceUID), subject="image of a measurement")


def dose_report(planted: Planted, who: Person, _image: Dataset) -> None:
    """What the scanner says about the dose."""
    day = planted.dataset.StudyDate
    content = [
        _item("TEXT", ("121016", "DCM", "Device Observer Serial Number"), "TextValue", f"SN-{who.accession}"),
        _item("DATETIME", ("113809", "DCM", "Start of X-Ray Irradiation"), "DateTime", f"{day}101112"),
        _item("TEXT", ("125203", "DCM", "Acquisition Protocol"), "TextValue", f"Thorax {who.family}"),
        _item("UIDREF", ("113769", "DCM", "Irradiation Event UID"), "UID", f"{planted.dataset.StudyInstanceUID}.5"),
        _number(("113838", "DCM", "DLP"), "402.7", "mGy.cm"),
    ]
    _root(planted, XRayRadiationDoseSRStorage, ("113701", "DCM", "X-Ray Radiation Dose Report"), content)
    for value in (f"SN-{who.accession}", f"Thorax {who.family}", f"{planted.dataset.StudyInstanceUID}.5"):
        planted.expect(Kind.TEXT_REMOVED, value=value, subject="dose report")
    planted.expect(Kind.TEXT_RETAINED, value="402.7", subject="dose")
