"""Revisions through the real model in the real Triton: the numbers of the phantom, once, and nothing left behind."""

import io
import secrets
from collections.abc import Awaitable, Callable

import numpy as np
import pytest
from fakes import FakeObjectStore
from integration.inference.running import Servers, regions
from polling import poll_until_async
from pydicom import dcmread
from tritonclient.grpc.aio import InferenceServerClient
from unit.inference.studies import laa950, revision, tensors

from bildstrom.demo.phantom import ChestPhantom
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.inference.choice import all_for_everyone
from bildstrom.inference.decoding.decoders import Decoders
from bildstrom.inference.engine import Engine, Refused
from bildstrom.inference.handler import handle
from bildstrom.inference.series import Images
from bildstrom.inference.triton import Triton
from bildstrom.inference.triton_errors import ModelMissing
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.events import Event

Count = Callable[[], Awaitable[int]]

ADULT = ChestPhantom(seed=11, slices=62, side=96)


async def results(engine: Engine, store: FakeObjectStore, event: Event) -> list[Event]:
    """What the handler makes of a revision."""
    images = Images(store, Decoders([]))
    return await handle(event, images=images, engine=engine, models=all_for_everyone([laa950()]), wake=lambda: None)


def measured(events: list[Event]) -> dict[str, float]:
    """The numbers of the only result, which was produced."""
    (event,) = events
    assert isinstance(event.message, pb.ResultProduced)
    assert (event.message.status, event.message.reason) == (pb.RESULT_STATUS_PRODUCED, "")
    return {one.name: one.value for one in event.message.measurements}


def files(phantom: ChestPhantom) -> list[bytes]:
    """A phantom's files."""
    return [data for _, data in phantom.files()]


async def left_in_triton(server: InferenceServerClient) -> set[str]:
    """Regions that Triton has registered."""
    return set((await server.get_system_shared_memory_status()).regions)


async def test_the_phantom_has_the_emphysema_that_it_was_built_with(triton: Triton) -> None:
    """512 x 512 x 100; tolerances as for the algorithm alone: 0.15 percentage points, 2 HU, 1 %."""
    phantom, store = ChestPhantom(), FakeObjectStore()
    found = measured(await results(triton, store, await revision(store, files(phantom))))
    expected = phantom.expected()
    assert found["laa950"] == pytest.approx(expected.laa950_percent, abs=0.15)
    assert found["perc15"] == pytest.approx(expected.perc15_hu, abs=2)
    assert found["lung_volume"] == pytest.approx(expected.lung_volume_ml, rel=0.01)


async def test_the_segmentation_measures_what_the_report_says(triton: Triton) -> None:
    store = FakeObjectStore()
    events = await results(triton, store, await revision(store, files(ADULT)))
    seg = next(one for one in events[0].message.objects if one.instance.sop_class_uid.endswith(".66.4"))  # type: ignore[attr-defined]
    segments = dcmread(io.BytesIO(store.objects[seg.object.key]))
    by_uid = {image.SOPInstanceUID: image for image in (dcmread(io.BytesIO(data)) for data in files(ADULT))}
    inside = []
    for frame, groups in zip(segments.pixel_array, segments.PerFrameFunctionalGroupsSequence, strict=True):
        source = by_uid[groups.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID]
        inside.append(source.pixel_array[frame == 1].astype(int) - 1024)
    values = np.concatenate(inside)
    found = measured(events)
    assert found["laa950"] == pytest.approx(100 * np.mean(values < -950), abs=0.005)
    assert found["perc15"] == np.percentile(values, 15, method="inverted_cdf")
    assert found["lung_volume"] == pytest.approx(values.size * np.prod(ADULT.spacing) / 1000, abs=0.1)


async def test_the_same_revision_twice_is_one_call_and_the_same_bytes(
    triton: Triton, server: InferenceServerClient, count: Count
) -> None:
    store = FakeObjectStore()
    event = await revision(store, files(ADULT))
    before = await count()
    first = await results(triton, store, event)
    kept = dict(store.objects)
    assert await results(triton, store, event) == first
    assert await count() == before + 1
    fresh = FakeObjectStore()
    again = await results(triton, fresh, await revision(fresh, files(ADULT)))
    objects = {key for key in kept if key.endswith(".dcm") and key.startswith("results/")}
    assert len(objects) == 2
    assert {key: fresh.objects[key] for key in objects} == {key: kept[key] for key in objects}
    assert list(again[0].message.objects) == list(first[0].message.objects)  # type: ignore[attr-defined]
    assert regions() & await left_in_triton(server) == set()


async def test_without_shared_memory_the_result_is_the_same(triton: Triton, servers: Servers) -> None:
    inline = Triton(servers.triton(), shared_memory=False)
    stores = FakeObjectStore(), FakeObjectStore()
    found = [
        (await results(engine, store, await revision(store, files(ADULT))))[0].message
        for engine, store in zip((triton, inline), stores, strict=True)
    ]
    await inline.close()
    assert isinstance(found[0], pb.ResultProduced)
    assert isinstance(found[1], pb.ResultProduced)
    assert list(found[0].objects) == list(found[1].objects)


async def test_a_volume_without_lungs_is_refused_by_its_reason(triton: Triton) -> None:
    given = tensors(np.zeros((30, 64, 64), np.int16))
    with pytest.raises(Refused) as error:
        await triton.infer(laa950(), given, (30, 64, 64))
    assert error.value.reason == "no_lungs"


async def test_an_input_that_the_model_does_not_have_is_a_refusal(triton: Triton) -> None:
    with pytest.raises(Refused) as error:
        await triton.infer(laa950(), tensors(np.zeros((30, 64, 64), np.float32)), (30, 64, 64))
    assert error.value.reason == "model_refused"


async def test_a_version_that_is_not_installed_is_an_alarm(triton: Triton) -> None:
    other = laa950().model_copy(update={"version": 9})
    given = tensors(np.zeros((30, 64, 64), np.int16))
    with pytest.raises(ModelMissing):
        await triton.infer(other, given, (30, 64, 64))


async def test_a_missed_deadline_is_tried_again_and_leaves_no_memory(
    triton: Triton, server: InferenceServerClient
) -> None:
    hasty = laa950().model_copy(update={"deadline_s": 0.05})
    volume = np.stack([part.hounsfield for part in ChestPhantom(slices=62, side=256).anatomy()])
    given = tensors(volume, (4.9, 1.6, 1.6))
    with pytest.raises(Unavailable) as error:
        await triton.infer(hasty, given, volume.shape)
    assert error.value.dependency == "triton"
    assert len(regions() & await left_in_triton(server)) == 1  # Triton may still write there
    found = await triton.infer(laa950(), given, volume.shape)
    assert found["MASK"].shape == volume.shape

    async def given_back() -> bool:
        await triton.infer(laa950(), given, volume.shape)
        return not regions() & await left_in_triton(server)

    await poll_until_async(given_back, "the region of the missed deadline is given back")


async def test_memory_of_a_killed_service_is_given_back_at_the_next_start(
    triton: Triton, server: InferenceServerClient
) -> None:
    name = f"bildstrom-{secrets.token_hex(16)}"
    path = f"/dev/shm/{name}"
    with open(path, "wb") as file:  # noqa: ASYNC230, PTH123 - what a dead process leaves: a file that nobody locks
        file.write(bytes(4096))
    await server.register_system_shared_memory(name, f"/{name}", 4096)
    await triton.tidy()
    assert name not in regions()
    assert name not in await left_in_triton(server)
