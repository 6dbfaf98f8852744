"""DICOMweb on a socket: flat memory, visible failures, and no query that brings it down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial

import httpx
import pytest
from fakes import FakeObjectStore
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unit.index.arrivals import STUDY, after, deidentified, identity, received
from unit.index.memory_rows import MemoryRows

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.query import MAX_PARAMETERS, MAX_VALUE
from bildstrom.index.dicomweb.server import serving
from bildstrom.index.dicomweb.wado import CHUNK
from bildstrom.index.handler import handle
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.http import connection


class WatchedObjects(FakeObjectStore):
    """Remembers how much was read at once; goes down after some reads."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []
        self.reads_left = 1_000_000

    async def get(self, key: str, start: int = 0, end: int | None = None) -> bytes:
        self.reads_left -= 1
        if self.reads_left < 0:
            raise Unavailable("objects")
        data = await super().get(key, start, end)
        self.sizes.append(len(data))
        return data


@pytest.fixture
async def objects() -> WatchedObjects:
    """An empty store."""
    return WatchedObjects()


@pytest.fixture
async def client(objects: WatchedObjects) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service that holds one study of two instances of two and a half pieces each."""
    store = MemoryRows()
    for number in (1, 2):
        who = identity(number)
        event = deidentified(who, size=CHUNK * 5 // 2)
        assert isinstance(event.message, pb.InstanceDeidentified)
        await objects.put(event.message.object.key, bytes([number]) * (CHUNK * 5 // 2))
        for each in (received(who), event):
            await partial(handle, store=store, objects=objects, now=lambda: after(60))(each)
    async with (
        serving(dicomweb(Catalogue(store), objects), 0) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/projects/demo/") as client,
    ):
        yield client


async def test_a_study_is_streamed_in_pieces_of_a_mebibyte(client: httpx.AsyncClient, objects: WatchedObjects) -> None:
    answer = await client.get(f"studies/{STUDY}")

    assert objects.sizes == [CHUNK, CHUNK, CHUNK // 2] * 2
    assert b"\x01" * (CHUNK * 5 // 2) in answer.content
    assert b"\x02" * (CHUNK * 5 // 2) in answer.content
    assert answer.headers["content-length"] == str(len(answer.content))


async def test_an_answer_that_cannot_be_finished_is_cut_and_never_ends_as_if_it_were_whole(
    client: httpx.AsyncClient, objects: WatchedObjects
) -> None:
    objects.reads_left = 4

    with pytest.raises(httpx.RemoteProtocolError):
        await client.get(f"studies/{STUDY}")
    assert (await client.get("studies")).status_code == 200


@pytest.mark.parametrize("begun", [b"GET /projects/demo/studies?PatientID=", b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: "])
async def test_a_header_without_end_is_refused(client: httpx.AsyncClient, begun: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
    writer.write(begun)
    with suppress(ConnectionError):  # of what is sent after the answer
        for _ in range(1000):
            writer.write(b"x" * 65_536)
            await writer.drain()
    with suppress(ConnectionError):
        assert (await reader.read()).startswith(b"HTTP/1.1 400 ")
    writer.close()
    assert (await client.get("studies")).status_code == 200


async def test_a_header_that_does_not_come_in_time_ends_the_connection(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEADER_SECONDS", 0.2)
    for begun in (b"", b"GET /projects/demo/studies HTTP/1.1\r\nHost:"):
        reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        writer.write(begun)
        assert await asyncio.wait_for(reader.read(), 20) == b""
        writer.close()


async def test_a_long_query_is_answered(client: httpx.AsyncClient) -> None:
    fields = ",".join(["PatientID"] * (MAX_VALUE // 10))
    answer = await client.get("studies?" + "&".join([f"includefield={fields}"] * (MAX_PARAMETERS * 9 // 10)))
    assert (answer.status_code, len(answer.json())) == (200, 1)


NAMES = [
    "PatientID",
    "StudyDate",
    "StudyTime",
    "ModalitiesInStudy",
    "StudyInstanceUID",
    "InstanceNumber",
    "PatientName",
]
NAMES += ["Modality", "limit", "offset", "includefield", "fuzzymatching", "accept", "00100020", "NumberOfFrames"]
PATHS = ["studies", "series", "instances", f"studies/{STUDY}/series", f"studies/{STUDY}/instances", f"studies/{STUDY}"]
TEXT = st.text(st.characters(codec="utf-8"), max_size=30) | st.text("0123456789-*?,\\", max_size=12)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(PATHS),
    st.lists(st.tuples(st.sampled_from(NAMES) | TEXT, TEXT), max_size=4),
    st.sampled_from(["", "*/*", "application/dicom+json", 'multipart/related; type="application/dicom"'])
    | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
)
async def test_no_query_is_an_error_of_the_server(
    client: httpx.AsyncClient, path: str, parameters: list[tuple[str, str]], accept: str
) -> None:
    answer = await client.get(path, params=httpx.QueryParams(tuple(parameters)), headers={"Accept": accept.strip()})

    assert answer.status_code in (200, 400, 406)
