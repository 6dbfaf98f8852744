"""Structured reports for the tests, written by pydicom item by item, and how their content is cleaned."""

import io

import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from unit.deid.objects import INSTANCE, KEY, ct, encoded

from bildstrom.deid.apply import Subject, apply
from bildstrom.deid.envelope import enveloped
from bildstrom.deid.identifiers import identifiers
from bildstrom.deid.profile.options import combination
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.rules import rules_for
from bildstrom.deid.stamp import stamped
from bildstrom.dicom.part10 import DataSet, open_file
from bildstrom.dicom.pseudonym import date_shift_weeks, pseudonymous_patient_id, pseudonymous_uid
from bildstrom.dicom.tree import read_tree

COMPREHENSIVE_3D = "1.2.840.10008.5.1.4.1.1.88.34"
CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"

Name = tuple[str, str, str]
_VALUES = {
    "TEXT": "TextValue",
    "PNAME": "PersonName",
    "DATE": "Date",
    "TIME": "Time",
    "DATETIME": "DateTime",
    "UIDREF": "UID",
}


def code(value: str, scheme: str, meaning: str) -> Dataset:
    """An item of a code sequence."""
    coded = Dataset()
    coded.CodeValue, coded.CodingSchemeDesignator, coded.CodeMeaning = value, scheme, meaning
    return coded


def item(
    kind: str, name: Name | None, value: object = None, *content: Dataset, relationship: str = "CONTAINS"
) -> Dataset:
    """A content item.

    Args:
        kind: value type.
        name: code value, coding scheme designator and code meaning of the concept name.
        value: text; of IMAGE, COMPOSITE and WAVEFORM an instance UID; of NUM a number; of CODE such as ``name``.
        content: items below it.
        relationship: to the item above it.
    """
    made = Dataset()
    made.RelationshipType, made.ValueType = relationship, kind
    if name is not None:
        made.ConceptNameCodeSequence = Sequence([code(*name)])
    if kind in _VALUES:
        setattr(made, _VALUES[kind], value)
    elif kind in ("IMAGE", "COMPOSITE", "WAVEFORM"):
        reference = Dataset()
        reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID = CT_IMAGE, value
        made.ReferencedSOPSequence = Sequence([reference])
    elif kind == "NUM":
        measured = Dataset()
        measured.NumericValue = value
        measured.MeasurementUnitsCodeSequence = Sequence([code("mm", "UCUM", "mm")])
        made.MeasuredValueSequence = Sequence([measured])
    elif kind == "CODE":
        assert isinstance(value, tuple)
        made.ConceptCodeSequence = Sequence([code(*value)])
    elif kind == "CONTAINER":
        made.ContinuityOfContent = "SEPARATE"
    if content:
        made.ContentSequence = Sequence(content)
    return made


def reference(*place: int, relationship: str = "INFERRED FROM") -> Dataset:
    """An item that refers to another by its place."""
    made = Dataset()
    made.RelationshipType, made.ReferencedContentItemIdentifier = relationship, list(place)
    return made


def report(*content: Dataset, **changes: object) -> Dataset:
    """A report of the patient of ``objects.ct``."""
    pixels = ("Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation", "PixelData")
    image = ("SamplesPerPixel", "PhotometricInterpretation", "PixelSpacing", "RescaleIntercept", "RescaleSlope")
    geometry = ("ImageType", "ImagePositionPatient", "ImageOrientationPatient", "FrameOfReferenceUID")
    dataset = ct(**dict.fromkeys((*pixels, *image, *geometry)))
    dataset.SOPClassUID, dataset.SOPInstanceUID, dataset.Modality = COMPREHENSIVE_3D, f"{INSTANCE}.88", "SR"
    dataset.ContentDate, dataset.ContentTime = "20240229", "101500"
    dataset.CompletionFlag, dataset.VerificationFlag = "PARTIAL", "UNVERIFIED"
    dataset.PerformedProcedureCodeSequence = Sequence([])
    dataset.ReferencedPerformedProcedureStepSequence = Sequence([])
    root = item("CONTAINER", ("126000", "DCM", "Imaging Measurement Report"), None, *content)
    del root.RelationshipType
    dataset.update(root)
    for keyword, value in changes.items():
        setattr(dataset, keyword, value)
    return dataset


def cleaned_bytes(raw: bytes, *options: str) -> bytes:
    """A file with the rules applied to it."""
    data_set = open_file(raw, 1 << 30)
    assert isinstance(data_set, DataSet)
    nodes = read_tree(data_set)
    assert isinstance(nodes, list)
    before = pydicom.dcmread(io.BytesIO(raw), stop_before_pixels=True)
    seed = str(before.get("PatientID", ""))
    profile = Profile("test", combination({"clean-structured-content", *options}))
    rules = rules_for(profile, str(before.SOPClassUID))
    names = identifiers(nodes, rules).names
    subject = Subject(KEY, date_shift_weeks(KEY, seed), data_set.encoding.explicit, names)
    clean = stamped(apply(nodes, subject, rules), pseudonymous_patient_id(KEY, seed), profile)
    instance = pseudonymous_uid(KEY, str(before.SOPInstanceUID))
    return enveloped(clean, str(before.SOPClassUID), instance, data_set.transfer_syntax)


def cleaned(dataset: Dataset, *options: str) -> Dataset:
    """A report with the rules applied to it; dates are modified unless the options say otherwise."""
    temporal = {"retain-full-dates", "no-dates"}.isdisjoint(options)
    chosen = {*options, "retain-modified-dates"} if temporal else set(options) - {"no-dates"}
    return pydicom.dcmread(io.BytesIO(cleaned_bytes(encoded(dataset), *sorted(chosen))))
