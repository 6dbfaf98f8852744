"""Frames that only pack native bytes: single bits run-length encoded, and frames deflated; compared with the bits."""

import zlib
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset, dcmread
from pydicom.encaps import encapsulate
from pydicom.uid import UID, ExplicitVRBigEndian, JPEG2000Lossless, RLELossless
from unit.index_pixels.images import NATIVE, OCTETS, Images, file_bytes, parts, written

Encoder = Callable[[bytes], bytes]

DEFLATED_FRAMES = UID("1.2.840.10008.1.2.8.1")
LABEL = f"{OCTETS}; transfer-syntax={NATIVE}"
SHAPES = [(4, 3, 7), (3, 8, 8), (1, 5, 5)]  # of frames: 21 bits, 8 bytes, 25 bits


def masks(shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    return np.random.default_rng(11).integers(0, 2, shape, dtype=np.uint8)


def run_length(data: bytes) -> bytes:
    """One segment of literal runs (PS3.5 G.3.1), behind the header."""
    runs = b"".join(bytes([len(data[at : at + 128]) - 1]) + data[at : at + 128] for at in range(0, len(data), 128))
    return np.array([1, 64] + [0] * 14, "<u4").tobytes() + runs + b"\x80" * (len(runs) % 2)


def deflated(data: bytes) -> bytes:
    """A raw DEFLATE stream (RFC 1951), without zlib's header."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


ENCODERS = [pytest.param(RLELossless, run_length, id="rle"), pytest.param(DEFLATED_FRAMES, deflated, id="deflated")]


def encapsulated(image: Dataset, syntax: UID, encoded: list[bytes]) -> bytes:
    """The object as a file; pydicom writes no syntax that it does not know, so another's name stands there first."""
    image.file_meta.TransferSyntaxUID = JPEG2000Lossless
    image.PixelData = encapsulate(encoded)
    image["PixelData"].VR = "OB"
    name = str(syntax).encode()
    return written(image).replace(JPEG2000Lossless.encode(), name + bytes(len(JPEG2000Lossless) - len(name)), 1)


def segmentation(frames: NDArray[np.uint8], syntax: UID, encoded: list[bytes]) -> bytes:
    image = dcmread(BytesIO(file_bytes("liver_1frame.dcm")))
    image.NumberOfFrames, image.Rows, image.Columns = frames.shape
    return encapsulated(image, syntax, encoded)


def bits_of(frame: NDArray[np.uint8]) -> bytes:
    return np.packbits(frame.ravel(), bitorder="little").tobytes()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("syntax", "encoder"), ENCODERS)
async def test_frames_of_single_bits_are_decoded(
    images: Images, shape: tuple[int, int, int], syntax: UID, encoder: Encoder
) -> None:
    expected = masks(shape)
    image = segmentation(expected, syntax, [encoder(bits_of(frame)) for frame in expected])
    path = await images.stored(image)

    numbers = ",".join(str(number) for number in range(1, len(expected) + 1))
    answer = await images.get(f"{path}/frames/{numbers}", f'multipart/related; type="{OCTETS}"')
    assert parts(answer) == [(LABEL, bits_of(frame)) for frame in expected]
    picture = await images.get(f"{path}/frames/{len(expected)}/rendered", "image/png")
    drawn = np.asarray(Image.open(BytesIO(picture.content)).convert("L"))
    assert np.array_equal(drawn > 127, expected[-1] == 1)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("syntax", "encoder"), ENCODERS)
async def test_the_object_has_them_one_after_the_other_without_padding(
    images: Images, shape: tuple[int, int, int], syntax: UID, encoder: Encoder
) -> None:
    expected = masks(shape)
    path = await images.stored(segmentation(expected, syntax, [encoder(bits_of(one)) for one in expected]))

    answer = await images.get(path, f"application/dicom; transfer-syntax={NATIVE}")

    found = dcmread(BytesIO(answer.content))
    assert found.PixelData[: (expected.size + 7) // 8] == bits_of(expected)
    assert np.array_equal(found.pixel_array.reshape(expected.shape), expected)


async def test_deflated_frames_of_whole_samples_are_decoded(images: Images) -> None:
    image = dcmread(BytesIO(file_bytes("CT_small.dcm")))
    native = image.PixelData
    path = await images.stored(encapsulated(image, DEFLATED_FRAMES, [deflated(native)]))

    assert await images.frame(path, 1) == (LABEL, native)
    stored = await images.frame(path, 1, 'multipart/related; type="application/octet-stream"; transfer-syntax=*')
    assert stored == (
        f"{OCTETS}; transfer-syntax={DEFLATED_FRAMES}",
        deflated(native) + b"\0" * (len(deflated(native)) % 2),
    )


BROKEN = {
    "a stream that goes on": deflated(bytes(1_000_000)),
    "a stream that ends early": deflated(b"12"),
    "no stream": b"\xff" * 40,
    "half a stream": deflated(np.random.default_rng(3).bytes(32_768))[:1000],
}


@pytest.mark.parametrize("frame", BROKEN.values(), ids=BROKEN)
async def test_broken_streams_are_refused(images: Images, frame: bytes) -> None:
    image = dcmread(BytesIO(file_bytes("CT_small.dcm")))
    path = await images.stored(encapsulated(image, DEFLATED_FRAMES, [frame]))

    assert (await images.get(f"{path}/frames/1")).status_code == 406


async def test_big_endian_is_refused_with_the_reason_and_offered_as_it_is(images: Images) -> None:
    content = file_bytes("MR_small_bigendian.dcm")
    assert dcmread(BytesIO(content)).file_meta.TransferSyntaxUID == ExplicitVRBigEndian
    path = await images.stored(content)

    refused = await images.get(f"{path}/frames/1")

    assert (refused.status_code, "big endian" in refused.json()["error"]) == (406, True)
    assert (await images.get(path, "application/dicom")).content == content
