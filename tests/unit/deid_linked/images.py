"""Images that the objects of a study refer to, and references to them."""

from functools import cache

import pydicom
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian
from unit.deid.objects import ROOT, ct

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
