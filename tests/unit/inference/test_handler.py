"""A revision in, results out: once per content, with a reason where there is none."""

import dataclasses
import io
import json
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import numpy as np
import pytest
from fakes import FakeObjectStore
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.uid import UID
from unit.inference.studies import DIGEST, FakeEngine, images, laa950, revision, small_files

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import RESULT_PRODUCED
from bildstrom.inference.choice import all_for_everyone
from bildstrom.inference.decoding.decoders import Decoders, decoding_child
from bildstrom.inference.engine import Refused
from bildstrom.inference.handler import handle
from bildstrom.inference.series import Images
from bildstrom.inference.triton_errors import ModelDead
from bildstrom.runtime.errors import Rejected, Unavailable
from bildstrom.runtime.events import Event

NOW = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)


class Room:
    """The handler with its dependencies in memory."""

    def __init__(self) -> None:
        self.store = FakeObjectStore()
        self.decoders = Decoders([decoding_child(), decoding_child()])
        self.engine = FakeEngine()
        self.now = NOW
        self.woken = 0

    async def handle(self, event: Event) -> list[Event]:
        """The results of a revision."""
        return await handle(
            event,
            images=Images(self.store, self.decoders),
            engine=self.engine,
            models=all_for_everyone([laa950()]),
            wake=self._wake,
            clock=lambda: self.now,
        )

    def _wake(self) -> None:
        self.woken += 1


@pytest.fixture
def room() -> Iterator[Room]:
    """An empty one."""
    room = Room()
    yield room
    room.decoders.close()


def result_of(events: list[Event]) -> pb.ResultProduced:
    """The only result."""
    (event,) = events
    assert isinstance(event.message, pb.ResultProduced)
    return event.message


def changed(change: Callable[[Dataset], None]) -> list[bytes]:
    """The small phantom's files, each with a change."""
    files = []
    for image in images():
        change(image)
        file = io.BytesIO()
        dcmwrite(file, image)
        files.append(file.getvalue())
    return files


def other_series(image: Dataset) -> None:
    """Makes an image part of a second series."""
    image.SeriesInstanceUID = "2.25.22"
    image.SOPInstanceUID = UID(f"{image.SOPInstanceUID[:-2]}99")
    image.file_meta.MediaStorageSOPInstanceUID = image.SOPInstanceUID


def coronal(image: Dataset) -> None:
    """Turns an axial stack into a coronal one."""
    x, y, z = image.ImagePositionPatient
    image.ImagePositionPatient = [x, z, y]
    image.ImageOrientationPatient = [1, 0, 0, 0, 0, -1]


async def test_a_fitting_series_gives_numbers_and_objects(room: Room) -> None:
    result = result_of(await room.handle(await revision(room.store, small_files())))
    assert (result.status, result.reason) == (pb.RESULT_STATUS_PRODUCED, "")
    assert (result.project, result.study_uid, result.revision) == ("demo", "2.25.1", 1)
    assert (result.content_digest, result.model, result.model_version) == (DIGEST, "laa950", "1")
    assert result.produced_at.ToDatetime(tzinfo=UTC) == NOW
    assert [(one.name, one.value, one.concept.scheme, one.unit.value) for one in result.measurements] == [
        ("laa950", 12.35, "99BILDSTROM", "%"),
        ("perc15", -916.0, "99BILDSTROM", "[hnsf'U]"),
        ("lung_volume", 4819.5, "SCT", "ml"),
    ]
    assert [one.instance.sop_class_uid for one in result.objects] == [
        "1.2.840.10008.5.1.4.1.1.66.4",
        "1.2.840.10008.5.1.4.1.1.88.34",
    ]
    for one in result.objects:
        data = room.store.objects[one.object.key]
        header = dcmread(io.BytesIO(data), stop_before_pixels=True)
        assert one.object.size == len(data)
        assert one.instance.sop_instance_uid == header.SOPInstanceUID
        assert one.transfer_syntax_uid == "1.2.840.10008.1.2.1"
        assert one.object.key == f"results/demo/2.25.1/{DIGEST}/laa950-1/{header.SOPInstanceUID}.dcm"
        metadata = json.loads(zlib.decompress(one.metadata.inline))
        assert metadata["00080018"]["Value"] == [header.SOPInstanceUID]
        assert "7FE00010" not in metadata


