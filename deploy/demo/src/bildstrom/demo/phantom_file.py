"""A slice of the synthetic chest CT as a Part 10 file."""

import io

import numpy as np
import numpy.typing as npt
from pydicom import Dataset, FileMetaDataset, dcmwrite
from pydicom.uid import ExplicitVRLittleEndian

from bildstrom.demo.phantom_headers import STORED_ZERO_HU


def encode(image: Dataset, hounsfield: npt.NDArray[np.int16]) -> bytes:
    """A Part 10 file of a header and its pixels."""
    image.PixelData = (hounsfield - STORED_ZERO_HU).astype("<u2").tobytes()
    image["PixelData"].VR = "OW"
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = image.SOPClassUID
    meta.MediaStorageSOPInstanceUID = image.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    image.file_meta = meta
    file = io.BytesIO()
    dcmwrite(file, image, enforce_file_format=True)
    return file.getvalue()
