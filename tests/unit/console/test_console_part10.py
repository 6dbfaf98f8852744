"""What the sender reads of a file, against pydicom's reading of the same file."""

from pathlib import Path

import pydicom
import pytest
from pydicom.data import get_testdata_file

from bildstrom.console.send.part10 import FileMeta, read_file_meta


def example(name: str) -> Path:
    path = get_testdata_file(name)
    assert isinstance(path, str)
    return Path(path)


@pytest.mark.parametrize("name", ["CT_small.dcm", "MR_small_RLE.dcm", "image_dfl.dcm", "rtplan.dcm", "test-SR.dcm"])
def test_the_file_meta_is_what_pydicom_reads(name: str) -> None:
    data = example(name).read_bytes()
    meta = pydicom.filereader.read_file_meta_info(example(name))

    found = read_file_meta(data)

    assert found == FileMeta(
        str(meta.MediaStorageSOPClassUID),
        str(meta.MediaStorageSOPInstanceUID),
        str(meta.TransferSyntaxUID),
        132 + 12 + meta.FileMetaInformationGroupLength,
    )


def test_a_directory_is_not_an_object() -> None:
    assert read_file_meta(example("dicomdirtests/DICOMDIR").read_bytes()) is None


def test_a_file_without_the_prefix_is_not_dicom() -> None:
    assert read_file_meta(example("no_meta.dcm").read_bytes()) is None
    assert read_file_meta(b"") is None
    assert read_file_meta(b"<html>" * 100) is None


def test_a_meta_group_that_is_cut_is_not_read() -> None:
    data = example("CT_small.dcm").read_bytes()
    whole = read_file_meta(data)
    assert whole is not None

    assert [read_file_meta(data[:length]) for length in range(whole.offset + 1)] == [None] * (whole.offset + 1)
