"""DICOMweb over the in-memory catalogue: searches, retrievals, metadata, and what is refused."""

import email.policy
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from functools import partial
from typing import Any

import httpx
import pytest
from fakes import FakeObjectStore
from unit.index.arrivals import EXPLICIT_LE, STUDY, after, dataset, deidentified, identity, produced, received
from unit.index.memory_rows import MemoryRows

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb import search, wado
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.handler import handle
from bildstrom.runtime.events import Event

URL = "http://localhost/projects/demo"
DICOM = "application/dicom"


@dataclass
class Web:
    """The service over a catalogue that a test fills."""

    client: httpx.AsyncClient
    store: MemoryRows = field(default_factory=MemoryRows)
    objects: FakeObjectStore = field(default_factory=FakeObjectStore)

    async def happened(self, *events: Event) -> None:
        """Project events."""
        for event in events:
            await partial(handle, store=self.store, objects=self.objects, now=lambda: after(60))(event)

    async def stored(
        self, who: pb.InstanceIdentity, content: bytes, at: float = 0, **elements: tuple[str, Any]
    ) -> None:
        """A clean object arrived and lies in the object store."""
        event = deidentified(who, at=at, content=dataset(who, **elements), size=len(content))
        assert isinstance(event.message, pb.InstanceDeidentified)
        await self.objects.put(event.message.object.key, content)
        await self.happened(received(who, at=at), event)

    async def found(self, path: str) -> list[dict[str, Any]]:
        """The results of a search."""
        answer = await self.client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/dicom+json")
        results: list[dict[str, Any]] = answer.json()
        return results


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    """An empty catalogue."""
    store, objects = MemoryRows(), FakeObjectStore()
    transport = httpx.ASGITransport(dicomweb(Catalogue(store), objects))
    async with httpx.AsyncClient(transport=transport, base_url=f"{URL}/") as client:
        yield Web(client, store, objects)


def values(results: list[dict[str, Any]], tag: str) -> list[Any]:
    return [result[tag]["Value"][0] for result in results]


def parts(answer: httpx.Response) -> list[tuple[str, bytes]]:
    head = f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser(EmailMessage, policy=email.policy.HTTP).parsebytes(head + answer.content)
    assert isinstance(message, EmailMessage)
    found = []
    for part in message.iter_parts():
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        found.append((f"{part.get_content_type()}; transfer-syntax={part.get_param('transfer-syntax')}", payload))
    return found


async def test_a_study_is_found_with_what_the_standard_has_returned(web: Web) -> None:
    await web.stored(identity(1), b"one")
    await web.stored(identity(2), b"two")
    await web.happened(produced())

    assert await web.found("studies") == [
        {
            "00080020": {"vr": "DA", "Value": ["20240131"]},
            "00080030": {"vr": "TM", "Value": ["101500"]},
            "00080050": {"vr": "SH", "Value": ["A1"]},
            "00080056": {"vr": "CS", "Value": ["ONLINE"]},
            "00080061": {"vr": "CS", "Value": ["CT", "SEG"]},
            "00080090": {"vr": "PN"},  # nobody knows it
            "00081190": {"vr": "UR", "Value": [f"{URL}/studies/{STUDY}"]},
            "00100010": {"vr": "PN", "Value": [{"Alphabetic": "Subject^One"}]},
            "00100020": {"vr": "LO", "Value": ["P1"]},
            "00100030": {"vr": "DA"},
            "00100040": {"vr": "CS"},
            "0020000D": {"vr": "UI", "Value": [STUDY]},
            "00200010": {"vr": "SH"},
            "00201206": {"vr": "IS", "Value": [2]},
            "00201208": {"vr": "IS", "Value": [3]},
        }
    ]


async def test_a_series_is_found_with_its_number_of_instances(web: Web) -> None:
    await web.stored(identity(1), b"one")
    await web.stored(identity(2), b"two")

    assert await web.found(f"studies/{STUDY}/series") == [
        {
            "00080060": {"vr": "CS", "Value": ["CT"]},
            "0008103E": {"vr": "LO", "Value": ["Thorax"]},
            "00081190": {"vr": "UR", "Value": [f"{URL}/studies/{STUDY}/series/{STUDY}.1"]},
            "0020000D": {"vr": "UI", "Value": [STUDY]},
            "0020000E": {"vr": "UI", "Value": [f"{STUDY}.1"]},
            "00200011": {"vr": "IS", "Value": [2]},
            "00201209": {"vr": "IS", "Value": [2]},
        }
    ]


