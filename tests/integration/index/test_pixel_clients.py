"""Pixels over HTTP, asked for by another project's client and compared with what DCMTK makes of the same files."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dicomweb_client import DICOMwebClient
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset, dcmread
from pydicom.data import get_testdata_file
from pydicom.encaps import generate_frames
from unit.index_pixels.images import Images, opened

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.pixels.children import Children, pixel_child
from bildstrom.index.dicomweb.server import serving
from bildstrom.runtime.children.bounded import Bounds

EXPLICIT = "1.2.840.10008.1.2.1"


class Service:
    """A service on a port, with objects that a test stores."""

    def __init__(self, images: Images, port: int) -> None:
        self.images = images
        self.client = DICOMwebClient(f"http://127.0.0.1:{port}/projects/demo")

    async def stored(self, name: str) -> tuple[str, str, str]:
        """Store a file; gives its UIDs."""
        _, study, _, series, _, sop = (await self.images.stored(file_of(name).read_bytes())).split("/")
        return study, series, sop

    async def asked(self, question: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """What the client says."""
        return await asyncio.to_thread(question, *arguments, **options)


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """A service without objects."""
    children = Children([pixel_child(Bounds(memory=1 << 30, cpu_s=20, wall_s=60))])
    with closing(children):
        async with opened() as images, serving(dicomweb(Catalogue(images.rows), images.objects, children), 0) as port:
            yield Service(images, port)


def file_of(name: str) -> Path:
    path = get_testdata_file(name)
    assert isinstance(path, str)
    return Path(path)


def by_dcmtk(folder: Path, program: str, *arguments: str) -> Path:
    """The file that a program of DCMTK writes."""
    target = folder / "by_dcmtk"
    subprocess.run([program, *arguments, str(target)], check=True, capture_output=True)
    return target


def drawn(content: bytes) -> NDArray[np.int64]:
    return np.array(Image.open(BytesIO(content))).astype(np.int64)


@pytest.mark.parametrize(
    "name", ["CT_small.dcm", "examples_jpeg2k.dcm", "SC_rgb_rle_2frame.dcm", "examples_ybr_color.dcm"]
)
async def test_frames_are_retrieved_as_they_are_stored(service: Service, name: str) -> None:
    uids, image = await service.stored(name), dcmread(file_of(name))
    count = int(image.get("NumberOfFrames", 1))
    compressed = image.file_meta.TransferSyntaxUID.is_compressed
    expected = list(generate_frames(image.PixelData, number_of_frames=count)) if compressed else [image.PixelData]

    for media_type in ("application/octet-stream", "*/*"):
        frames = await service.asked(
            service.client.retrieve_instance_frames, *uids, list(range(1, count + 1)), media_types=((media_type, "*"),)
        )
        assert frames == expected


async def test_native_frames_and_bulk_data_are_retrieved(service: Service) -> None:
    uids, image = await service.stored("MR_small_RLE.dcm"), dcmread(file_of("MR_small_RLE.dcm"))

    (frame,) = await service.asked(
        service.client.retrieve_instance_frames, *uids, [1], media_types=(("application/octet-stream", EXPLICIT),)
    )
    (metadata,) = await service.asked(service.client.retrieve_series_metadata, *uids[:2])
    (bulk,) = await service.asked(service.client.retrieve_bulkdata, metadata["7FE00010"]["BulkDataURI"])

    assert frame == bulk == image.pixel_array.tobytes()


async def test_an_instance_is_retrieved_in_explicit_little_endian(service: Service) -> None:
    uids = await service.stored("MR_small_jp2klossless.dcm")

    found: Dataset = await service.asked(
        service.client.retrieve_instance, *uids, media_types=(("application/dicom", EXPLICIT),)
    )

    assert found.file_meta.TransferSyntaxUID == EXPLICIT
    assert np.array_equal(found.pixel_array, dcmread(file_of("MR_small_jp2klossless.dcm")).pixel_array)


async def test_pictures_are_retrieved(service: Service) -> None:
    uids = await service.stored("examples_jpeg2k.dcm")

    picture = await service.asked(service.client.retrieve_instance_rendered, *uids, media_types=("image/png",))
    frame = await service.asked(
        service.client.retrieve_instance_frames_rendered, *uids, [1], media_types=("image/png",)
    )

    expected = dcmread(file_of("examples_jpeg2k.dcm")).pixel_array
    assert np.array_equal(drawn(picture), expected)
    assert np.array_equal(drawn(frame), expected)


DECOMPRESSED = [
    ("JPGExtended.dcm", 1),  # 12 bits
    ("SC_rgb_jpeg_gdcm.dcm", 0),  # lossless
    ("MR_small_jpeg_ls_lossless.dcm", 0),
    ("JPEGLSNearLossless_16.dcm", 0),
    ("SC_rgb_rle_16bit_2frame.dcm", 0),
    ("SC_rgb_jpeg_dcmtk.dcm", 2),
]


@pytest.mark.parametrize(("name", "tolerance"), DECOMPRESSED)
async def test_objects_are_decoded_as_dcmtk_does(service: Service, name: str, tolerance: int, tmp_path: Path) -> None:
    uids = await service.stored(name)
    syntax = str(dcmread(file_of(name)).file_meta.TransferSyntaxUID)
    program = {"1.2.840.10008.1.2.5": "dcmdrle"}.get(
        syntax, "dcmdjpls" if syntax.endswith((".80", ".81")) else "dcmdjpeg"
    )
    expected = dcmread(by_dcmtk(tmp_path, program, str(file_of(name)))).pixel_array

    found = await service.asked(service.client.retrieve_instance, *uids, media_types=(("application/dicom", EXPLICIT),))

    assert found.pixel_array.shape == expected.shape
    assert np.abs(found.pixel_array.astype(np.int64) - expected.astype(np.int64)).max() <= tolerance


DRAWN = [
    ("CT_small.dcm", "?window=40,400,linear", ["+Ww", "40", "400"], 1),
    ("CT_small.dcm", "?window=40,400,sigmoid", ["+Ww", "40", "400", "+Wfs"], 1),
    ("MR_small.dcm", "", ["+Wi", "1"], 1),
    ("examples_palette.dcm", "", [], 1),
    ("SC_ybr_full_422_uncompressed.dcm", "", [], 2),
    ("examples_rgb_color.dcm", "", [], 0),
    ("rtdose.dcm", "", ["+Wm", "+F", "1"], 1),
]


@pytest.mark.parametrize(("name", "query", "options", "tolerance"), DRAWN)
async def test_pictures_are_drawn_as_dcmtk_does(
    service: Service, name: str, query: str, options: list[str], tolerance: int, tmp_path: Path
) -> None:
    study, series, sop = await service.stored(name)
    expected = by_dcmtk(tmp_path, "dcmj2pnm", "+on", *options, str(file_of(name))).read_bytes()

    path = f"studies/{study}/series/{series}/instances/{sop}/rendered{query}"
    session = service.client._session
    answer = await asyncio.to_thread(session.get, f"{service.client.base_url}/{path}", headers={"Accept": "image/png"})

    assert answer.status_code == 200
    assert drawn(answer.content).shape == drawn(expected).shape
    assert np.abs(drawn(answer.content) - drawn(expected)).max() <= tolerance
