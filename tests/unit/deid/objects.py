"""Objects for the tests of deid, written by pydicom: a small CT full of invented PHI, and how the engine is called."""

import hashlib
import io
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian

from bildstrom.deid.claim import Claim
from bildstrom.deid.engine import Clean, deidentify
from bildstrom.deid.quarantine import Quarantine
from bildstrom.dicom.identify import Identity, identify
from bildstrom.dicom.projects import Project
from bildstrom.events.v1 import events_pb2 as pb

KEY = bytes(range(32))
PROJECT = Project(name="demo", called_ae_titles=("BILDSTROM",), key=KEY)

ROOT = "1.2.826.0.1.3680043.10.1234"
STUDY, SERIES, INSTANCE = f"{ROOT}.1", f"{ROOT}.1.2", f"{ROOT}.1.2.3"


def ct(**changes: object) -> Dataset:
    """A CT of 4 x 4 pixels; ``changes`` sets attributes by keyword, None deletes one."""
    values: dict[str, object] = {
        "SpecificCharacterSet": "ISO_IR 100",
        "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
        "SOPClassUID": CTImageStorage,
        "SOPInstanceUID": INSTANCE,
        "StudyDate": "20240229",
        "StudyTime": "101112.345",
        "AccessionNumber": "ACC4711",
        "Modality": "CT",
        "Manufacturer": "ACME Medical",
        "ReferringPhysicianName": "Grünwald^Petra",
        "PatientName": "Mustermann^Max",
        "PatientID": "PID-0815",
        "PatientBirthDate": "19500102",
        "PatientSex": "M",
        "StudyInstanceUID": STUDY,
        "SeriesInstanceUID": SERIES,
        "StudyID": "S-77",
        "InstanceNumber": "1",
        "ImagePositionPatient": ["-1.5", "0", "2.25"],
        "ImageOrientationPatient": ["1", "0", "0", "0", "1", "0"],
        "FrameOfReferenceUID": f"{ROOT}.9",
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "Rows": 4,
        "Columns": 4,
        "PixelSpacing": ["0.5", "0.5"],
        "BitsAllocated": 16,
        "BitsStored": 16,
        "HighBit": 15,
        "PixelRepresentation": 1,
        "RescaleIntercept": "-1024",
        "RescaleSlope": "1",
        "PixelData": bytes(range(32)),
    }
    dataset = Dataset()
    for keyword, value in {**values, **changes}.items():
        if value is not None:
            setattr(dataset, keyword, value)
    return dataset


def encoded(dataset: Dataset, syntax: str = ExplicitVRLittleEndian, preamble: bytes = bytes(128)) -> bytes:
    """A Part 10 file of a data set; its file meta information names the sender, as a PACS's export would."""
    dataset = Dataset(dataset)
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.file_meta.ImplementationClassUID = UID(f"{ROOT}.777")
    dataset.file_meta.SourceApplicationEntityTitle = "PACS_OF_WARD_7"
    dataset.preamble = preamble
    buffer = io.BytesIO()
    pydicom.dcmwrite(buffer, dataset, enforce_file_format=True)
    return buffer.getvalue()


def claim_of(raw: bytes, project: Project = PROJECT) -> Claim:
    """What ``instance.received`` says about an object."""
    found = identify(raw)
    assert isinstance(found, Identity)
    return Claim(
        sop_class_uid=found.sop_class_uid,
        sop_instance_uid=project.uid_of(found.sop_instance_uid),
        study_uid=project.uid_of(found.study_uid),
        series_uid=project.uid_of(found.series_uid),
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def cleaned(raw: bytes, project: Project = PROJECT) -> Clean:
    """The object as the engine makes it."""
    return deidentify(raw, claim_of(raw, project), project)


def read(data: bytes) -> Dataset:
    """A file as pydicom reads it."""
    return pydicom.dcmread(io.BytesIO(data))


def wheel_files() -> list[Path]:
    """The files of pydicom's wheel that the edge would accept, good and bad ones."""
    folder = Path(pydicom.__path__[0]) / "data"
    candidates = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in candidates if isinstance(identify(path.read_bytes()), Identity))


def outcome(raw: bytes) -> Clean | pb.QuarantineReason.ValueType:
    """The clean object, or why it is kept back."""
    try:
        return cleaned(raw)
    except Quarantine as kept_back:
        return kept_back.reason
