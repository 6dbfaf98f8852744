"""What is visible is announced, after it is durable; what cannot be read is rejected."""

import json
import zlib
from functools import partial

import pytest
from fakes import FakeObjectStore
from google.protobuf.timestamp_pb2 import Timestamp
from unit.index.arrivals import (
    NOON_US,
    STUDY,
    after,
    dataset,
    deidentified,
    identity,
    produced,
    quarantined,
    received,
    revised,
    sha,
)
from unit.index.memory_rows import MemoryRows

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_INDEXED
from bildstrom.index import attributes
from bildstrom.index.handler import handle
from bildstrom.runtime.errors import Rejected, Unavailable
from bildstrom.runtime.events import Event, event_id
from bildstrom.runtime.handling import Handle


def handled(store: MemoryRows, objects: FakeObjectStore | None = None) -> Handle:
    return partial(handle, store=store, objects=objects or FakeObjectStore(), now=lambda: after(60))


async def outputs(event: Event) -> list[Event]:
    return await handle(event, store=MemoryRows(), objects=FakeObjectStore(), now=lambda: after(60))


async def test_a_clean_object_is_announced_as_indexed() -> None:
    digest = sha(f"clean raw {STUDY}.1.1")

    assert await outputs(deidentified()) == [
        Event(
            topic=INSTANCE_INDEXED,
            key=STUDY,
            message=pb.InstanceIndexed(
                instance=identity(), sha256=digest, received_at=Timestamp(seconds=NOON_US // 1_000_000)
            ),
            id=event_id(INSTANCE_INDEXED, "demo", f"{STUDY}.1", f"{STUDY}.1.1", digest),
            time=after(60),
        )
    ]


async def test_each_object_of_a_result_is_announced_as_derived() -> None:
    events = await outputs(produced(objects=2))

    told = [(item.message.instance.sop_instance_uid, item.message.derived) for item in events]  # type: ignore[attr-defined]
    assert told == [(f"{STUDY}.90.1", True), (f"{STUDY}.90.2", True)]


@pytest.mark.parametrize("event", [received(), quarantined(), revised(), produced(objects=0)])
async def test_what_makes_nothing_visible_announces_nothing(event: Event) -> None:
    assert await outputs(event) == []


async def test_nothing_is_announced_unless_it_is_durable() -> None:
    store = MemoryRows()
    store.failures = 1

    with pytest.raises(Unavailable) as caught:
        await handled(store)(deidentified())

    assert caught.value.dependency == "cassandra"


async def test_a_failed_write_is_made_good_by_trying_again() -> None:
    disturbed, undisturbed = MemoryRows(), MemoryRows()
    disturbed.failures = 1
    with pytest.raises(Unavailable):
        await handled(disturbed)(deidentified())

    for store in (disturbed, undisturbed):
        await handled(store)(deidentified())

    assert disturbed.dump() == undisturbed.dump()


async def test_large_metadata_is_read_from_the_object_store_and_stays_there() -> None:
    objects, store, event = FakeObjectStore(), MemoryRows(), deidentified()
    assert isinstance(event.message, pb.InstanceDeidentified)
    await objects.put("metadata/1.json.z", event.message.metadata.inline)
    event.message.metadata.object.key = "metadata/1.json.z"

    await handled(store, objects)(event)

    dump = store.dump()
    assert [(row["content"], row["object_key"]) for row in dump["instance_metadata"]] == [(None, "metadata/1.json.z")]
    assert [row["modality"] for row in dump["series"]] == ["CT"]


async def test_metadata_that_is_gone_is_rejected() -> None:
    event = deidentified()
    assert isinstance(event.message, pb.InstanceDeidentified)
    event.message.metadata.object.key = "metadata/1.json.z"

    with pytest.raises(Rejected, match="metadata_missing"):
        await outputs(event)


def compressed(text: str) -> bytes:
    return zlib.compress(text.encode())


UNREADABLE = {
    "not compressed": json.dumps(dataset(identity())).encode(),
    "cut": compressed(json.dumps(dataset(identity())))[:-20],
    "not JSON": compressed("<xml/>"),
    "a list": compressed("[1]"),
    "an element that is none": compressed('{"00080060": "CT"}'),
    "nested too deep": compressed('{"00400275":' + "[" * 5000 + "]" * 5000 + "}"),
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
async def test_metadata_that_cannot_be_read_is_rejected(content: bytes) -> None:
    event = deidentified()
    assert isinstance(event.message, pb.InstanceDeidentified)
    event.message.metadata.inline = content

    with pytest.raises(Rejected, match="metadata_unreadable"):
        await outputs(event)


async def test_a_decompression_bomb_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attributes, "MAX_METADATA_BYTES", 10_000)
    event = deidentified(content={"00080060": {"vr": "CS", "Value": ["C" * 10_000]}})

    with pytest.raises(Rejected, match="metadata_too_large"):
        await outputs(event)


async def test_an_identifier_too_long_to_be_one_is_not_looked_up() -> None:
    store = MemoryRows()
    await handled(store)(deidentified(content=dataset(identity(), x00100020=("LO", "P" * 300))))

    assert "PatientID" not in [row["attribute"] for row in store.dump()["study_by_value"]]
