"""The broker away for a while: senders notice nothing, and afterwards everything is announced by itself, in order."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pytest
from integration.ingest.requestor import Requestor
from integration.ingest.service import Service
from integration.runtime.streams import read_all
from polling import poll_until
from pydicom import Dataset
from unit.ingest import wire

from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_RECEIVED
from bildstrom.local.stack import Stack
from bildstrom.runtime import topics

KEY = bytes(32)  # of Service's project
STUDIES = tuple(f"2.25.{uuid4().int}" for _ in range(2))  # the topic is shared with other tests
BEFORE, WHILE, AFTER = range(1, 6), range(6, 26), range(26, 31)


class Servers(Protocol):
    """What this test uses of the session's servers."""

    @property
    def stack(self) -> Stack:
        """The processes."""

    def kafka(self) -> str:
        """Bootstrap servers."""


@pytest.fixture
def service(servers: Servers, tmp_path: Path) -> Iterator[Service]:
    running = Service(tmp_path, "--kafka", servers.kafka(), "--workers", "2")
    yield running
    running.kill()


def _instance(study: str, number: int) -> str:
    return f"{study}.{number}"


def _data_set(study: str, number: int) -> bytes:
    item = Dataset()
    item.SOPClassUID, item.SOPInstanceUID = wire.CT, _instance(study, number)
    item.StudyInstanceUID, item.SeriesInstanceUID = study, f"{study}.0"
    stream = io.BytesIO()
    item.save_as(stream, implicit_vr=False, little_endian=True)
    return stream.getvalue()


def _store(service: Service, numbers: range) -> list[int]:
    """The same instances of every study, each study in an association of its own."""
    statuses = []
    for study in STUDIES:
        with Requestor(service.port).associate() as requestor:
            statuses += [requestor.store(_data_set(study, n), _instance(study, n)) for n in numbers]
    return statuses


@pytest.mark.slow
async def test_an_outage_of_the_broker_is_invisible_to_senders_and_made_up_for_in_order(
    servers: Servers, service: Service
) -> None:
    await topics.apply(servers.kafka(), [INSTANCE_RECEIVED])
    statuses = _store(service, BEFORE)
    poll_until(lambda: service.files() == [], "what came before to be announced", 60)

    servers.stack.kill("kafka")
    try:
        statuses += _store(service, WHILE)
        waiting = len(service.files())
    finally:
        servers.stack.start("kafka")
    statuses += _store(service, AFTER)
    poll_until(lambda: service.files() == [], "the backlog to be announced", 90)

    sent = len(STUDIES) * len([*BEFORE, *WHILE, *AFTER])
    assert statuses == [0x0000] * sent
    assert waiting == len(STUDIES) * len(WHILE)
    announced = await _announced(servers.kafka())
    assert announced == {
        pseudonymous_uid(KEY, study): [
            pseudonymous_uid(KEY, _instance(study, number)) for number in (*BEFORE, *WHILE, *AFTER)
        ]
        for study in STUDIES
    }


async def _announced(bootstrap: str) -> dict[str, list[str]]:
    """Instances by study in the order of their first announcement, of this test's project and studies."""
    found: dict[str, dict[str, None]] = {}
    studies = {pseudonymous_uid(KEY, study) for study in STUDIES}
    for record in await read_all(bootstrap, INSTANCE_RECEIVED):
        instance = pb.InstanceReceived.FromString(record.value).instance
        if instance.study_uid in studies:
            found.setdefault(instance.study_uid, {}).setdefault(instance.sop_instance_uid)
    return {study: list(uids) for study, uids in found.items()}
