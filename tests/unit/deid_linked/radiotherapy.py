"""Objects of a study that are not images, reports or segmentations: radiotherapy, registration, real world values."""

from functools import cache

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from unit.deid.objects import ROOT, ct
from unit.deid_content.reports import code
from unit.deid_linked.images import FRAME, NAME_OF_KIND, STORAGE, STUDY, reference, sequence_item, slices


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