async def test_an_instance_is_found_in_its_series(web: Web) -> None:
    await web.stored(identity(7), b"one")

    url = f"studies/{STUDY}/series/{STUDY}.1/instances"
    assert await web.found(url) == [
        {
            "00080016": {"vr": "UI", "Value": ["1.2.840.10008.5.1.4.1.1.2"]},
            "00080018": {"vr": "UI", "Value": [f"{STUDY}.1.7"]},
            "00080056": {"vr": "CS", "Value": ["ONLINE"]},
            "00081190": {"vr": "UR", "Value": [f"{URL}/{url}/{STUDY}.1.7"]},
            "0020000D": {"vr": "UI", "Value": [STUDY]},
            "0020000E": {"vr": "UI", "Value": [f"{STUDY}.1"]},
            "00200013": {"vr": "IS", "Value": [7]},
            "00280010": {"vr": "US", "Value": [512]},
            "00280011": {"vr": "US", "Value": [512]},
        }
    ]


async def test_a_search_across_studies_returns_their_attributes_too(web: Web) -> None:
    await web.stored(identity(1), b"one")

    (series,) = await web.found("series")
    (instance,) = await web.found("instances")

    assert values([series, instance], "00100020") == ["P1", "P1"]
    assert values([instance], "0008103E") == ["Thorax"]


async def three_studies(web: Web) -> None:
    for number, (patient, day, modality) in enumerate(
        [("P1", "20240101", "CT"), ("P2", "20240201", "MR"), ("P1", "20250301", "CT")], start=1
    ):
        who = identity(study=f"2.25.{number}")
        await web.stored(
            who,
            b"x",
            at=number,
            x00100020=("LO", patient),
            x00080020=("DA", day),
            x00080060=("CS", modality),
            x00080050=("SH", f"A{number}"),
        )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["2.25.3", "2.25.2", "2.25.1"]),  # the last received first
        ("PatientID=P1", ["2.25.1", "2.25.3"]),
        ("00100020=P2", ["2.25.2"]),
        ("PatientID=P*", ["2.25.3", "2.25.2", "2.25.1"]),
        ("PatientID=P3", []),
        ("AccessionNumber=A2", ["2.25.2"]),
        ("StudyInstanceUID=2.25.3,2.25.1,2.25.9", ["2.25.3", "2.25.1"]),
        ("StudyDate=20240201", ["2.25.2"]),
        ("StudyDate=20240101-20240301", ["2.25.2", "2.25.1"]),
        ("StudyDate=20240102-", ["2.25.3", "2.25.2"]),
        ("ModalitiesInStudy=CT", ["2.25.1", "2.25.3"]),
        ("ModalitiesInStudy=CT&PatientID=P1&StudyDate=2025*", None),
        ("ModalitiesInStudy=CT&PatientID=P1&StudyDate=20250101-20251231", ["2.25.3"]),
        ("PatientID=P1&AccessionNumber=A2", []),
        ("limit=2", ["2.25.3", "2.25.2"]),
        ("limit=2&offset=2", ["2.25.1"]),
        ("limit=0", []),
        ("offset=3", []),
    ],
)
async def test_studies_are_found_by_what_they_are(web: Web, query: str, expected: list[str] | None) -> None:
    await three_studies(web)

    if expected is None:
        assert (await web.client.get(f"studies?{query}")).status_code == 400
    else:
        assert values(await web.found(f"studies?{query}"), "0020000D") == expected


async def test_series_and_instances_are_found_by_what_they_are(web: Web) -> None:
    await three_studies(web)

    assert values(await web.found("series?Modality=MR"), "0020000D") == ["2.25.2"]
    assert values(await web.found("instances?Modality=CT&InstanceNumber=1"), "0020000D") == ["2.25.3", "2.25.1"]
    assert await web.found("instances?SOPInstanceUID=2.25.1.1.9") == []


async def test_more_results_than_the_limit_are_said(web: Web) -> None:
    await three_studies(web)

    assert (await web.client.get("studies?limit=2")).headers["warning"].startswith("299 ")
    assert "warning" not in (await web.client.get("studies?limit=3")).headers


