"""The index as a process, on the real Kafka and Cassandra: events in, catalogue and announcements out."""

import asyncio
import json
import urllib.request
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import grpc
import pytest
from dicomweb_client import DICOMwebClient
from integration.index.running import Announced, Servers, announced, publish
from polling import poll_until_async
from pydicom import Dataset, dcmread
from pydicom.data import get_testdata_file
from pydicom.encaps import generate_frames
from unit.index.arrivals import deidentified, identity, produced, received, sha

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.catalog.v1.catalog_pb2_grpc import CatalogStub
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.local.stack import Stack
from bildstrom.runtime.events import Event
from bildstrom.runtime.local_objects import LocalObjectStore


@dataclass
class Running:
    """The index and where it is reached."""

    stack: Stack
    kafka: str

    @property
    def dicomweb(self) -> str:
        """URL of the project's DICOMweb service."""
        return f"{self.stack.ports.url('dicomweb')}/projects/demo"

    @property
    def objects(self) -> LocalObjectStore:
        """The object store of the stack."""
        return LocalObjectStore(self.stack.home.data / "objects")


@pytest.fixture(scope="module")
def running(servers: Servers) -> Iterator[Running]:
    """A running index."""
    kafka = servers.kafka()
    servers.cassandra()
    servers.stack.up(["index"])
    yield Running(servers.stack, kafka)
    servers.stack.stop("index")


@pytest.fixture(autouse=True)
def serves(running: Running) -> None:
    """What a test has ended runs again for the next one."""
    if running.stack.process("index").state != "running":
        running.stack.start("index")


@pytest.fixture
async def listening(running: Running) -> AsyncIterator[Announced]:
    """What the index announces."""
    async with announced(running.kafka) as listener:
        yield listener


async def snapshot(running: Running, study_uid: str) -> catalog.StudySnapshot:
    async with grpc.aio.insecure_channel(running.stack.ports.address("index_grpc")) as channel:
        request = catalog.GetStudySnapshotRequest(project="demo", study_uid=study_uid)
        return (await CatalogStub(channel).GetStudySnapshot(request, timeout=10)).snapshot


async def everything_announced(listening: Announced, study_uid: str, sops: set[str]) -> None:
    async def all_of_it() -> bool:
        return {message.instance.sop_instance_uid for message in await listening.of(study_uid)} >= sops

    await poll_until_async(all_of_it, "every instance is announced", deadline=60)