async def test_the_model_gets_hounsfield_units_from_feet_to_head(room: Room) -> None:
    await room.handle(await revision(room.store, reversed(small_files())))
    (tensors,) = room.engine.requests
    by_height = sorted(images(), key=lambda image: float(image.ImagePositionPatient[2]))
    expected = np.stack([image.pixel_array.astype(np.int16) - 1024 for image in by_height])
    assert np.array_equal(tensors["VOLUME"], expected)
    assert tensors["VOLUME"].dtype == np.int16
    assert tensors["SPACING"].tolist() == pytest.approx([4.0, 6.25, 6.25], rel=1e-4)


async def test_the_same_revision_again_says_the_same_and_computes_nothing(room: Room) -> None:
    event = await revision(room.store, small_files())
    first = await room.handle(event)
    kept = dict(room.store.objects)
    room.now = datetime(2027, 1, 1, tzinfo=UTC)
    assert await room.handle(event) == first
    assert room.store.objects == kept
    assert len(room.engine.requests) == 1


async def test_after_a_crash_before_the_record_the_objects_are_the_same(room: Room) -> None:
    event = await revision(room.store, small_files())
    first = result_of(await room.handle(event))
    kept = {key: data for key, data in room.store.objects.items() if not key.endswith(".pb")}
    for key in [key for key in room.store.objects if key.startswith("results/") and key.endswith(".pb")]:
        del room.store.objects[key]
    again = result_of(await room.handle(event))
    assert list(again.objects) == list(first.objects)
    assert {key: data for key, data in room.store.objects.items() if not key.endswith(".pb")} == kept


async def test_two_fitting_series_are_two_results(room: Room) -> None:
    event = await revision(room.store, [*small_files(), *changed(other_series)])
    events = await room.handle(event)
    results = [one.message for one in events if isinstance(one.message, pb.ResultProduced)]
    assert len({one.series_uid for one in results}) == 2
    assert len({one.id for one in events}) == 2
    assert [one.status for one in results] == [pb.RESULT_STATUS_PRODUCED] * 2
    assert sorted(map(str, await room.handle(event))) == sorted(map(str, events))
    assert len(room.engine.requests) == 2


async def test_a_crash_between_two_series_repeats_only_the_second(room: Room) -> None:
    event = await revision(room.store, [*small_files(), *changed(other_series)])
    room.engine.fails_at = 2
    with pytest.raises(Unavailable):
        await room.handle(event)
    assert len(await room.handle(event)) == 2
    assert len(room.engine.requests) == 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda image: setattr(image, "Modality", "MR"), "other_modality"),
        (lambda image: setattr(image, "SOPClassUID", "1.2.840.10008.5.1.4.1.1.2.1"), "other_sop_class"),
        (lambda image: setattr(image, "BodyPartExamined", "HEAD"), "other_body_part"),
        (lambda image: setattr(image, "ImageType", ["ORIGINAL", "PRIMARY", "LOCALIZER"]), "localizer"),
        (coronal, "not_axial"),
        (lambda image: delattr(image, "PixelSpacing"), "no_geometry"),
        (lambda image: None, "slices_too_far_apart"),
    ],
)
async def test_a_study_without_a_fitting_series_is_not_applicable(
    room: Room, change: Callable[[Dataset], None], reason: str
) -> None:
    model = laa950()
    narrow = model.model_copy(update={"series": model.series.model_copy(update={"max_slice_spacing_mm": 3.9})})
    event = await revision(room.store, changed(change))
    events = await handle(
        event,
        images=Images(room.store, room.decoders),
        engine=room.engine,
        models=all_for_everyone([narrow]),
        wake=lambda: None,
    )
    result = result_of(events)
    assert (result.status, result.reason, result.series_uid) == (pb.RESULT_STATUS_NOT_APPLICABLE, reason, "")
    assert room.engine.requests == []


async def test_a_study_of_few_images_is_not_applicable(room: Room) -> None:
    result = result_of(await room.handle(await revision(room.store, small_files()[:5])))
    assert (result.status, result.reason) == (pb.RESULT_STATUS_NOT_APPLICABLE, "too_few_slices")