async def test_a_search_that_looks_at_too_much_ends_with_a_warning(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MAX_EXAMINED", 2)
    await three_studies(web)

    answer = await web.client.get("studies")

    assert values(answer.json(), "0020000D") == ["2.25.3", "2.25.2"]
    assert answer.headers["warning"].startswith("299 ")


async def test_included_fields_are_returned(web: Web) -> None:
    await web.stored(identity(1), b"one", x00180060=("DS", 120))

    path = f"studies/{STUDY}/instances"
    (plain,) = await web.found(path)
    (asked,) = await web.found(f"{path}?includefield=KVP")
    (every,) = await web.found(f"{path}?includefield=all")

    assert "00180060" not in plain
    assert asked.keys() - plain.keys() == {"00180060"}
    assert {"00180060", "00100020", "00080050"} <= every.keys()


async def test_what_an_object_says_of_its_study_does_not_replace_what_is_counted(web: Web) -> None:
    await web.stored(identity(1), b"one", x00201208=("IS", 700), x00080061=("CS", "XA"), x00201209=("IS", 70))

    (found,) = await web.found("instances?includefield=all")

    assert values([found], "00201208") + values([found], "00080061") + values([found], "00201209") == [1, "CT", 1]


async def test_what_is_received_and_not_indexed_is_not_found(web: Web) -> None:
    await web.happened(received())

    assert await web.found("studies") == []
    assert (await web.client.get(f"studies/{STUDY}")).status_code == 404


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


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("studies/1.2", "*/*", 404),
        (f"studies/{STUDY}/series/1.2", "*/*", 404),
        (f"studies/{STUDY}/series/{STUDY}.1/instances/1.2", "*/*", 404),
        ("studies/1.2/metadata", "*/*", 404),
        ("studies/abc", "*/*", 400),
        ("studies/1.2%2f..", "*/*", 404),
        (f"studies/{STUDY}", "image/jpeg", 406),
        (f"studies/{STUDY}", DICOM, 406),
        (f"studies/{STUDY}/metadata", "application/dicom+xml", 406),
        ("studies", "text/html", 406),
        (f"studies/{STUDY}/rendered", "*/*", 406),
        (f"studies/{STUDY}/series/{STUDY}.1/instances/{STUDY}.1.1/frames/1", "*/*", 406),
        ("studies?limit=-1", "*/*", 400),
        ("studies?NoSuchKeyword=1", "*/*", 400),
        ("patients", "*/*", 404),
    ],
)
async def test_what_is_not_offered_is_refused(web: Web, path: str, accept: str, status: int) -> None:
    await web.stored(identity(1), b"one")

    assert (await web.client.get(path, headers={"Accept": accept})).status_code == status


async def test_a_refusal_says_why_and_quotes_nothing(web: Web) -> None:
    answer = await web.client.get("studies?PatientsSecret=Sentinel")

    assert answer.json() == {"error": "a parameter is neither an attribute's keyword nor its tag (PS3.6)"}


async def test_another_project_does_not_see_a_study(web: Web) -> None:
    await web.stored(identity(1), b"one")

    other = "http://localhost/projects/other"
    assert (await web.client.get(f"{other}/studies")).json() == []
    assert (await web.client.get(f"{other}/studies/{STUDY}/series")).json() == []
    assert (await web.client.get(f"{other}/studies/{STUDY}")).status_code == 404


async def test_what_is_down_is_unavailable_before_the_answer_begins(web: Web) -> None:
    await web.stored(identity(1), b"one")
    for path in ("studies", f"studies/{STUDY}", f"studies/{STUDY}/metadata"):
        web.store.failures = 1
        assert (await web.client.get(path)).status_code == 503
    web.store.failures, web.objects.failures = 0, 1
    answer = await web.client.get(f"studies/{STUDY}/series/{STUDY}.1/instances/{STUDY}.1.1", headers={"Accept": DICOM})
    assert (answer.status_code, answer.json()) == (503, {"error": "objects does not answer; try again"})


async def test_an_object_that_is_gone_is_not_found(web: Web) -> None:
    await web.happened(deidentified())

    path = f"studies/{STUDY}/series/{STUDY}.1/instances/{STUDY}.1.1"
    assert (await web.client.get(path, headers={"Accept": DICOM})).status_code == 404


async def test_a_request_under_another_host_name_is_refused(web: Web) -> None:
    answer = await web.client.get("studies", headers={"Host": "attacker.example"})

    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["nothing", "studies/2.25.1/nothing", "studies/%0A/series"])
async def test_an_address_that_nothing_is_served_at_is_answered_like_what_does_not_exist(web: Web, path: str) -> None:
    answer = await web.client.get(path)
    assert (answer.status_code, answer.json()) == (404, {"error": "not found"})


async def test_other_methods_are_refused_in_the_same_form(web: Web) -> None:
    answer = await web.client.post("studies")
    assert (answer.status_code, answer.json()) == (405, {"error": "method not allowed"})
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
