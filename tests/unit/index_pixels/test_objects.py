"""Objects in explicit VR little endian: what another reader finds in them is what it finds in the stored ones."""

from io import BytesIO

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian
from unit.index_pixels.images import NATIVE, Images, file_bytes, parts, written

EXPLICIT = f"application/dicom; transfer-syntax={NATIVE}"


async def explicit(images: Images, path: str) -> Dataset:
    answer = await images.get(path, EXPLICIT)
    assert (answer.status_code, answer.headers["content-type"]) == (200, EXPLICIT), answer.text
    found = dcmread(BytesIO(answer.content))
    assert found.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
    return found


PIXELS = {"PixelData", "PhotometricInterpretation", "PlanarConfiguration"}


def others(image: Dataset) -> dict[str, object]:
    """The elements but those that decoding changes."""
    return {str(element.tag): element.value for element in image if element.keyword not in PIXELS}


@pytest.mark.filterwarnings("ignore:Invalid value for VR UI")  # of one of the files
@pytest.mark.parametrize(
    "name",
    [
        *("MR_small_implicit.dcm", "MR_small_RLE.dcm", "MR_small_jp2klossless.dcm", "MR_small_jpeg_ls_lossless.dcm"),
        *("SC_rgb_rle_2frame.dcm", "SC_rgb_rle_16bit.dcm", "examples_jpeg2k.dcm", "rtdose_rle.dcm", "image_dfl.dcm"),
        *("SC_rgb_jpeg_gdcm.dcm", "rtdose.dcm", "liver_1frame.dcm"),
    ],
)
async def test_an_object_is_transcoded_without_loss(images: Images, name: str) -> None:
    path = await images.stored(file_bytes(name))
    original = dcmread(BytesIO(file_bytes(name)))

    found = await explicit(images, path)

    assert others(found) == others(original)
    assert np.array_equal(found.pixel_array, original.pixel_array)


@pytest.mark.parametrize("name", ["SC_rgb_jpeg_dcmtk.dcm", "examples_ybr_color.dcm"])
async def test_lossy_colour_becomes_rgb(images: Images, name: str) -> None:
    path = await images.stored(file_bytes(name))
    original = dcmread(BytesIO(file_bytes(name)))

    found = await explicit(images, path)

    assert (found.PhotometricInterpretation, found.PlanarConfiguration) == ("RGB", 0)
    assert others(found) == others(original)
    assert np.abs(found.pixel_array.astype(int) - original.pixel_array.astype(int)).max() <= 1


async def test_an_object_without_pixels_is_transcoded(images: Images) -> None:
    path = await images.stored(file_bytes("rtplan.dcm"))
    original = dcmread(BytesIO(file_bytes("rtplan.dcm")))
    assert original.file_meta.TransferSyntaxUID == ImplicitVRLittleEndian

    assert await explicit(images, path) == original


async def test_an_element_whose_vr_no_rule_decides_is_transcoded(images: Images) -> None:
    """Curve Data of an implicit VR object: OB or OW, and nothing in it says which."""
    image = dcmread(BytesIO(file_bytes("MR_small_implicit.dcm")))
    image.add_new(0x50003000, "OW", b"\1\0" * 4)
    path = await images.stored(written(image))

    assert (await explicit(images, path))[0x50003000].value == b"\1\0" * 4


async def test_what_stands_behind_the_pixels_stays(images: Images) -> None:
    image = dcmread(BytesIO(file_bytes("MR_small_RLE.dcm")))
    image.add_new(0xFFFCFFFC, "OB", b"\0" * 10)
    path = await images.stored(written(image))

    assert (await explicit(images, path))[0xFFFCFFFC].value == b"\0" * 10


async def test_what_is_explicit_already_is_answered_as_it_is_stored(images: Images) -> None:
    path = await images.stored(file_bytes("CT_small.dcm"))

    assert (await images.get(path, EXPLICIT)).content == file_bytes("CT_small.dcm")


