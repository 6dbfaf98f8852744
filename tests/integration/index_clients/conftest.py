"""A running index that holds real files under their own UIDs, for other programs to find and fetch."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from integration.index.running import Servers, publish
from polling import poll_until
from pydicom import Dataset, dcmread
from pydicom.data import get_testdata_file
from unit.index.arrivals import deidentified, received

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.runtime.events import Event
from bildstrom.runtime.local_objects import LocalObjectStore

# of pydicom's wheel: explicit and implicit VR, JPEG 2000, and 10 frames
FILES = ("CT_small.dcm", "rtdose.dcm", "JPEG2000.dcm", "MR_small.dcm")


@dataclass(frozen=True)
class File:
    """One that the index holds."""

    content: bytes
    data_set: Dataset

    @property
    def address(self) -> list[str]:
        """UIDs of study, series and instance."""
        return [self.data_set.StudyInstanceUID, self.data_set.SeriesInstanceUID, self.data_set.SOPInstanceUID]


@dataclass(frozen=True)
class Web:
    """The index.

    Attributes:
        root: URL of the project's DICOMweb service.
    """

    root: str
    files: dict[str, File]


@pytest.fixture(scope="module")
def web(servers: Servers) -> Iterator[Web]:
    """It runs, and can be asked for every file."""
    kafka = servers.kafka()
    servers.cassandra()
    servers.stack.up(["index"])
    files = {name: _file(name) for name in FILES}
    objects = LocalObjectStore(servers.stack.home.data / "objects")
    asyncio.run(_hold(kafka, objects, list(files.values())))
    root = f"{servers.stack.ports.url('dicomweb')}/projects/clients"
    poll_until(lambda: len(httpx.get(f"{root}/studies").json()) == len(FILES), "every file is in the catalogue", 60)
    yield Web(root, files)
    servers.stack.stop("index")


def _file(name: str) -> File:
    found = get_testdata_file(name, download=False)
    assert isinstance(found, str), f"{name} is in pydicom's wheel"
    content = Path(found).read_bytes()
    return File(content, dcmread(BytesIO(content)))


async def _hold(kafka: str, objects: LocalObjectStore, files: list[File]) -> None:
    events = []
    for file in files:
        event = _arrival(file)
        assert isinstance(event.message, pb.InstanceDeidentified)
        await objects.put(event.message.object.key, file.content)
        events += [received(event.message.instance), event]
    await publish(kafka, events)


def _arrival(file: File) -> Event:
    study, series, sop = file.address
    who = pb.InstanceIdentity(
        project="clients",
        study_uid=study,
        series_uid=series,
        sop_instance_uid=sop,
        sop_class_uid=file.data_set.SOPClassUID,
    )
    metadata: dict[str, Any] = json.loads(file.data_set.to_json(suppress_invalid_tags=True))
    without_bulk = {tag: element for tag, element in metadata.items() if "InlineBinary" not in element}
    event = deidentified(who, content=without_bulk, size=len(file.content))
    assert isinstance(event.message, pb.InstanceDeidentified)
    event.message.transfer_syntax_uid = file.data_set.file_meta.TransferSyntaxUID
    return event
