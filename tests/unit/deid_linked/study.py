"""A study whose objects refer to each other: CT, PET, SEG, SR, key objects, presentation state, RT, in one patient."""

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import highdicom
import numpy as np
import pydicom
from highdicom import AlgorithmIdentificationSequence
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr.codedict import codes
from pydicom.uid import ExplicitVRLittleEndian
from unit.deid.objects import ROOT, ct
from unit.deid_content.reports import code

STORAGE = "1.2.840.10008.5.1.4.1.1."
STUDY, FRAME = f"{ROOT}.1", f"{ROOT}.9"
NAME_OF_KIND = {
    "CT": "2", "PT": "128", "SEG": "66.4", "SR": "88.34", "KO": "88.59", "PR": "11.1", "RTSTRUCT": "481.3",
    "RTPLAN": "481.5", "RTDOSE": "481.2", "REG": "66.1", "RWV": "67",
}  # fmt: skip


def reference(target: Dataset, **more: object) -> Dataset:
    """An item that refers to an instance."""
    made = Dataset()
    made.ReferencedSOPClassUID, made.ReferencedSOPInstanceUID = target.SOPClassUID, target.SOPInstanceUID
    for keyword, value in more.items():
        setattr(made, keyword, value)
    return made


def sequence_item(**values: object) -> Dataset:
    """A data set of these attributes."""
    made = Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


@cache
def slices(modality: str = "CT") -> tuple[Dataset, ...]:
    """Three slices of a series, readable as if they came from files."""
    made = []
    for number in range(1, 4):
        image = ct(
            SOPClassUID=STORAGE + NAME_OF_KIND[modality],
            SOPInstanceUID=f"{ROOT}.1.{3 if modality == 'PT' else 2}.{number}",
            SeriesInstanceUID=f"{ROOT}.1.{3 if modality == 'PT' else 2}",
            Modality=modality,
            InstanceNumber=str(number),
            SeriesNumber="1",
            StudyTime="101112",
            PatientPosition="HFS",
            PositionReferenceIndicator="",
            SliceThickness="2",
            ImagePositionPatient=["0", "0", str(2 * number)],
        )
        image.file_meta = pydicom.dataset.FileMetaDataset()
        image.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        made.append(image)
    return tuple(made)


def _general(number: int) -> dict[str, Any]:
    return {
        "series_instance_uid": f"{ROOT}.1.{number}",
        "series_number": number,
        "sop_instance_uid": f"{ROOT}.1.{number}.1",
        "instance_number": 1,
        "manufacturer": "ACME Medical",
    }


def _device() -> dict[str, Any]:
    return {"manufacturer_model_name": "Station", "software_versions": "1", "device_serial_number": "SN-4711"}


@cache
def segmentation() -> Dataset:
    """A SEG of the CT."""
    segment = highdicom.seg.SegmentDescription(
        segment_number=1,
        segment_label="Lesion",
        segmented_property_category=codes.SCT.MorphologicallyAbnormalStructure,
        segmented_property_type=codes.SCT.Lesion,
        algorithm_type=highdicom.seg.SegmentAlgorithmTypeValues.AUTOMATIC,
        algorithm_identification=AlgorithmIdentificationSequence(
            name="seg", family=codes.DCM.ArtificialIntelligence, version="1"
        ),
        tracking_uid=f"{ROOT}.77",
        tracking_id="Lesion 1",
    )
    mask = np.zeros((3, 4, 4), np.uint8)
    mask[:, 1:3, 1:3] = 1
    return highdicom.seg.Segmentation(
        list(slices()), mask, "BINARY", [segment], content_label="LESION", **_general(10), **_device()
    )


@cache
def measurements() -> Dataset:
    """A TID 1500 report on the segment."""
    sr = highdicom.sr
    observer = sr.ObserverContext(
        codes.DCM.Person, sr.PersonObserverIdentifyingAttributes(name="Seltenname^Petra", login_name="pseltenname")
    )
    group = sr.VolumetricROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier(f"{ROOT}.77", "Lesion 1"),
        referenced_segment=sr.ReferencedSegment(
            segmentation().SOPClassUID,
            segmentation().SOPInstanceUID,
            segment_number=1,
            source_series=sr.SourceSeriesForSegmentation(f"{ROOT}.1.2"),
        ),
        finding_type=codes.SCT.Lesion,
        measurements=[sr.Measurement(name=codes.SCT.Volume, value=1.5, unit=codes.UCUM.CubicMillimeter)],
    )
    content = sr.MeasurementReport(
        observation_context=sr.ObservationContext(observer_person_context=observer),
        procedure_reported=codes.LN.CTUnspecifiedBodyRegion,
        imaging_measurements=[group],
    )
    return sr.Comprehensive3DSR(
        evidence=[*slices(), segmentation()],
        content=content,
        is_complete=True,
        is_final=True,
        is_verified=True,
        verifying_observer_name="Seltenname^Petra",
        verifying_organization="SENTINEL Hospital",
        **_general(11),
    )


@cache
def key_objects() -> Dataset:
    """A selection of one slice and of the SEG."""
    selection = highdicom.ko.KeyObjectSelection(codes.DCM.OfInterest, [slices()[1], segmentation()])
    return highdicom.ko.KeyObjectSelectionDocument([slices()[1], segmentation()], selection, **_general(12))


