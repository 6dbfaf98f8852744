"""Frames over HTTP: real images of every kind, each frame as an independent reader finds it in the file."""

from io import BytesIO

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.encaps import encapsulate, encapsulate_extended, generate_frames
from pydicom.uid import MPEG2MPML, JPEG2000Lossless
from unit.index_pixels.images import NATIVE, OCTETS, Images, file_bytes, parts, written

AS_STORED = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'


NATIVE_FILES = ["CT_small.dcm", "MR_small_implicit.dcm", "SC_rgb_small_odd.dcm", "SC_ybr_full_422_uncompressed.dcm"]


@pytest.mark.parametrize("name", NATIVE_FILES)
async def test_a_native_frame_is_the_objects_bytes(images: Images, name: str) -> None:
    content = file_bytes(name)
    path = await images.stored(content)
    found = dcmread(BytesIO(content))
    length = found.Rows * found.Columns * found.SamplesPerPixel * found.BitsAllocated // 8
    length = length * 2 // 3 if found.PhotometricInterpretation == "YBR_FULL_422" else length

    kind = f"{OCTETS}; transfer-syntax={NATIVE}"
    assert await images.frame(path, 1) == (kind, found.PixelData[:length])
    single = await images.get(f"{path}/frames/1", OCTETS)
    assert (single.headers["content-type"], single.content) == (kind, found.PixelData[:length])


COMPRESSED_FILES = [
    ("SC_rgb_jpeg_dcmtk.dcm", "image/jpeg"),
    ("JPEG-lossy.dcm", "image/jpeg"),
    ("MR_small_RLE.dcm", "image/dicom-rle"),
    ("MR_small_jpeg_ls_lossless.dcm", "image/jls"),
    ("JPEG2000.dcm", "image/jp2"),
    ("rtdose_rle.dcm", "image/dicom-rle"),
    ("SC_rgb_rle_2frame.dcm", "image/dicom-rle"),
    ("examples_ybr_color.dcm", "image/jpeg"),
    ("examples_jpeg2k.dcm", "image/jp2"),
]


@pytest.mark.parametrize(("name", "kind"), COMPRESSED_FILES)
async def test_compressed_frames_are_answered_as_they_are_stored(images: Images, name: str, kind: str) -> None:
    content = file_bytes(name)
    path = await images.stored(content)
    found = dcmread(BytesIO(content))
    count = int(found.get("NumberOfFrames", 1))
    expected = list(generate_frames(found.PixelData, number_of_frames=count))
    label = f"{kind}; transfer-syntax={found.file_meta.TransferSyntaxUID}"

    numbers = ",".join(str(number) for number in range(1, count + 1))
    answer = await images.get(f"{path}/frames/{numbers}", AS_STORED)
    assert parts(answer) == [(label, frame) for frame in expected]
    single = await images.get(f"{path}/frames/{count}", kind)
    assert (single.headers["content-type"], single.content) == (label, expected[-1])


async def test_frames_of_a_list_are_answered_in_its_order(images: Images) -> None:
    content = file_bytes("rtdose.dcm")
    path = await images.stored(content)
    found = dcmread(BytesIO(content))
    size = found.Rows * found.Columns * 4

    answer = await images.get(f"{path}/frames/5,1,3")

    assert [frame for _, frame in parts(answer)] == [found.PixelData[size * n : size * (n + 1)] for n in (4, 0, 2)]


async def test_frames_of_single_bits_begin_with_a_byte_of_their_own(images: Images) -> None:
    image = dcmread(BytesIO(file_bytes("liver_1frame.dcm")))
    masks = np.random.default_rng(7).integers(0, 2, (5, 3, 7), dtype=np.uint8)  # 21 bits a frame
    image.Rows, image.Columns, image.NumberOfFrames = 3, 7, 5
    packed = np.packbits(masks.ravel(), bitorder="little").tobytes()
    image.PixelData = packed + b"\0" * (len(packed) % 2)
    path = await images.stored(written(image))

    frames = parts(await images.get(f"{path}/frames/1,2,3,4,5"))

    assert [frame for _, frame in frames] == [np.packbits(mask.ravel(), bitorder="little").tobytes() for mask in masks]


def many_frames(
    count: int, *, basic: bool = False, extended: bool = False, pieces: int = 1
) -> tuple[bytes, list[bytes]]:
    """An image of JPEG 2000 frames, invented but for their first bytes, each in some fragments."""
    image = dcmread(BytesIO(file_bytes("JPEG2000.dcm")))
    frames = [b"\xff\x4f\xff\x51" + bytes([number % 251]) * (2 * number + 96) for number in range(count)]
    image.NumberOfFrames = count
    image.file_meta.TransferSyntaxUID = JPEG2000Lossless
    if extended:
        image.PixelData, image.ExtendedOffsetTable, image.ExtendedOffsetTableLengths = encapsulate_extended(frames)
    else:
        image.PixelData = encapsulate(frames, fragments_per_frame=pieces, has_bot=basic)
    return written(image), frames


