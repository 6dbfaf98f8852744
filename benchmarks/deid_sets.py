"""Objects to de-identify: five kinds as modalities write them, many instances of one study each. Invented patients."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np
from pydicom import dcmread
from pydicom._dicom_dict import DicomDictionary
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    ComprehensiveSRStorage,
    CTImageStorage,
    EnhancedCTImageStorage,
    ExplicitVRLittleEndian,
    UltrasoundImageStorage,
)

from bildstrom.demo.phantom import ChestPhantom

_ROOT = "1.2.826.0.1.3680043.10.5678"
FRAMES = 1000
_LISTED = frozenset([0x00189367, 0x00189371, 0x00189373])  # X-ray sources, by name


@dataclass(frozen=True, slots=True)
class ObjectSet:
    """Files of one kind in a folder.

    Attributes:
        elements: of one of them, items' elements included.
        size: of one of them in bytes, on average.
    """

    name: str
    folder: Path
    files: tuple[Path, ...]
    elements: int
    size: int


def written(name: str, folder: Path, datasets: Iterator[Dataset], syntax: UID = ExplicitVRLittleEndian) -> ObjectSet:
    """Write a set of files."""
    place = folder / name
    place.mkdir(parents=True)
    files, elements = list[Path](), 0
    for number, dataset in enumerate(datasets):
        path = place / f"{number:05d}.dcm"
        path.write_bytes(encoded(dataset, syntax))
        files.append(path)
        elements = elements or sum(1 for _ in dataset.iterall())
    return ObjectSet(name, place, tuple(files), elements, _size(files))


def of_bytes(name: str, folder: Path, files: Iterator[bytes]) -> ObjectSet:
    """The same for files that are written already."""
    place = folder / name
    place.mkdir(parents=True)
    paths = []
    for number, data in enumerate(files):
        paths.append(place / f"{number:05d}.dcm")
        paths[-1].write_bytes(data)
    return ObjectSet(name, place, tuple(paths), sum(1 for _ in dcmread(paths[0]).iterall()), _size(paths))


def _size(files: list[Path]) -> int:
    return sum(path.stat().st_size for path in files) // len(files)


def encoded(dataset: Dataset, syntax: UID) -> bytes:
    """A Part 10 file."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = dataset.SOPClassUID, dataset.SOPInstanceUID
    file = FileDataset("", dataset, file_meta=meta, preamble=bytes(128))
    target = io.BytesIO()
    file.save_as(target, enforce_file_format=True)
    return target.getvalue()


def small_ct(objects: int) -> Iterator[Dataset]:
    """CT of 39 kB with 262 elements: codes, references, private blocks, a dose sequence, as scanners write them."""
    return (_small_ct(number) for number in range(objects))


def large_ct(objects: int) -> Iterator[bytes]:
    """CT 512 x 512 of a phantom, with the header of the demo."""
    return (data for _, data in ChestPhantom(seed=1, slices=objects).files())


def _base(sop_class: UID, modality: str, number: int) -> Dataset:
    item = Dataset()
    item.SpecificCharacterSet = "ISO_IR 100"
    item.SOPClassUID, item.SOPInstanceUID = sop_class, f"{_ROOT}.1.2.{number + 1}"
    item.StudyDate = item.SeriesDate = item.AcquisitionDate = item.ContentDate = "20240229"
    item.StudyTime, item.SeriesTime, item.ContentTime = "101112.345", "101530.120000", f"1016{number % 60:02d}.5"
    item.AccessionNumber, item.Modality, item.Manufacturer = "ACC4711", modality, "ACME Medical"
    item.InstitutionName, item.InstitutionAddress = "St. Elsewhere General Hospital", "1 Example Road, Sometown"
    item.ReferringPhysicianName, item.OperatorsName = "Grünwald^Petra", "Weber^Hans"
    item.StationName, item.ManufacturerModelName, item.DeviceSerialNumber = "CT0815", "Spiralomat 64", "SN-4711-12"
    item.StudyDescription, item.SeriesDescription = "CT Thorax mit KM", "Thorax 1.5 B30f"
    item.PatientName, item.PatientID = "Mustermann^Max^Theodor", "PID-0815-4711"
    item.PatientBirthDate, item.PatientSex, item.PatientAge = "19500102", "M", "074Y"
    item.PatientWeight, item.PatientAddress = "81.5", "Musterweg 7, 30625 Hannover"
    item.StudyInstanceUID, item.SeriesInstanceUID = f"{_ROOT}.1", f"{_ROOT}.1.2"
    item.FrameOfReferenceUID = f"{_ROOT}.9"
    item.StudyID, item.SeriesNumber, item.InstanceNumber = "S-77", "3", str(number + 1)
    return item


