"""Bulk data: pixels and other values that the metadata only refer to."""

from io import BytesIO

import pytest
from pydicom import Dataset, dcmread
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import MPEG2MPML
from unit.index_pixels.images import NATIVE, OCTETS, Images, file_bytes, parts, written

LABEL = f"{OCTETS}; transfer-syntax={NATIVE}"


async def value(images: Images, path: str) -> bytes:
    answer = await images.get(path)
    assert answer.status_code == 200, answer.text
    ((kind, content),) = parts(answer)
    assert kind == LABEL
    single = await images.get(path, OCTETS)
    assert (single.headers["content-type"], single.content) == (LABEL, content)
    return content


async def test_metadata_say_where_the_pixels_are(images: Images) -> None:
    path = await images.stored(file_bytes("CT_small.dcm"))

    (found,) = (await images.get(f"{path}/metadata")).json()

    assert found["7FE00010"].keys() == {"vr", "BulkDataURI"}
    assert (
        await value(images, found["7FE00010"]["BulkDataURI"]) == dcmread(BytesIO(file_bytes("CT_small.dcm"))).PixelData
    )


async def test_compressed_pixels_are_answered_frame_by_frame(images: Images) -> None:
    path = await images.stored(file_bytes("SC_rgb_rle_2frame.dcm"))
    image = dcmread(BytesIO(file_bytes("SC_rgb_rle_2frame.dcm")))

    stored = await images.get(f"{path}/bulkdata/7FE00010", "multipart/related; type=image/dicom-rle")
    native = await images.get(f"{path}/bulkdata/7FE00010")

    assert [content for _, content in parts(stored)] == list(generate_frames(image.PixelData, number_of_frames=2))
    assert [(kind, len(content)) for kind, content in parts(native)] == [(LABEL, 30_000)] * 2


async def test_a_video_is_answered_whole(images: Images) -> None:
    image, stream = dcmread(BytesIO(file_bytes("JPEG2000.dcm"))), b"\0\0\1\xb3" + bytes(range(256)) * 40
    image.NumberOfFrames, image.file_meta.TransferSyntaxUID = 90, MPEG2MPML
    image.PixelData = encapsulate([stream], fragments_per_frame=3)
    path = await images.stored(written(image))

    answer = await images.get(f"{path}/bulkdata/7FE00010", "video/mpeg2")

    assert (answer.headers["content-type"], answer.content) == (f"video/mpeg2; transfer-syntax={MPEG2MPML}", stream)
    assert (await images.get(f"{path}/frames/1", "video/mpeg2")).status_code == 406
    assert (await images.get(f"{path}/rendered")).status_code == 406


async def test_values_before_the_pixels_and_within_sequences_are_found(images: Images) -> None:
    image = dcmread(BytesIO(file_bytes("CT_small.dcm")))
    items = []
    for number in (1, 2):
        inner, outer = Dataset(), Dataset()
        inner.ICCProfile = bytes([number]) * 8
        outer.OpticalPathSequence = [inner]
        items.append(outer)
    image.add_new(0x00480105, "SQ", items)
    image.add_new(0x60003000, "OW", b"\xaa" * 6)
    path = await images.stored(written(image))

    assert await value(images, f"{path}/bulkdata/60003000") == b"\xaa" * 6
    assert await value(images, f"{path}/bulkdata/00480105/2/00480105/1/00282000") == b"\x02" * 8


async def test_values_of_objects_without_pixels_are_found(images: Images) -> None:
    path = await images.stored(file_bytes("waveform_ecg.dcm"))
    waveforms = dcmread(BytesIO(file_bytes("waveform_ecg.dcm"))).WaveformSequence

    for number, item in enumerate(waveforms, start=1):
        assert await value(images, f"{path}/bulkdata/54000100/{number}/54001010") == item.WaveformData


@pytest.mark.parametrize(
    "steps",
    [
        *("00100010", "60003000", "7FE00009/1/00100010", "x", "", "7FE0001", "54000100", "54000100/9/54001010"),
        *("54000100/0/54001010", "54000100/1/1/54001010", "/".join(["54000100/1"] * 99)),
    ],
)
async def test_what_is_no_bulk_data_is_not_found(images: Images, steps: str) -> None:
    path = await images.stored(file_bytes("waveform_ecg.dcm"))

    assert (await images.get(f"{path}/bulkdata/{steps}")).status_code == 404


async def test_a_part_of_a_value_is_answered(images: Images) -> None:
    path = await images.stored(file_bytes("CT_small.dcm"))
    headers = {"Accept": OCTETS, "Range": "bytes=100-199"}

    answer = await images.client.get(f"{path}/bulkdata/7FE00010", headers=headers)

    assert answer.status_code == 206
    assert answer.content == dcmread(BytesIO(file_bytes("CT_small.dcm"))).PixelData[100:200]


PDF = b"%PDF-1.4\n%%EOF\n\0"


def document(kind: str) -> bytes:
    """An object that holds a document."""
    image = dcmread(BytesIO(file_bytes("CT_small.dcm")))
    del image.PixelData
    image.EncapsulatedDocument, image.MIMETypeOfEncapsulatedDocument = PDF, kind
    return written(image)


async def test_a_pdf_is_what_it_says_it_is(images: Images) -> None:
    path = f"{await images.stored(document('application/pdf'))}/bulkdata/00420011"

    asked = 'multipart/related; type="application/pdf", multipart/related; type="application/octet-stream"'
    assert parts(await images.get(path, asked)) == [("application/pdf", PDF)]
    shown = await images.get(f"{path}?accept=application/pdf", "text/html,*/*;q=0.8")
    assert (shown.headers["content-type"], shown.content) == ("application/pdf", PDF)
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert (await images.get(path, OCTETS)).headers["content-type"] == LABEL


async def test_a_document_that_could_run_here_is_octets(images: Images) -> None:
    path = f"{await images.stored(document('text/html'))}/bulkdata/00420011"

    assert (await images.get(path, "text/html")).status_code == 406
    assert (await images.get(path, "*/*")).headers["content-type"].startswith(f'multipart/related; type="{OCTETS}"')