async def test_an_empty_study_is_not_applicable(room: Room) -> None:
    result = result_of(await room.handle(await revision(room.store, [])))
    assert (result.status, result.reason) == (pb.RESULT_STATUS_NOT_APPLICABLE, "no_series")


async def test_a_missing_slice_is_a_failure(room: Room) -> None:
    files = [*small_files()[:10], *small_files()[11:]]
    result = result_of(await room.handle(await revision(room.store, files)))
    assert (result.status, result.reason) == (pb.RESULT_STATUS_FAILED, "gap_in_slices")
    assert result.series_uid
    assert not result.objects


async def test_pixels_that_cannot_be_decoded_are_a_failure(room: Room) -> None:
    files = changed(lambda image: setattr(image, "PixelData", b"\0\0"))
    result = result_of(await room.handle(await revision(room.store, files)))
    assert (result.status, result.reason) == (pb.RESULT_STATUS_FAILED, "undecodable_pixels")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("LAA950", np.array([np.nan], np.float32), "output_not_a_number"),
        ("LAA950", np.array([np.inf], np.float32), "output_not_a_number"),
        ("LAA950", np.array([100.5], np.float32), "output_out_of_range"),
        ("PERC15", np.array([1.0], np.float32), "output_out_of_range"),
        ("PERC15", np.array([-900.0, -901.0], np.float32), "output_wrong_shape"),
        ("MASK", np.zeros((3, 3, 3), np.uint8), "output_wrong_shape"),
        ("MASK", np.zeros((24, 64, 64), np.uint8), "output_empty_mask"),
        ("MASK", np.full((24, 64, 64), 2, np.uint8), "output_unknown_segment"),
    ],
)
async def test_outputs_that_contradict_the_model_are_a_failure(
    room: Room, name: str, value: np.ndarray, reason: str
) -> None:
    room.engine.outputs[name] = value
    result = result_of(await room.handle(await revision(room.store, small_files())))
    assert (result.status, result.reason) == (pb.RESULT_STATUS_FAILED, reason)
    assert not result.measurements
    assert not result.objects


async def test_a_missing_output_is_a_failure(room: Room) -> None:
    del room.engine.outputs["PERC15"]
    result = result_of(await room.handle(await revision(room.store, small_files())))
    assert (result.status, result.reason) == (pb.RESULT_STATUS_FAILED, "output_missing")


async def test_a_refusal_of_the_model_is_a_failure_with_its_word(room: Room) -> None:
    room.engine.failure = Refused("no_lungs")
    result = result_of(await room.handle(await revision(room.store, small_files())))
    assert (result.status, result.reason) == (pb.RESULT_STATUS_FAILED, "no_lungs")


async def test_triton_being_down_is_waited_for_and_recorded_nowhere(room: Room) -> None:
    event = await revision(room.store, small_files())
    room.engine.failure = Unavailable("triton")
    with pytest.raises(Unavailable):
        await room.handle(event)
    assert not any(key.startswith("results/") for key in room.store.objects)
    assert room.woken == 0


async def test_a_dead_model_wakes_the_canary(room: Room) -> None:
    event = await revision(room.store, small_files())
    room.engine.failure = ModelDead()
    with pytest.raises(Unavailable):
        await room.handle(event)
    assert room.woken == 1


async def test_a_manifest_that_is_gone_or_another_is_rejected(room: Room) -> None:
    event = await revision(room.store, small_files())
    assert isinstance(event.message, pb.StudyRevised)
    other = pb.StudyRevised()
    other.CopyFrom(event.message)
    other.content_digest = "00" * 32
    with pytest.raises(Rejected, match="manifest_damaged"):
        await room.handle(dataclasses.replace(event, message=other))
    del room.store.objects[event.message.manifest.key]
    with pytest.raises(Rejected, match="manifest_missing"):
        await room.handle(event)


async def test_an_instance_that_is_gone_is_rejected(room: Room) -> None:
    event = await revision(room.store, small_files())
    del room.store.objects[next(key for key in room.store.objects if key.startswith("clean/"))]
    with pytest.raises(Rejected, match="object_missing"):
        await room.handle(event)


async def test_the_event_is_a_result_of_the_study(room: Room) -> None:
    (event,) = await room.handle(await revision(room.store, small_files()))
    assert (event.topic, event.key, event.time, event.traceparent) == (RESULT_PRODUCED, "2.25.1", NOW, None)
