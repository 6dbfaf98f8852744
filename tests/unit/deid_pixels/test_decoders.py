"""Every compression that stills have, decoded in the child: files of pydicom's wheel, by their native twins."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import dcmread
from unit.deid.objects import wheel_files

from bildstrom.deid.paths import parted
from bildstrom.deid.pixels.eyes import Eyes
from bildstrom.deid.pixels.header import found
from bildstrom.deid.pixels.image import image_of
from bildstrom.deid.quarantine import Quarantine
from bildstrom.dicom.element import PIXEL_DATA

FILES = {path.name: path for path in wheel_files()}
# What stands in the ten stripes of pydicom's colour pictures, every ten lines, red, green and blue.
STRIPES = [
    (255, 0, 0), (255, 128, 128), (0, 255, 0), (128, 255, 128), (0, 0, 255),
    (128, 128, 255), (0, 0, 0), (64, 64, 64), (192, 192, 192), (255, 255, 255),
]  # fmt: skip


def decoded(name: str, eyes: Eyes) -> NDArray[np.uint8] | NDArray[np.int16]:
    """The samples of a file."""
    identity, _, nodes = parted(FILES[name].read_bytes())
    pixels = found(nodes, PIXEL_DATA)
    assert pixels is not None
    data, image = eyes.decoded(pixels.value, identity.transfer_syntax_uid, image_of(nodes, 1 << 30))
    width = ("<i2" if image.signed else "<u2") if image.allocated == 16 else "u1"
    shape = (image.frames, image.rows, image.columns, image.samples)
    return np.frombuffer(data, width, count=int(np.prod(shape))).reshape(shape)


@pytest.mark.parametrize("name", ["MR_small_RLE.dcm", "MR_small_jp2klossless.dcm", "MR_small_jpeg_ls_lossless.dcm"])
def test_what_is_compressed_without_loss_is_what_it_was(name: str, eyes: Eyes) -> None:
    native = dcmread(FILES["MR_small.dcm"])
    assert decoded(name, eyes).tobytes() == native.PixelData


def test_a_colour_picture_in_lossless_jpeg_has_its_colours(eyes: Eyes) -> None:
    picture = decoded("SC_rgb_jpeg_gdcm.dcm", eyes)
    assert [tuple(picture[0, line, 50]) for line in range(5, 100, 10)] == STRIPES


@pytest.mark.parametrize("name", ["SC_rgb_jpeg_dcmtk.dcm", "SC_rgb_dcmtk_+eb+cr.dcm", "SC_rgb_dcmtk_+eb+cy+s4.dcm"])
def test_a_colour_picture_in_baseline_jpeg_has_its_colours_but_for_the_loss(name: str, eyes: Eyes) -> None:
    picture = decoded(name, eyes).astype(int)
    lines = np.array([picture[0, line, 50] for line in range(5, 100, 10)])
    assert np.abs(lines - np.array(STRIPES)).max() <= 5


def test_jpeg_of_12_bits_is_decoded(eyes: Eyes) -> None:
    # two samples of this file, as pydicom's tests have them
    picture = decoded("JPGExtended.dcm", eyes)
    assert (picture[0, 420, 140, 0], picture[0, 230, 120, 0]) == (244, 95)


def test_every_compressed_file_of_the_wheel_has_a_decoder_but_broken_and_deep_ones(eyes: Eyes) -> None:
    assert {path.name for path in compressed() if not decodes(path, eyes)} == {
        "JPEG2000-embedded-sequence-delimiter.dcm",  # its only fragment is cut
        "SC_rgb_rle_32bit.dcm",
        "SC_rgb_rle_32bit_2frame.dcm",
        "rtdose_rle.dcm",
        "rtdose_rle_1frame.dcm",
    }


def compressed() -> list[Path]:
    """The files with encapsulated pixels."""
    syntaxes = {path: dcmread(path, stop_before_pixels=True, force=True).file_meta for path in FILES.values()}
    return [path for path, meta in syntaxes.items() if meta.TransferSyntaxUID.is_encapsulated]


def decodes(path: Path, eyes: Eyes) -> bool:
    """Whether something can be made of a file's pixels."""
    try:
        decoded(path.name, eyes)
    except Quarantine:
        return False
    return True