@pytest.mark.parametrize(
    ("basic", "extended", "pieces"),
    [(True, False, 1), (True, False, 3), (False, True, 1), (False, False, 1), (False, False, 3)],
)
async def test_frames_are_found_however_the_object_says_where_they_are(
    images: Images, basic: bool, extended: bool, pieces: int
) -> None:
    content, frames = many_frames(40, basic=basic, extended=extended, pieces=pieces)
    path = await images.stored(content)

    for number in (1, 2, 17, 40):
        kind, frame = await images.frame(path, number, AS_STORED)
        assert (kind, frame.rstrip(b"\0")) == (
            f"image/jp2; transfer-syntax={JPEG2000Lossless}",
            frames[number - 1].rstrip(b"\0"),
        )


@pytest.mark.parametrize("kind", ["native", "basic", "extended"])
async def test_a_frame_is_read_without_the_others(images: Images, kind: str) -> None:
    if kind == "native":
        image = dcmread(BytesIO(file_bytes("CT_small.dcm")))
        image.NumberOfFrames, image.PixelData = 1000, image.PixelData * 1000
        content = written(image)
    else:
        content, _ = many_frames(1000, **{kind: True})
    path = await images.stored(content)

    await images.frame(path, 700, AS_STORED)

    assert images.objects.read < len(content) / 10
    images.objects.read = 0
    await images.frame(path, 701, AS_STORED)
    assert images.objects.read < 64 * 1024


async def test_a_large_frame_is_read_in_pieces(images: Images) -> None:
    image = dcmread(BytesIO(file_bytes("CT_small.dcm")))
    image.Rows, image.Columns, image.PixelData = 2048, 3072, image.PixelData * (6 * 64)
    path = await images.stored(written(image))

    for resource, accept in (("/frames/1", OCTETS), ("/bulkdata/7FE00010", OCTETS), ("", "application/dicom")):
        assert len((await images.get(path + resource, accept)).content) >= 2048 * 3072 * 2
    assert images.objects.most <= 1024 * 1024


@pytest.mark.parametrize(
    "list_", ["0", "x", "1,", ",1", "1,,2", "-1", "1.5", "1 ,2", "%2e%2e", ",".join(["1"] * 10_000)]
)
async def test_what_is_no_list_of_frames_is_a_bad_request(images: Images, list_: str) -> None:
    path = await images.stored(file_bytes("rtdose.dcm"))

    assert (await images.get(f"{path}/frames/{list_}")).status_code == 400


@pytest.mark.parametrize("list_", ["16", "999999", "1,16"])
async def test_a_frame_that_is_not_there_is_not_found(images: Images, list_: str) -> None:
    path = await images.stored(file_bytes("rtdose.dcm"))

    assert (await images.get(f"{path}/frames/{list_}")).status_code == 404


async def test_an_object_without_pixels_has_no_frames(images: Images) -> None:
    path = await images.stored(file_bytes("rtplan.dcm"))

    assert (await images.get(f"{path}/frames/1")).status_code == 404


@pytest.mark.parametrize(
    "accept",
    ["image/png", "text/html", f"{OCTETS}; transfer-syntax={JPEG2000Lossless}", "multipart/related; type=image/jp2"],
)
async def test_a_native_frame_is_not_offered_otherwise(images: Images, accept: str) -> None:
    path = await images.stored(file_bytes("CT_small.dcm"))

    assert (await images.get(f"{path}/frames/1", accept)).status_code == 406


async def test_frames_of_a_video_cannot_be_told_apart(images: Images) -> None:
    image = dcmread(BytesIO(file_bytes("JPEG2000.dcm")))
    image.NumberOfFrames, image.file_meta.TransferSyntaxUID = 90, MPEG2MPML
    image.PixelData = encapsulate([b"\0\0\1\xb3" + bytes(10_000)])
    path = await images.stored(written(image))

    assert (await images.get(f"{path}/frames/1", AS_STORED)).status_code == 406


async def test_pixels_that_are_fewer_than_promised_are_refused(images: Images) -> None:
    image = dcmread(BytesIO(file_bytes("CT_small.dcm")))
    image.NumberOfFrames = 3
    path = await images.stored(written(image))

    assert (await images.get(f"{path}/frames/1", OCTETS)).status_code == 200
    assert (await images.get(f"{path}/frames/3", OCTETS)).status_code == 406


@pytest.mark.parametrize(("keyword", "value"), [("Rows", 0), ("BitsAllocated", 13), ("SamplesPerPixel", 2)])
async def test_a_description_that_cannot_be_is_refused(images: Images, keyword: str, value: int) -> None:
    image = dcmread(BytesIO(file_bytes("CT_small.dcm")))
    setattr(image, keyword, value)
    path = await images.stored(written(image))

    assert (await images.get(f"{path}/frames/1")).status_code == 406
