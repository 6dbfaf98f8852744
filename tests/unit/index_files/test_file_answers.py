"""Objects that are local files, over a socket: the same answers as of any store, without the process reading them."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pytest
from fakes import FakeObjectStore
from polling import poll_until_async
from unit.index.arrivals import STUDY, after, deidentified, identity, received
from unit.index.memory_rows import MemoryRows
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.files import connection
from bildstrom.index.dicomweb.files.outflow import Outflow
from bildstrom.index.dicomweb.server import serving
from bildstrom.index.handler import handle
from bildstrom.runtime.local_objects import LocalObjectStore
from bildstrom.runtime.objects import ObjectStore

SIZE = 6_000_000  # of an object: two are more than a socket takes
COUNT = 3
STUDY_PATH = f"/projects/demo/studies/{STUDY}"
REQUEST = f"GET {STUDY_PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


class Unread(LocalObjectStore):
    """Its objects are never read by this process."""

    async def get(self, key: str, start: int = 0, end: int | None = None) -> bytes:
        raise AssertionError("an object was read")


@dataclass
class Served:
    """A service over local files, and the same study over a store of another kind.

    Attributes:
        keys: of the objects.
    """

    client: httpx.AsyncClient
    other: httpx.AsyncClient
    port: int
    folder: Path
    keys: list[str]


async def filled(rows: MemoryRows, objects: ObjectStore) -> list[str]:
    """Store one study; the keys of its objects."""
    keys = []
    for number in range(1, COUNT + 1):
        who = identity(number)
        event = deidentified(who, size=SIZE)
        assert isinstance(event.message, pb.InstanceDeidentified)
        keys.append(event.message.object.key)
        await objects.put(keys[-1], bytes([number]) + bytes(range(250)) * (SIZE // 250 - 1) + bytes(249))
        for each in (received(who), event):
            await partial(handle, store=rows, objects=objects, now=lambda: after(60))(each)
    return keys


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    rows, other_rows, objects, other = MemoryRows(), MemoryRows(), Unread(tmp_path), FakeObjectStore()
    keys = await filled(rows, objects)
    await filled(other_rows, other)
    async with (
        serving(dicomweb(Catalogue(rows), objects), 0) as port,
        serving(dicomweb(Catalogue(other_rows), other), 0) as other_port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{other_port}") as other_client,
    ):
        yield Served(client, other_client, port, tmp_path, keys)


def told(answer: httpx.Response) -> tuple[int, dict[str, str]]:
    return answer.status_code, {name: value for name, value in answer.headers.items() if name != "date"}


INSTANCE = f"{STUDY_PATH}/series/{identity(2).series_uid}/instances/{identity(2).sop_instance_uid}"
ASKED = {
    "a study": (STUDY_PATH, {}),
    "an instance": (INSTANCE, {"Accept": "application/dicom"}),
    "a part of it": (INSTANCE, {"Accept": "application/dicom", "Range": "bytes=100000-5000000"}),
    "its last bytes": (INSTANCE, {"Accept": "application/dicom", "Range": "bytes=-3"}),
    "an instance as a message": (INSTANCE, {"Accept": 'multipart/related; type="application/dicom"'}),
}


@pytest.mark.parametrize(("path", "headers"), ASKED.values(), ids=ASKED)
async def test_the_answer_is_that_of_any_other_store(served: Served, path: str, headers: dict[str, str]) -> None:
    found, expected = [await client.get(path, headers=headers) for client in (served.client, served.other)]

    assert told(found) == told(expected)
    assert found.content == expected.content


async def test_a_connection_is_used_again(served: Served) -> None:
    sizes = [len((await served.client.get(STUDY_PATH)).content) for _ in range(3)]
    assert len(set(sizes)) == 1
    assert sizes[0] > COUNT * SIZE


async def test_an_object_that_is_gone_is_404_and_a_later_one_cuts_the_answer(served: Served) -> None:
    (served.folder / served.keys[1]).unlink()
    with pytest.raises(httpx.RemoteProtocolError):
        await served.client.get(STUDY_PATH)
    assert (await served.client.get(INSTANCE, headers={"Accept": "application/dicom"})).status_code == 404
    (served.folder / served.keys[0]).unlink()
    assert (await served.client.get(STUDY_PATH)).status_code == 404


async def test_clients_that_do_not_read_keep_nobody_from_reading(served: Served) -> None:
    waiting = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(40)]
    for each in waiting:
        each.sendall(REQUEST)
    answer = await served.client.get(STUDY_PATH, timeout=60)
    assert len(answer.content) > COUNT * SIZE
    for each in waiting:
        each.close()


def descriptors() -> list[str]:
    """What this process has open of the test's files."""
    found = []
    for each in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(each.readlink()))
        except FileNotFoundError:
            continue  # the one that lists them
    return [name for name in found if name.endswith(".dcm")]


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> set[Outflow]:
    """The answers that have come to an end, one way or another."""
    ended: set[Outflow] = set()

    class Watched(Outflow):
        def close(self) -> None:
            super().close()
            ended.add(self)

    monkeypatch.setattr(connection, "Outflow", Watched)
    return ended


@pytest.mark.parametrize("way", ["gone", "silent for ever"])
async def test_a_client_that_leaves_leaves_nothing_open(served: Served, closed: set[Outflow], way: str) -> None:
    leaving = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(3)]
    for each in leaving:
        each.sendall(REQUEST)
        await asyncio.to_thread(each.recv, 1 << 20)
        if way == "gone":
            each.close()
        else:
            each.shutdown(socket.SHUT_WR)  # will not read on either
    await poll_until_async(lambda: len(closed) == len(leaving) and not descriptors(), "all is closed", 30)
    for each in leaving:
        each.close()
    assert (await served.client.get(STUDY_PATH)).status_code == 200


async def test_a_request_is_gone_when_it_is_answered_and_waits_for_no_collector(served: Served) -> None:
    gc.collect()
    gc.disable()
    try:
        for _ in range(5):
            assert (await served.client.get(INSTANCE)).status_code == 200
        requests = [each for each in gc.get_objects() if isinstance(each, RequestResponseCycle)]
    finally:
        gc.enable()
    assert len(requests) == 1  # the last one, which its connection holds