async def test_what_is_announced_can_be_read(running: Running, listening: Announced) -> None:
    study = "2.25.31"
    people = [identity(number, 1 + number // 20, study) for number in range(1, 61)]
    events = [event for who in people for event in (received(who), deidentified(who))]

    await publish(running.kafka, events)
    await everything_announced(listening, study, {who.sop_instance_uid for who in people})

    found = await snapshot(running, study)
    lines = sorted(f"{who.sop_instance_uid} {sha(f'clean raw {who.sop_instance_uid}')}\n" for who in people)
    assert found.content_digest == sha("".join(lines))
    assert [len(series.instances) for series in found.series] == [19, 20, 20, 1]


async def test_a_result_is_announced_as_derived_and_changes_no_snapshot(running: Running, listening: Announced) -> None:
    study = "2.25.32"
    await publish(running.kafka, [received(identity(1, 1, study)), deidentified(identity(1, 1, study))])
    await everything_announced(listening, study, {f"{study}.1.1"})
    before = await snapshot(running, study)

    await publish(running.kafka, [produced(study=study)])
    await everything_announced(listening, study, {f"{study}.90.1"})

    assert {m.instance.sop_instance_uid: m.derived for m in await listening.of(study)} == {
        f"{study}.1.1": False,
        f"{study}.90.1": True,
    }
    assert await snapshot(running, study) == before


async def test_killed_in_mid_flow_it_goes_on_where_it_was(running: Running, listening: Announced) -> None:
    study = "2.25.33"
    people = [identity(number, 1, study) for number in range(1, 801)]
    events = [event for who in people for event in (received(who), deidentified(who))]
    await publish(running.kafka, events)

    async def some() -> bool:
        return len(await listening.of(study)) > 0

    await poll_until_async(some, "the first instance is announced", deadline=60)
    await asyncio.to_thread(running.stack.kill, "index")
    await asyncio.to_thread(running.stack.start, "index")
    await everything_announced(listening, study, {who.sop_instance_uid for who in people})

    lines = sorted(f"{who.sop_instance_uid} {sha(f'clean raw {who.sop_instance_uid}')}\n" for who in people)
    assert (await snapshot(running, study)).content_digest == sha("".join(lines))


async def test_an_event_that_cannot_be_read_does_not_hold_up_the_others(running: Running, listening: Announced) -> None:
    study = "2.25.34"
    broken = deidentified(identity(1, 1, study))
    assert isinstance(broken.message, pb.InstanceDeidentified)
    broken.message.metadata.inline = b"no zlib"

    await publish(running.kafka, [broken, deidentified(identity(2, 1, study))])
    await everything_announced(listening, study, {f"{study}.1.2"})

    (series,) = (await snapshot(running, study)).series
    assert [instance.sop_instance_uid for instance in series.instances] == [f"{study}.1.2"]


async def test_told_to_stop_it_ends_cleanly(running: Running) -> None:
    assert await asyncio.to_thread(running.stack.stop, "index")
    assert running.stack.process("index").exit_code in (0, None)


FILES = ("CT_small.dcm", "MR_small.dcm", "MR_small_RLE.dcm", "JPEG2000.dcm", "rtplan.dcm", "SC_rgb_jpeg_dcmtk.dcm")


def real_file(name: str) -> tuple[bytes, Dataset]:
    path = get_testdata_file(name)
    assert isinstance(path, str)
    return Path(path).read_bytes(), dcmread(path)


async def stored(running: Running, name: str, series: int) -> tuple[Event, bytes]:
    """A file of the pydicom wheel as a clean object of study 2.25.35, its event not yet published."""
    content, found = real_file(name)
    who = identity(1, series, "2.25.35")
    who.sop_class_uid = found.SOPClassUID
    for keyword in ("PixelData", "ReferencedStudySequence"):
        if keyword in found:
            del found[keyword]
    metadata: dict[str, Any] = json.loads(found.to_json(suppress_invalid_tags=True))
    for tag, uid in (("0020000D", who.study_uid), ("0020000E", who.series_uid), ("00080018", who.sop_instance_uid)):
        metadata[tag] = {"vr": "UI", "Value": [uid]}
    event = deidentified(who, content=metadata, size=len(content))
    assert isinstance(event.message, pb.InstanceDeidentified)
    event.message.transfer_syntax_uid = found.file_meta.TransferSyntaxUID
    await running.objects.put(event.message.object.key, content)
    return event, content


async def test_another_projects_client_finds_and_retrieves_real_files(running: Running, listening: Announced) -> None:
    study = "2.25.35"
    files = [await stored(running, name, number) for number, name in enumerate(FILES, start=1)]
    await publish(running.kafka, [received(identity(1, 1, study)), *(event for event, _ in files)])
    await everything_announced(listening, study, {f"{study}.{n}.1" for n in range(1, len(FILES) + 1)})
    client = await asyncio.to_thread(DICOMwebClient, running.dicomweb)

    studies = await asyncio.to_thread(client.search_for_studies, search_filters={"StudyInstanceUID": study})
    assert [found["00201208"]["Value"] for found in studies] == [[len(FILES)]]
    series = await asyncio.to_thread(client.search_for_series, study, search_filters={"Modality": "RTPLAN"})
    assert [found["0020000E"]["Value"] for found in series] == [[f"{study}.5"]]
    metadata = await asyncio.to_thread(client.retrieve_study_metadata, study)
    assert [found["0020000E"]["Value"] for found in metadata] == [[f"{study}.{n}"] for n in range(1, len(FILES) + 1)]

    retrieved = await asyncio.to_thread(client.retrieve_study, study, media_types=(("application/dicom", "*"),))
    assert [written(found) for found in retrieved] == [written(dcmread(BytesIO(content))) for _, content in files]
    one = await asyncio.to_thread(client.retrieve_instance, study, f"{study}.1", f"{study}.1.1")
    assert written(one) == written(dcmread(BytesIO(files[0][1])))

    await pixels_are_retrieved(client, study)


async def pixels_are_retrieved(client: DICOMwebClient, study: str) -> None:
    """Frames as they are stored and decoded, and a picture, of the RLE image that is series 3."""
    uids, image = (study, f"{study}.3", f"{study}.3.1"), real_file("MR_small_RLE.dcm")[1]
    octets = "application/octet-stream"

    stored = await asyncio.to_thread(client.retrieve_instance_frames, *uids, [1], media_types=((octets, "*"),))
    native = await asyncio.to_thread(
        client.retrieve_instance_frames, *uids, [1], media_types=((octets, "1.2.840.10008.1.2.1"),)
    )
    picture = await asyncio.to_thread(client.retrieve_instance_rendered, *uids, media_types=("image/png",))

    assert stored == list(generate_frames(image.PixelData, number_of_frames=1))
    assert native == [image.pixel_array.tobytes()]
    assert picture.startswith(b"\x89PNG")


def written(found: Dataset) -> dict[str, Any]:
    """A data set as DICOM JSON, with its file meta information's transfer syntax."""
    as_json: dict[str, Any] = found.to_json_dict(suppress_invalid_tags=True)
    return as_json | {"transfer syntax": str(found.file_meta.TransferSyntaxUID)}


def test_dicomweb_listens_on_loopback_and_names_no_server(running: Running) -> None:
    with urllib.request.urlopen(f"{running.dicomweb}/studies?limit=1", timeout=10) as answer:
        assert (answer.status, answer.headers.get("server")) == (200, None)


def test_the_log_names_no_study(running: Running) -> None:
    text = running.stack.log("index", lines=100_000)

    assert "2.25.3" not in text
