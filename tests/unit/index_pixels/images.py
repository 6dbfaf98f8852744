"""Real images in an in-memory catalogue, asked for over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path

import httpx
from fakes import FakeObjectStore
from pydicom import Dataset, dcmread
from pydicom.data import get_testdata_file
from related import parts_of
from unit.index.arrivals import after, dataset, deidentified, identity, received
from unit.index.memory_rows import MemoryRows

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.pixels.children import Children
from bildstrom.index.handler import handle

URL = "http://localhost/projects/demo"
NATIVE = "1.2.840.10008.1.2.1"
OCTETS = "application/octet-stream"


class CountingStore(FakeObjectStore):
    """Counts the bytes that are read.

    Attributes:
        read: how many so far.
        most: how many at once.
    """

    def __init__(self) -> None:
        super().__init__()
        self.read = self.most = 0

    async def get(self, key: str, start: int = 0, end: int | None = None) -> bytes:
        found = await super().get(key, start, end)
        self.read += len(found)
        self.most = max(self.most, len(found))
        return found


@dataclass
class Images:
    """The service over what a test stores."""

    client: httpx.AsyncClient
    rows: MemoryRows = field(default_factory=MemoryRows)
    objects: CountingStore = field(default_factory=CountingStore)
    count: int = 0

    async def stored(self, content: bytes, of: bytes | None = None) -> str:
        """Store an object as a clean one; gives its path.

        Args:
            of: the object whose transfer syntax is announced, where its own cannot be read.
        """
        self.count += 1
        who = identity(self.count)
        event = deidentified(who, content=dataset(who), size=len(content))
        assert isinstance(event.message, pb.InstanceDeidentified)
        announced = dcmread(BytesIO(of or content), stop_before_pixels=True).file_meta
        event.message.transfer_syntax_uid = announced.TransferSyntaxUID
        await self.objects.put(event.message.object.key, content)
        for each in (received(who), event):
            await partial(handle, store=self.rows, objects=self.objects, now=lambda: after(60))(each)
        return f"studies/{who.study_uid}/series/{who.series_uid}/instances/{who.sop_instance_uid}"

    async def get(self, path: str, accept: str = "*/*") -> httpx.Response:
        """An answer."""
        return await self.client.get(path, headers={"Accept": accept})

    async def frame(self, path: str, number: int, accept: str = "*/*") -> tuple[str, bytes]:
        """One frame of a multipart answer, with its content type."""
        answer = await self.get(f"{path}/frames/{number}", accept)
        assert answer.status_code == 200, answer.text
        (part,) = parts(answer)
        return part


@asynccontextmanager
async def opened(children: Children | None = None) -> AsyncIterator[Images]:
    """An empty service."""
    rows, objects = MemoryRows(), CountingStore()
    app = dicomweb(Catalogue(rows), objects, children)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=f"{URL}/"
    ) as client:
        yield Images(client, rows, objects)


def parts(answer: httpx.Response) -> list[tuple[str, bytes]]:
    """The parts of a multipart answer, each with its content type."""
    return [(str(part["content-type"]).replace('"', ""), content) for part, content in parts_of(answer)]


def file_bytes(name: str) -> bytes:
    """A file of the pydicom wheel."""
    path = get_testdata_file(name)
    assert isinstance(path, str)
    return Path(path).read_bytes()


def written(image: Dataset) -> bytes:
    """A data set as a Part 10 file."""
    buffer = BytesIO()
    image.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()
