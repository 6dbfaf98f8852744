"""``ack = "replicated"``: success is said once the event can be read, and never without; what waits is not lost."""

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from integration.ingest.objects import data_set
from integration.ingest.requestor import Requestor
from integration.ingest.service import Service, alive
from integration.runtime.streams import read_all
from polling import poll_until
from unit.ingest import wire

from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_RECEIVED
from bildstrom.ingest.part10 import part10_header
from bildstrom.ingest.spool.entry import entries
from bildstrom.runtime import topics

KEY = bytes(32)  # of Service's project
Start = Callable[..., Service]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts services over one spool, which are killed at the end."""
    started: list[Service] = []

    def service(*arguments: str) -> Service:
        started.append(Service(tmp_path, "--ack", "replicated", *arguments))
        return started[-1]

    yield service
    for one in started:
        one.kill()


def _new_uid() -> str:
    return f"2.25.{uuid4().int}"  # the topic is shared with other tests


def _store(port: int, *uids: str) -> list[int]:
    with Requestor(port).associate() as requestor:
        return [requestor.store(data_set(uid), uid) for uid in uids]


def _stow(port: int, *uids: str) -> httpx.Response:
    parts = b"".join(
        b"--x\r\nContent-Type: application/dicom\r\n\r\n"
        + part10_header(wire.CT, uid, wire.EXPLICIT)
        + data_set(uid)
        + b"\r\n"
        for uid in uids
    )
    kind = 'multipart/related; type="application/dicom"; boundary=x'
    url = f"http://127.0.0.1:{port}/projects/demo/studies"
    return httpx.post(url, content=parts + b"--x--\r\n", headers={"Content-Type": kind}, timeout=60)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


async def _announced(bootstrap: str) -> set[str]:
    records = await read_all(bootstrap, INSTANCE_RECEIVED)
    return {pb.InstanceReceived.FromString(record.value).instance.sop_instance_uid for record in records}


def test_without_a_broker_an_object_is_refused_for_now_and_kept(start: Start) -> None:
    service = start("--ack-seconds", "0.5")
    assert _store(service.port, "1.2.3.4", "1.2.3.5") == [0xA700, 0xA700]
    assert service.stop() == 0
    assert [entry.event.instance.sop_instance_uid for entry in service.entries()] == [
        pseudonymous_uid(KEY, uid) for uid in ("1.2.3.4", "1.2.3.5")
    ]


def test_stow_without_a_broker_refuses_for_now_and_keeps(start: Start) -> None:
    port = _free_port()
    service = start("--ack-seconds", "0.5", "--stow-port", str(port))
    answer = _stow(port, "1.2.3.4", "1.2.3.5")
    assert answer.status_code == 503
    failed = json.loads(answer.content)["00081198"]["Value"]
    assert [(one["00081155"]["Value"], one["00081197"]["Value"]) for one in failed] == [
        (["1.2.3.4"], [0xA700]),
        (["1.2.3.5"], [0xA700]),
    ]
    assert service.stop() == 0
    assert len(service.entries()) == 2


def test_a_relay_that_is_killed_leaves_no_success_behind(start: Start) -> None:
    service = start("--ack-seconds", "60")
    uid = "1.2.3.4"
    with Requestor(service.port).associate() as requestor:
        command = wire.command(1, sop_instance=uid, data_set=True)
        requestor.send(wire.data(wire.value(3, 3, command)) + wire.data(wire.value(3, 2, data_set(uid))))
        poll_until(lambda: list(entries(service.folder / "spool")), "the object to be durable", 30)
        workers = service.workers()
        service.kill()
        assert requestor.unit() == (0, b"")
    poll_until(lambda: not any(alive(pid) for pid in workers), "the workers' end")
    assert len(service.entries()) == 1


async def test_success_is_said_once_the_event_can_be_read(start: Start, kafka: str) -> None:
    await topics.apply(kafka, [INSTANCE_RECEIVED])
    port = _free_port()
    service = start("--kafka", kafka, "--ack-seconds", "60", "--stow-port", str(port))
    stored, stowed = [_new_uid() for _ in range(3)], [_new_uid() for _ in range(3)]
    for uid in stored:
        assert _store(service.port, uid) == [0]
        assert pseudonymous_uid(KEY, uid) in await _announced(kafka)
    assert _stow(port, *stowed).status_code == 200
    assert {pseudonymous_uid(KEY, uid) for uid in stowed} <= await _announced(kafka)
    assert service.stop() == 0


async def test_what_was_refused_for_now_is_announced_once_and_sent_again_it_succeeds(start: Start, kafka: str) -> None:
    await topics.apply(kafka, [INSTANCE_RECEIVED])
    uid = _new_uid()
    service = start("--ack-seconds", "0.5")
    assert _store(service.port, uid) == [0xA700]
    assert service.stop() == 0

    service = start("--kafka", kafka, "--ack-seconds", "60")
    assert _store(service.port, uid) == [0]
    records = await read_all(kafka, INSTANCE_RECEIVED)
    found = [one for one in records if pseudonymous_uid(KEY, uid).encode() in one.value]
    assert {dict(one.headers)["ce_id"] for one in found} == {dict(found[0].headers)["ce_id"]}
    poll_until(lambda: service.files() == [], "an empty spool", 30)
    assert service.stop() == 0
