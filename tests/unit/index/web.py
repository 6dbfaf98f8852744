"""DICOMweb over an in-memory catalogue that a test fills."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
from fakes import FakeObjectStore
from related import parts_of
from unit.index.arrivals import after, dataset, deidentified, received
from unit.index.memory_rows import MemoryRows

from bildstrom.events.v1 import events_pb2 as pb
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


def values(results: list[dict[str, Any]], tag: str) -> list[Any]:
    return [result[tag]["Value"][0] for result in results]


def parts(answer: httpx.Response) -> list[tuple[str, bytes]]:
    return [
        (f"{part.get_content_type()}; transfer-syntax={part.get_param('transfer-syntax')}", content)
        for part, content in parts_of(answer)
    ]
