"""Compressed series: the model gets what the scanner measured, and no stranger's stream is decoded in the service."""

import io
from collections.abc import Iterator
from pathlib import Path

import gdcm
import numpy as np
import pytest
from fakes import FakeObjectStore
from pydicom import Dataset, dcmread, dcmwrite, uid
from pydicom.encaps import encapsulate
from unit.inference.studies import FakeEngine, images, laa950, revision

from bildstrom.dicom.volume_slice import NotAVolume
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.inference.choice import all_for_everyone
from bildstrom.inference.decoding.decoders import Decoders, decoding_child
from bildstrom.inference.handler import handle
from bildstrom.inference.series import Images
from bildstrom.runtime.children.bounded import BoundedChild, Bounds
from bildstrom.runtime.errors import Unavailable

LOSSLESS = [uid.RLELossless, uid.JPEGLSLossless, uid.JPEG2000Lossless]


@pytest.fixture
def decoders() -> Iterator[Decoders]:
    """Two children."""
    decoders = Decoders([decoding_child(), decoding_child()])
    yield decoders
    decoders.close()


def encoded(image: Dataset) -> bytes:
    """A file."""
    file = io.BytesIO()
    dcmwrite(file, image)
    return file.getvalue()


def in_lossless_jpeg(image: Dataset, folder: Path) -> Dataset:
    """The image as scanners compress theirs (ITU-T T.81, process 14, first-order prediction), by GDCM."""
    native, compressed = str(folder / "native.dcm"), str(folder / "compressed.dcm")
    dcmwrite(native, image)
    reader, change, writer = gdcm.ImageReader(), gdcm.ImageChangeTransferSyntax(), gdcm.ImageWriter()
    reader.SetFileName(native)
    assert reader.Read()
    change.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.JPEGLosslessProcess14_1))
    change.SetInput(reader.GetImage())
    assert change.Change()
    writer.SetFileName(compressed)
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    assert writer.Write()
    found = dcmread(compressed)
    assert found.file_meta.TransferSyntaxUID == uid.JPEGLosslessSV1
    return found


async def result_of(files: list[bytes], engine: FakeEngine, decoders: Decoders) -> pb.ResultProduced:
    """What comes of a study."""
    store = FakeObjectStore()
    event = await revision(store, files)
    found = Images(store, decoders)
    (produced,) = await handle(
        event, images=found, engine=engine, models=all_for_everyone([laa950()]), wake=lambda: None
    )
    assert isinstance(produced.message, pb.ResultProduced)
    return produced.message


@pytest.mark.parametrize("syntax", LOSSLESS, ids=lambda syntax: syntax.keyword)
async def test_the_model_gets_the_same_voxels_from_a_series_that_is_compressed_without_loss(
    syntax: uid.UID, decoders: Decoders
) -> None:
    engine, files = FakeEngine(), []
    for image in images():
        image.compress(syntax, generate_instance_uid=False)
        files.append(encoded(image))

    result = await result_of(files, engine, decoders)

    by_height = sorted(images(), key=lambda image: float(image.ImagePositionPatient[2]))
    (tensors,) = engine.requests
    assert result.status == pb.RESULT_STATUS_PRODUCED
    assert np.array_equal(tensors["VOLUME"], [image.pixel_array.astype(np.int16) - 1024 for image in by_height])


def test_lossless_jpeg_is_decoded_to_the_samples_that_it_was_made_of(decoders: Decoders, tmp_path: Path) -> None:
    image = images()[0]
    assert decoders.samples(in_lossless_jpeg(image, tmp_path)) == image.PixelData


async def test_a_stream_of_another_size_than_the_header_says_is_a_failure(decoders: Decoders, tmp_path: Path) -> None:
    files = []
    for image in images():
        compressed = in_lossless_jpeg(image, tmp_path)
        compressed.Rows //= 2
        files.append(encoded(compressed))

    result = await result_of(files, FakeEngine(), decoders)

    assert (result.status, result.reason) == (pb.RESULT_STATUS_FAILED, "undecodable_pixels")


@pytest.mark.parametrize("syntax", [uid.JPEG2000Lossless, uid.JPEGLSLossless, uid.RLELossless, uid.UID("1.2.3.4")])
def test_noise_is_undecodable_and_the_next_slice_is_decoded(syntax: uid.UID, decoders: Decoders) -> None:
    broken, sound = images()[:2]
    broken.PixelData = encapsulate([bytes(range(256)) * 64])
    broken.file_meta.TransferSyntaxUID = syntax
    expected = sound.PixelData
    sound.compress(uid.RLELossless, generate_instance_uid=False)

    with pytest.raises(NotAVolume, match="undecodable_pixels"):
        decoders.samples(broken)

    assert decoders.samples(sound) == expected


def test_a_slice_that_takes_more_than_it_may_is_undecodable() -> None:
    decoders = Decoders([decoding_child(Bounds(memory=1 << 20, cpu_s=20, wall_s=60))])
    image = images()[0]
    image.Rows = image.Columns = 4096
    image.PixelData = np.zeros((4096, 4096), np.uint16).tobytes()
    image.compress(uid.RLELossless, generate_instance_uid=False)
    try:
        with pytest.raises(NotAVolume, match="undecodable_pixels"):
            decoders.samples(image)
    finally:
        decoders.close()


def test_without_an_interpreter_for_the_children_the_revision_waits(tmp_path: Path) -> None:
    decoders = Decoders([BoundedChild(Bounds(), [str(tmp_path / "absent")])])
    image = images()[0]
    image.compress(uid.RLELossless, generate_instance_uid=False)
    with pytest.raises(Unavailable):
        decoders.samples(image)