async def test_of_several_objects_one_that_cannot_be_decoded_is_answered_as_it_is_stored(images: Images) -> None:
    rle = file_bytes("MR_small_RLE.dcm")
    image = dcmread(BytesIO(file_bytes("MR_small_jpeg_ls_lossless.dcm")))
    image.Rows = 63
    await images.stored(rle)
    path = await images.stored(written(image))
    accept = f'multipart/related; type="application/dicom"; transfer-syntax={NATIVE}'

    found = parts(await images.get(path.rpartition("/instances")[0], accept))

    assert [kind.partition("=")[2] for kind, _ in found] == [NATIVE, "1.2.840.10008.1.2.4.80"]
    assert found[1][1] == written(image)
    assert (await images.get(path, accept)).status_code == 406


async def test_a_part_of_an_object_is_answered(images: Images) -> None:
    content = file_bytes("CT_small.dcm")
    path, size = await images.stored(content), len(content)

    async def ranged(text: str, **headers: str) -> tuple[int, bytes, str | None]:
        answer = await images.client.get(path, headers={"Accept": "application/dicom", "Range": text, **headers})
        return answer.status_code, answer.content, answer.headers.get("content-range")

    assert await ranged("bytes=128-131") == (206, b"DICM", f"bytes 128-131/{size}")
    assert await ranged("bytes=-10") == (206, content[-10:], f"bytes {size - 10}-{size - 1}/{size}")
    assert await ranged(f"bytes={size - 5}-") == (206, content[-5:], f"bytes {size - 5}-{size - 1}/{size}")
    assert await ranged("bytes=0-999999999") == (206, content, f"bytes 0-{size - 1}/{size}")
    assert await ranged(f"bytes={size}-") == (416, b"", f"bytes */{size}")
    assert await ranged("bytes=-0") == (416, b"", f"bytes */{size}")
    for ignored in ("bytes=5-1", "bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=x-1"):
        assert await ranged(ignored) == (200, content, None)
    whole = await images.get(path, "application/dicom")
    assert (whole.headers["accept-ranges"], whole.headers["content-length"]) == ("bytes", str(size))
    assert (await ranged("bytes=0-1", **{"If-Range": whole.headers["etag"]}))[0] == 206
    assert (await ranged("bytes=0-1", **{"If-Range": '"other"'}))[0] == 200


@pytest.mark.parametrize(
    ("resource", "accept"),
    [
        ("", "application/dicom"),
        ("", "*/*"),
        ("", EXPLICIT),
        ("/metadata", "*/*"),
        ("/frames/1", "*/*"),
        ("/frames/1", "image/dicom-rle"),
        ("/rendered", "image/png"),
        ("/thumbnail", "*/*"),
    ],
)
async def test_what_a_client_has_is_not_sent_again(images: Images, resource: str, accept: str) -> None:
    path = await images.stored(file_bytes("MR_small_RLE.dcm")) + resource
    first = await images.get(path, accept)
    tag = first.headers["etag"]
    images.objects.read = 0

    async def asked(condition: str) -> tuple[int, bytes]:
        answer = await images.client.get(path, headers={"Accept": accept, "If-None-Match": condition})
        return answer.status_code, answer.content

    assert [await asked(each) for each in (tag, f'"x", W/{tag}', "*")] == [(304, b"")] * 3
    assert images.objects.read == 0
    assert await asked('"x"') == (200, first.content)


async def test_forms_have_tags_of_their_own(images: Images) -> None:
    path = await images.stored(file_bytes("MR_small_RLE.dcm"))

    answers = [
        *[await images.get(path, accept) for accept in ("application/dicom", "*/*", EXPLICIT)],
        *[
            await images.get(f"{path}/frames/1", accept)
            for accept in ("*/*", "application/octet-stream", "image/dicom-rle")
        ],
        *[
            await images.get(f"{path}/rendered{query}")
            for query in ("", "?quality=5", "?viewport=9,9", "?window=1,2,linear")
        ],
    ]

    assert len({answer.headers["etag"] for answer in answers}) == len(answers)


async def test_a_head_is_the_answer_without_its_body(images: Images) -> None:
    path = await images.stored(file_bytes("CT_small.dcm"))

    for resource in ("", "/metadata", "/frames/1", "/rendered"):
        whole = await images.client.get(path + resource, headers={"Accept": "*/*"})
        head = await images.client.head(path + resource, headers={"Accept": "*/*"})
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers == whole.headers
