"""Plain CT images for tests of the geometry: a stack whose voxels tell their slice."""

import numpy as np
from pydicom import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)


def image(number: int, position: tuple[float, float, float], orientation: tuple[float, ...] = AXIAL) -> Dataset:
    """A CT image of 4 x 6 voxels with the stored value 1000 + ``number``, so -24 + ``number`` HU."""
    found = Dataset()
    found.file_meta = FileMetaDataset()
    found.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    found.SOPClassUID = CTImageStorage
    found.SOPInstanceUID = f"2.25.7.{number + 1}"
    found.FrameOfReferenceUID = "2.25.8"
    found.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    found.ImagePositionPatient = [f"{value:.6f}" for value in position]
    found.ImageOrientationPatient = [f"{value:.9f}" for value in orientation]
    found.PixelSpacing = ["0.7", "0.8"]
    found.Rows, found.Columns = 4, 6
    found.SamplesPerPixel, found.PhotometricInterpretation = 1, "MONOCHROME2"
    found.BitsAllocated, found.BitsStored, found.HighBit, found.PixelRepresentation = 16, 12, 11, 0
    found.RescaleSlope, found.RescaleIntercept = "1", "-1024"
    found.PixelData = np.full((4, 6), 1000 + number, "<u2").tobytes()
    found["PixelData"].VR = "OW"
    return found


def stack(heights: list[float], orientation: tuple[float, ...] = AXIAL) -> list[Dataset]:
    """Axial images at these heights; image ``i`` has number ``i``."""
    return [image(number, (-10.0, -20.0, height), orientation) for number, height in enumerate(heights)]
