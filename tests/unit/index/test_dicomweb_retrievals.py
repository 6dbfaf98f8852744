"""Objects and metadata of the in-memory catalogue, as they are answered."""

from typing import Any

import pytest
from unit.index.arrivals import EXPLICIT_LE, STUDY, dataset, deidentified, identity
from unit.index.web import DICOM, URL, Web, parts, values

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.dicomweb import wado


async def test_of_conflicting_contents_the_first_is_counted_found_and_retrieved(web: Web) -> None:
    who = identity(1)
    for raw, at, patient, content in (("late", 9, "P9", b"late bytes"), ("first", 1, "P1", b"first bytes")):
        event = deidentified(who, at=at, raw=raw, content=dataset(who, x00100020=("LO", patient)), size=len(content))
        assert isinstance(event.message, pb.InstanceDeidentified)
        await web.objects.put(event.message.object.key, content)
        await web.happened(event)

    (study,) = await web.found(f"studies?StudyInstanceUID={STUDY}")
    assert (values([study], "00100020"), values([study], "00201208")) == (["P1"], [1])
    assert await web.found("studies?PatientID=P9") == []
    answer = await web.client.get(f"studies/{STUDY}")
    assert [content for _, content in parts(answer)] == [b"first bytes"]


async def test_a_study_is_retrieved_as_it_is_stored(web: Web) -> None:
    await web.stored(identity(2), b"two")
    await web.stored(identity(1), b"one")
    await web.stored(identity(1, series=2), b"three")

    answer = await web.client.get(f"studies/{STUDY}", headers={"Accept": 'multipart/related; type="application/dicom"'})

    kind = f"{DICOM}; transfer-syntax={EXPLICIT_LE}"
    assert answer.status_code == 200
    assert parts(answer) == [(kind, b"one"), (kind, b"two"), (kind, b"three")]


async def test_a_series_and_an_instance_are_retrieved_alone(web: Web) -> None:
    await web.stored(identity(1), b"one")
    await web.stored(identity(1, series=2), b"two")

    series = await web.client.get(f"studies/{STUDY}/series/{STUDY}.2")
    instance = await web.client.get(f"studies/{STUDY}/series/{STUDY}.1/instances/{STUDY}.1.1")

    assert [content for _, content in parts(series)] == [b"two"]
    assert [content for _, content in parts(instance)] == [b"one"]


async def test_a_single_instance_is_retrieved_without_parts(web: Web) -> None:
    await web.stored(identity(1), b"one")

    path = f"studies/{STUDY}/series/{STUDY}.1/instances/{STUDY}.1.1"
    answer = await web.client.get(path, headers={"Accept": DICOM})

    assert (answer.headers["content-type"], answer.content) == (f"{DICOM}; transfer-syntax={EXPLICIT_LE}", b"one")


async def test_a_large_object_is_read_in_pieces(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wado, "CHUNK", 4)
    await web.stored(identity(1), b"0123456789")

    assert [content for _, content in parts(await web.client.get(f"studies/{STUDY}"))] == [b"0123456789"]


def image(who: pb.InstanceIdentity) -> dict[str, Any]:
    """Metadata with where the pixels are."""
    url = f"{URL}/studies/{who.study_uid}/series/{who.series_uid}/instances/{who.sop_instance_uid}"
    return dataset(who) | {"7FE00010": {"vr": "OW", "BulkDataURI": f"{url}/bulkdata/7FE00010"}}


async def test_metadata_is_answered_as_it_was_stored_with_where_the_pixels_are(web: Web) -> None:
    await web.stored(identity(1), b"one")
    await web.stored(identity(2), b"two")
    await web.stored(identity(1, series=2), b"three")

    study = await web.client.get(f"studies/{STUDY}/metadata")
    series = await web.client.get(f"studies/{STUDY}/series/{STUDY}.2/metadata")
    instance = await web.client.get(f"studies/{STUDY}/series/{STUDY}.1/instances/{STUDY}.1.2/metadata")

    assert study.headers["content-type"] == "application/dicom+json"
    assert study.json() == [image(identity(1)), image(identity(2)), image(identity(1, series=2))]
    assert series.json() == [image(identity(1, series=2))]
    assert instance.json() == [image(identity(2))]


async def test_large_metadata_is_answered_from_the_object_store(web: Web) -> None:
    event = deidentified()
    assert isinstance(event.message, pb.InstanceDeidentified)
    await web.objects.put("metadata/1.json.z", event.message.metadata.inline)
    event.message.metadata.object.key = "metadata/1.json.z"
    await web.happened(event)

    assert (await web.client.get(f"studies/{STUDY}/metadata")).json() == [image(identity())]
