"""Compressed frames that are asked for as native: the samples that another decoder finds in the file."""

from io import BytesIO

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.encaps import generate_frames
from pydicom.pixels.decoders.base import get_decoder
from unit.index_pixels.images import NATIVE, OCTETS, Images, file_bytes, written

LABEL = f"{OCTETS}; transfer-syntax={NATIVE}"
AS_NATIVE = f'multipart/related; type="{OCTETS}"'

# With a decoder that the service does not use for it, and by how much the two may differ.
LOSSLESS = [
    ("MR_small_RLE.dcm", "pydicom", 0),
    ("SC_rgb_rle_2frame.dcm", "pydicom", 0),
    ("SC_rgb_rle_16bit_2frame.dcm", "pydicom", 0),
    ("rtdose_rle.dcm", "pydicom", 0),
    ("MR_small_jpeg_ls_lossless.dcm", "gdcm", 0),
    ("JPEGLSNearLossless_08.dcm", "gdcm", 0),
    ("MR_small_jp2klossless.dcm", "gdcm", 0),
    ("JPEG2000.dcm", "gdcm", 0),
    ("examples_jpeg2k.dcm", "pillow", 0),
    ("SC_rgb_jpeg_dcmtk.dcm", "pillow", 1),
    ("SC_jpeg_no_color_transform.dcm", "pillow", 1),
    ("examples_ybr_color.dcm", "pillow", 1),
]


@pytest.mark.parametrize(("name", "decoder", "tolerance"), LOSSLESS)
async def test_a_compressed_frame_is_decoded_where_native_is_asked_for(
    images: Images, name: str, decoder: str, tolerance: int
) -> None:
    content = file_bytes(name)
    found = dcmread(BytesIO(content))
    last = int(found.get("NumberOfFrames", 1))
    lossy = found.file_meta.TransferSyntaxUID in ("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51")
    expected, _ = get_decoder(found.file_meta.TransferSyntaxUID).as_array(
        found, index=last - 1, raw=not lossy, decoding_plugin=decoder
    )
    if found.SamplesPerPixel == 3 and found.PlanarConfiguration == 1:
        expected = expected.transpose(2, 0, 1)
    path = await images.stored(content)

    kind, frame = await images.frame(path, last, AS_NATIVE)

    assert kind == LABEL
    samples = np.frombuffer(frame, expected.dtype).reshape(expected.shape)
    assert np.abs(samples.astype(np.int64) - expected.astype(np.int64)).max() <= tolerance


async def test_jpeg_of_twelve_bits_is_decoded(images: Images) -> None:
    path = await images.stored(file_bytes("JPGExtended.dcm"))

    kind, frame = await images.frame(path, 1)

    samples = np.frombuffer(frame, "<u2")
    assert (kind, samples.size, samples.min(), samples.max()) == (LABEL, 1024 * 256, 0, 264)
    assert samples.mean() == pytest.approx(14.383, abs=0.05)  # what libjpeg makes of it


async def test_jpeg_lossless_is_decoded_to_the_pixels_it_was_made_of(images: Images) -> None:
    path = await images.stored(file_bytes("SC_rgb_jpeg_gdcm.dcm"))
    original = dcmread(BytesIO(file_bytes("SC_rgb_rle.dcm"))).pixel_array

    _, frame = await images.frame(path, 1)

    assert np.array_equal(np.frombuffer(frame, np.uint8).reshape(original.shape), original)


async def test_without_a_wish_frames_are_native(images: Images) -> None:
    path = await images.stored(file_bytes("MR_small_RLE.dcm"))

    assert await images.frame(path, 1, "*/*") == await images.frame(path, 1, AS_NATIVE)
    assert (await images.get(f"{path}/frames/1", OCTETS)).headers["content-type"] == LABEL


@pytest.mark.parametrize(
    "name", ["MR_small_RLE.dcm", "JPEG2000.dcm", "MR_small_jpeg_ls_lossless.dcm", "JPGExtended.dcm"]
)
async def test_broken_pixels_are_refused_with_a_reason_and_the_next_are_decoded(images: Images, name: str) -> None:
    broken = await images.stored(broken_tail(file_bytes(name)))
    whole = await images.stored(file_bytes("MR_small_RLE.dcm"))

    refused = await images.get(f"{broken}/frames/1")

    assert refused.status_code == 406
    assert refused.json() == {"error": "these pixels cannot be decoded; they are offered as they are stored"}
    assert (await images.get(f"{whole}/frames/1")).status_code == 200
    stored = await images.get(
        f"{broken}/frames/1", 'multipart/related; type="application/octet-stream"; transfer-syntax=*'
    )
    assert stored.status_code == 200


def broken_tail(content: bytes) -> bytes:
    """An object whose compressed frame is zeros behind its first bytes."""
    frame = next(generate_frames(dcmread(BytesIO(content)).PixelData, number_of_frames=1))
    return content.replace(frame[16:], bytes(len(frame) - 16))


async def test_an_image_that_claims_to_be_huge_is_refused(images: Images) -> None:
    """A JPEG-LS frame that claims to be 65535 x 65535, 8 GB once decoded."""
    image = dcmread(BytesIO(file_bytes("MR_small_jpeg_ls_lossless.dcm")))
    image.Rows = image.Columns = 65535
    path = await images.stored(written(image))

    answer = await images.get(f"{path}/frames/1")

    assert answer.status_code == 406
    assert answer.json()["error"].startswith("these pixels take more memory or time")