def _pixels(item: Dataset, rows: int, columns: int, seed: int) -> None:
    item.SamplesPerPixel, item.PhotometricInterpretation = 1, "MONOCHROME2"
    item.Rows, item.Columns, item.PixelSpacing = rows, columns, ["0.703125", "0.703125"]
    item.BitsAllocated, item.BitsStored, item.HighBit, item.PixelRepresentation = 16, 12, 11, 0
    item.RescaleIntercept, item.RescaleSlope = "-1024", "1"
    item.WindowCenter, item.WindowWidth = ["40", "-500"], ["400", "1500"]
    item.PixelData = Random(seed).randbytes(rows * columns * 2)
    item["PixelData"].VR = "OW"


def _code(value: str, scheme: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def _reference(sop_class: UID, uid: str) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = sop_class, uid
    return item


def _small_ct(number: int) -> Dataset:
    item = _base(CTImageStorage, "CT", number)
    _pixels(item, 131, 131, number)
    item.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL", "CT_SOM5 SPI"]
    item.KVP, item.SliceThickness, item.XRayTubeCurrent, item.ExposureTime = "120", "1.5", "180", "500"
    item.ImagePositionPatient = ["-180.1484375", "-312.6484375", f"{-100 - 1.5 * number:.1f}"]
    item.ImageOrientationPatient, item.SliceLocation = ["1", "0", "0", "0", "1", "0"], f"{-100 - 1.5 * number:.1f}"
    item.ConvolutionKernel, item.PatientPosition, item.ProtocolName = "B30f", "HFS", "Thorax Routine"
    item.GantryDetectorTilt, item.TableHeight, item.RotationDirection = "0", "150.5", "CW"
    item.FilterType, item.DataCollectionDiameter, item.ReconstructionDiameter = "FLAT", "500", "360"
    item.SpiralPitchFactor, item.CTDIvol, item.SingleCollimationWidth = 1.2, 8.45, 0.6
    item.ReferencedImageSequence = [_reference(CTImageStorage, f"{_ROOT}.1.1.{n}") for n in range(6)]
    item.SourceImageSequence = [_reference(CTImageStorage, f"{_ROOT}.1.3.{n}") for n in range(6)]
    item.ProcedureCodeSequence = [_code("CTTHX", "99ACME", "CT Thorax")]
    item.AnatomicRegionSequence = [_code("51185008", "SCT", "Thorax")]
    item.CTDIPhantomTypeCodeSequence = [_code("113691", "DCM", "IEC Body Dosimetry Phantom")]
    request = Dataset()
    request.RequestedProcedureDescription, request.RequestedProcedureID = "CT Thorax", "RP-99"
    request.ScheduledProcedureStepID, request.ScheduledProcedureStepDescription = "SPS-12", "Thorax nativ"
    request.ScheduledProtocolCodeSequence = [_code("CTTHX1", "99ACME", "Thorax nativ")]
    item.RequestAttributesSequence = [request]
    for group, creator, count in ((0x0019, "ACME CT 1", 24), (0x0021, "ACME MED", 24), (0x0029, "ACME CSA", 24)):
        block = item.private_block(group, creator, create=True)
        for place in range(count):
            vr, value = (("LO", f"private {place}"), ("DS", f"{place}.5"), ("US", place))[place % 3]
            block.add_new(place, vr, value)
    _fill(item, 262)
    return item


def _fill(item: Dataset, elements: int) -> None:
    """Add numbers and codes of group 0018, as scanners have dozens of them, up to a count of elements."""
    missing = elements - sum(1 for _ in item.iterall())
    values = {"DS": "1.25", "IS": "12", "CS": "NORMAL", "FD": 2.5}
    for tag, (vr, multiplicity, _, retired, _) in sorted(DicomDictionary.items()):
        fits = tag >> 16 == 0x0018 and vr in values and multiplicity == "1" and not retired and tag not in _LISTED
        if missing > 0 and fits and tag not in item:
            item.add_new(tag, vr, values[vr])
            missing -= 1


def enhanced_ct(objects: int, frames: int = FRAMES) -> Iterator[Dataset]:
    """Enhanced CT multi-frame with functional groups for each frame."""
    return (_enhanced(number, frames) for number in range(objects))


def _enhanced(number: int, frames: int) -> Dataset:
    item = _base(EnhancedCTImageStorage, "CT", number)
    _pixels(item, 32, 32 * frames, number)
    item.Columns, item.NumberOfFrames = 32, frames
    item.Rows = 32
    del item.WindowCenter, item.WindowWidth, item.RescaleIntercept, item.RescaleSlope, item.PixelSpacing
    shared = Dataset()
    shared.PixelMeasuresSequence = [_values(PixelSpacing=["0.7", "0.7"], SliceThickness="1")]
    shared.CTImageFrameTypeSequence = [_values(FrameType=["ORIGINAL", "PRIMARY", "VOLUME", "NONE"])]
    item.SharedFunctionalGroupsSequence = [shared]
    item.PerFrameFunctionalGroupsSequence = [_frame(number, frame) for frame in range(frames)]
    return item


def _frame(number: int, frame: int) -> Dataset:
    group = Dataset()
    group.FrameContentSequence = [
        _values(
            FrameAcquisitionNumber=1,
            FrameReferenceDateTime=f"20240229101112.{frame:06d}",
            FrameAcquisitionDateTime=f"20240229101112.{frame:06d}",
            FrameAcquisitionDuration=500.0,
            DimensionIndexValues=[1, frame + 1],
            StackID="1",
            InStackPositionNumber=frame + 1,
        )
    ]
    group.PlanePositionSequence = [_values(ImagePositionPatient=["-180", "-312", f"{frame}.5"])]
    group.PlaneOrientationSequence = [_values(ImageOrientationPatient=["1", "0", "0", "0", "1", "0"])]
    group.PixelValueTransformationSequence = [_values(RescaleIntercept="-1024", RescaleSlope="1", RescaleType="HU")]
    group.FrameVOILUTSequence = [_values(WindowCenter="40", WindowWidth="400")]
    group.CTExposureSequence = [_values(ExposureTimeInms=500.0, XRayTubeCurrentInmA=180.0 + frame % 7)]
    reference = _reference(CTImageStorage, f"{_ROOT}.{number}.5.{frame}")
    reference.PurposeOfReferenceCodeSequence = [_code("121311", "DCM", "Localizer")]
    group.ReferencedImageSequence = [reference]
    return group


def _values(**attributes: object) -> Dataset:
    item = Dataset()
    for keyword, value in attributes.items():
        setattr(item, keyword, value)
    return item


def reports(objects: int) -> Iterator[Dataset]:
    """Comprehensive structured reports with 120 measurements."""
    return (_report(number) for number in range(objects))


def _report(number: int) -> Dataset:
    item = _base(ComprehensiveSRStorage, "SR", number)
    item.CompletionFlag, item.VerificationFlag, item.ValueType = "COMPLETE", "UNVERIFIED", "CONTAINER"
    item.ContinuityOfContent = "SEPARATE"
    item.ConceptNameCodeSequence = [_code("126000", "DCM", "Imaging Measurement Report")]
    observer = _content("PNAME", _code("121008", "DCM", "Person Observer Name"), PersonName="Weber^Hans")
    text = _content("TEXT", _code("121106", "DCM", "Comment"), TextValue="Herr Mustermann, Kontrolle in 3 Monaten")
    item.ContentSequence = [observer, text, *(_measurement(place) for place in range(120))]
    return item


def _content(kind: str, concept: Dataset, **attributes: object) -> Dataset:
    return _values(RelationshipType="CONTAINS", ValueType=kind, ConceptNameCodeSequence=[concept], **attributes)


def _measurement(place: int) -> Dataset:
    value = _values(NumericValue=f"{place}.5", MeasurementUnitsCodeSequence=[_code("mm", "UCUM", "mm")])
    return _content("NUM", _code("410668003", "SCT", "Length"), MeasuredValueSequence=[value])


def ultrasound(objects: int) -> Iterator[Dataset]:
    """Ultrasound images, JPEG compressed, whose device says that no text is burned in."""
    return (_ultrasound(number) for number in range(objects))


def _ultrasound(number: int) -> Dataset:
    item = _base(UltrasoundImageStorage, "US", number)
    _pixels(item, 480, 640, number)
    item.SamplesPerPixel, item.PhotometricInterpretation, item.PlanarConfiguration = 3, "YBR_FULL_422", 0
    item.BitsAllocated = item.BitsStored = 8
    item.HighBit, item.ImageType, item.BurnedInAnnotation = 7, ["ORIGINAL", "PRIMARY"], "NO"
    del item.RescaleIntercept, item.RescaleSlope, item.WindowCenter, item.WindowWidth
    noise = np.random.default_rng(number).integers(0, 60, (480, 640, 3), np.uint8)
    _, jpeg = cv2.imencode(".jpg", noise)
    item.PixelData = encapsulate([jpeg.tobytes()])
    item["PixelData"].VR = "OB"
    item["PixelData"].is_undefined_length = True
    return item
