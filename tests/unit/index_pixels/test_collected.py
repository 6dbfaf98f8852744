"""Bulk data and pixels of whole studies, series and instances: every value once, each with its address."""

from io import BytesIO

import httpx
import pytest
from pydicom import dcmread
from pydicom.encaps import generate_frames
from related import parts_of
from unit.index.arrivals import STUDY
from unit.index_pixels.images import NATIVE, OCTETS, URL, Images, file_bytes

PARTS = f'multipart/related; type="{OCTETS}"'
LABEL = f"{OCTETS}; transfer-syntax={NATIVE}"


def located(answer: httpx.Response) -> list[tuple[str, str, bytes]]:
    """Address, media type and content of each part."""
    assert answer.status_code == 200, answer.text
    return [
        (str(part["content-location"]), str(part["content-type"]).replace('"', ""), content)
        for part, content in parts_of(answer)
    ]


def pixels(name: str) -> bytes:
    return bytes(dcmread(BytesIO(file_bytes(name))).PixelData)


async def test_each_level_has_the_pixels_of_its_instances_at_the_addresses_that_the_metadata_give(
    images: Images,
) -> None:
    first = await images.stored(file_bytes("CT_small.dcm"))
    second = await images.stored(file_bytes("MR_small.dcm"))
    expected = [
        (f"{URL}/{first}/bulkdata/7FE00010", LABEL, pixels("CT_small.dcm")),
        (f"{URL}/{second}/bulkdata/7FE00010", LABEL, pixels("MR_small.dcm")),
    ]
    metadata = (await images.get(f"studies/{STUDY}/metadata")).json()
    assert [one["7FE00010"]["BulkDataURI"] for one in metadata] == [address for address, _, _ in expected]

    for resource in ("bulkdata", "pixeldata"):
        for level in (f"studies/{STUDY}", first.rpartition("/instances")[0]):
            assert located(await images.get(f"{level}/{resource}", PARTS)) == expected
        assert located(await images.get(f"{second}/{resource}")) == expected[1:]


async def test_objects_asked_for_as_octets_are_their_bulk_data(images: Images) -> None:
    path = await images.stored(file_bytes("CT_small.dcm"))

    answer = await images.get(path, PARTS)

    assert answer.content == (await images.get(f"{path}/bulkdata", PARTS)).content
    assert answer.headers["content-type"].startswith(f'multipart/related; type="{OCTETS}"')


async def test_compressed_pixels_are_a_part_for_each_frame_as_stored_or_native(images: Images) -> None:
    path = await images.stored(file_bytes("SC_rgb_rle_2frame.dcm"))
    address = f"{URL}/{path}/bulkdata/7FE00010"
    stored = list(generate_frames(dcmread(BytesIO(file_bytes("SC_rgb_rle_2frame.dcm"))).PixelData, number_of_frames=2))

    compressed = await images.get(f"{path}/pixeldata", 'multipart/related; type="image/dicom-rle"')
    native = await images.get(f"{path}/pixeldata", PARTS)

    rle = "image/dicom-rle; transfer-syntax=1.2.840.10008.1.2.5"
    assert located(compressed) == [(address, rle, frame) for frame in stored]
    assert 'type="image/dicom-rle"' in compressed.headers["content-type"]
    assert [(place, kind, len(content)) for place, kind, content in located(native)] == [(address, LABEL, 30_000)] * 2


async def test_what_cannot_be_answered_in_the_form_asked_for_is_left_out(images: Images) -> None:
    await images.stored(file_bytes("CT_small.dcm"))
    await images.stored(file_bytes("rtplan.dcm"))
    compressed = await images.stored(file_bytes("SC_rgb_rle_2frame.dcm"))

    answer = await images.get(f"studies/{STUDY}/bulkdata", 'multipart/related; type="image/dicom-rle"')

    assert {place for place, _, _ in located(answer)} == {f"{URL}/{compressed}/bulkdata/7FE00010"}


@pytest.mark.parametrize(
    ("accept", "status"),
    [(OCTETS, 406), ("text/html", 406), ('multipart/related; type="image/jp2"', 406), (PARTS, 200)],
)
async def test_a_form_that_nothing_has_is_refused(images: Images, accept: str, status: int) -> None:
    await images.stored(file_bytes("CT_small.dcm"))

    for resource in ("bulkdata", "pixeldata"):
        assert (await images.get(f"studies/{STUDY}/{resource}", accept)).status_code == status


async def test_nothing_is_404(images: Images) -> None:
    path = await images.stored(file_bytes("rtplan.dcm"))

    assert (await images.get(f"{path}/pixeldata")).status_code == 404
    assert (await images.get(f"{path}/bulkdata")).status_code == 404
    assert (await images.get("studies/1.2.3/bulkdata")).status_code == 404


async def test_frames_say_where_they_are(images: Images) -> None:
    path = await images.stored(file_bytes("SC_rgb_rle_2frame.dcm"))

    found = located(await images.get(f"{path}/frames/2,1"))

    assert [place for place, _, _ in found] == [f"{URL}/{path}/frames/2", f"{URL}/{path}/frames/1"]
