"""What is retrieved: a series' metadata, a study's objects, a frame of many; ours and the peer's, in turn."""

import asyncio
import functools
import http.client
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from index_files import File, stored
from index_queries import Service

from bildstrom.index.cassandra.driver import Contact
from bildstrom.index.cassandra.store import CassandraStore
from bildstrom.index.grouping import GroupedStore
from bildstrom.index.handler import handle
from bildstrom.index.settings import contact_points
from bildstrom.runtime.events import Event
from bildstrom.runtime.handling import Handle
from bildstrom.runtime.local_objects import LocalObjectStore
from bildstrom.runtime.objects import ObjectStore

DICOM = 'multipart/related; type="application/dicom"; transfer-syntax=*'
FRAME = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'
JSON = "application/dicom+json"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: status, bytes of the body, and seconds until its end."""

    status: int
    size: int
    seconds: float


def fetched(service: Service, path: str, kind: str) -> Answer:
    """Get, and read to the end without keeping it."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=600)
    began = time.perf_counter()
    connection.request("GET", service.path + path, headers={"Accept": kind})
    answer = connection.getresponse()
    size, room = 0, bytearray(_CHUNK)
    while read := answer.readinto(room):  # into the same memory: what is measured is the service
        size += read
    seconds = time.perf_counter() - began
    connection.close()
    return Answer(answer.status, size, seconds)


def raced(services: Sequence[Service], path: str, kind: str, rounds: int) -> dict[str, Answer]:
    """The median answer of each service, asked in turn after a first time that warms up.

    Raises:
        SystemExit: an answer is not 200.
    """
    found: dict[str, list[Answer]] = {service.name: [] for service in services}
    for number in range(rounds + 1):
        for service in services:
            answer = fetched(service, path, kind)
            if answer.status != http.client.OK:
                raise SystemExit(f"{service.name} answered {answer.status}")
            if number:
                found[service.name].append(answer)
    return {
        name: Answer(http.client.OK, answers[0].size, median(answer.seconds for answer in answers))
        for name, answers in found.items()
    }


@asynccontextmanager
async def filling(cassandra: str, keyspace: str, objects: Path) -> AsyncIterator["Filling"]:
    """A way to make files retrievable, by the index's own handler."""
    store, folder = CassandraStore(Contact(contact_points(cassandra), keyspace)), LocalObjectStore(objects)
    await store.open()
    now = functools.partial(datetime.now, UTC)
    try:
        yield Filling(folder, functools.partial(handle, store=GroupedStore(store), objects=folder, now=now))
    finally:
        await store.close()


@dataclass(frozen=True, slots=True)
class Filling:
    """Puts objects, and projects what says so."""

    objects: ObjectStore
    project: Handle

    async def files(self, files: Iterable[File]) -> list[Event]:
        """Make files retrievable; their events."""
        events = [await stored(file, self.objects) for file in files]
        await self.events(events)
        return events

    async def events(self, events: Iterable[Event]) -> None:
        """Make what they announce retrievable."""
        await asyncio.gather(*(self.project(event) for event in events))


def peak_mb(pid: int) -> float:
    """Largest resident memory of a process since :func:`forget_peak`, in 10^6 bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM"))


def forget_peak(pid: int) -> None:
    """Begin to measure the peak anew (proc(5): clear_refs)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
