"""An object's elements in explicit VR little endian, in the child process: all but the pixels (PS3.5 A.2)."""

from io import BytesIO

from pydicom import Dataset, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset
from pydicom.uid import ExplicitVRLittleEndian

from bildstrom.runtime.children.messages import Head

_TABLES = ("ExtendedOffsetTable", "ExtendedOffsetTableLengths")


def rewritten(before: Dataset, behind: Dataset, changes: Head) -> tuple[bytes, bytes]:
    """The Part 10 file up to the pixels, and what stands behind them.

    Args:
        before: the elements before the pixels, with file meta information where there is any.
        behind: those after them.
        changes: attributes that decoded pixels have other values of, by keyword.
    """
    meta = before.file_meta if hasattr(before, "file_meta") else FileMetaDataset()
    meta.MediaStorageSOPClassUID = before.SOPClassUID
    meta.MediaStorageSOPInstanceUID = before.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    before.file_meta = meta
    for keyword in _TABLES:
        if keyword in before:
            del before[keyword]
    for keyword, value in changes.items():
        setattr(before, keyword, value)
    first = BytesIO()
    dcmwrite(first, before, implicit_vr=False, little_endian=True, enforce_file_format=True)
    last = DicomBytesIO()
    last.is_implicit_VR, last.is_little_endian = False, True
    write_dataset(last, behind)
    return first.getvalue(), last.getvalue()