@cache
def presentation_state() -> Dataset:
    """How the CT is shown."""
    return highdicom.pr.GrayscaleSoftcopyPresentationState(
        list(slices()),
        content_label="LUNG",
        voi_lut_transformations=[highdicom.pr.SoftcopyVOILUTTransformation(window_center=-600, window_width=1500)],
        **_general(13),
        **_device(),
    )


def _other(modality: str, number: int, **changes: object) -> Dataset:
    """A data set of the patient without an image's attributes."""
    made = ct(
        SOPClassUID=STORAGE + NAME_OF_KIND[modality],
        SOPInstanceUID=f"{ROOT}.1.{number}.1",
        SeriesInstanceUID=f"{ROOT}.1.{number}",
        Modality=modality,
        PixelData=None,
    )
    for keyword, value in changes.items():
        setattr(made, keyword, value)
    return made


@cache
def structures() -> Dataset:
    """An RT Structure Set drawn on the CT."""
    images = [reference(image) for image in slices()]
    series = sequence_item(SeriesInstanceUID=f"{ROOT}.1.2", ContourImageSequence=Sequence(images))
    study = sequence_item(
        ReferencedSOPClassUID="1.2.840.10008.3.1.2.3.1",
        ReferencedSOPInstanceUID=STUDY,
        RTReferencedSeriesSequence=Sequence([series]),
    )
    frame = sequence_item(FrameOfReferenceUID=FRAME, RTReferencedStudySequence=Sequence([study]))
    roi = sequence_item(ROINumber="1", ReferencedFrameOfReferenceUID=FRAME, ROIName="Lung", ROIGenerationAlgorithm="")
    contour = sequence_item(
        ContourImageSequence=Sequence([reference(slices()[0])]),
        ContourGeometricType="POINT",
        NumberOfContourPoints="1",
        ContourData=["1", "2", "2"],
    )
    return _other(
        "RTSTRUCT",
        20,
        StructureSetLabel="PLAN",
        ReferencedFrameOfReferenceSequence=Sequence([frame]),
        StructureSetROISequence=Sequence([roi]),
        ROIContourSequence=Sequence([sequence_item(ReferencedROINumber="1", ContourSequence=Sequence([contour]))]),
    )


@cache
def plan() -> Dataset:
    """An RT Plan on the structures."""
    return _other("RTPLAN", 21, RTPlanLabel="PLAN", ReferencedStructureSetSequence=Sequence([reference(structures())]))


@cache
def dose() -> Dataset:
    """An RT Dose of the plan."""
    return _other(
        "RTDOSE",
        22,
        PixelData=bytes(32),
        ReferencedRTPlanSequence=Sequence([reference(plan())]),
        ReferencedStructureSetSequence=Sequence([reference(structures())]),
    )


@cache
def registration() -> Dataset:
    """A Spatial Registration of the PET to the CT."""
    matrix = sequence_item(FrameOfReferenceTransformationMatrix=[1.0, 0.0, 0.0, 0.0] * 4)
    transform = sequence_item(MatrixSequence=Sequence([matrix]))
    registered = sequence_item(
        FrameOfReferenceUID=FRAME,
        ReferencedImageSequence=Sequence([reference(image) for image in slices("PT")]),
        MatrixRegistrationSequence=Sequence([transform]),
    )
    instances = Sequence([reference(image) for image in slices("PT")])
    series = sequence_item(SeriesInstanceUID=f"{ROOT}.1.3", ReferencedInstanceSequence=instances)
    return _other(
        "REG", 23, RegistrationSequence=Sequence([registered]), ReferencedSeriesSequence=Sequence([series])
    )  # fmt: skip


@cache
def real_world_values() -> Dataset:
    """A Real World Value Mapping of the PET."""
    mapping = sequence_item(
        RealWorldValueMappingSequence=Sequence(
            [
                sequence_item(
                    LUTExplanation="SUV",
                    LUTLabel="SUV",
                    RealWorldValueIntercept=0.0,
                    RealWorldValueSlope=0.5,
                    MeasurementUnitsCodeSequence=Sequence([code("{SUVbw}g/ml", "UCUM", "SUV")]),
                )
            ]
        ),
        ReferencedImageSequence=Sequence([reference(image) for image in slices("PT")]),
    )
    return _other("RWV", 24, ReferencedImageRealWorldValueMappingSequence=Sequence([mapping]))


PARTS: dict[str, Callable[[], Dataset]] = {
    "SEG": segmentation,
    "SR": measurements,
    "KO": key_objects,
    "PR": presentation_state,
    "RTSTRUCT": structures,
    "RTPLAN": plan,
    "RTDOSE": dose,
    "REG": registration,
    "RWV": real_world_values,
}


def whole_study() -> list[Dataset]:
    """Every object of it."""
    return [*slices(), *slices("PT"), *(make() for make in PARTS.values())]


def as_file(dataset: Dataset) -> bytes:
    """A Part 10 file."""
    buffer = io.BytesIO()
    copy = Dataset(dataset)
    copy.file_meta = pydicom.dataset.FileMetaDataset()
    copy.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    pydicom.dcmwrite(buffer, copy, enforce_file_format=True)
    return buffer.getvalue()
