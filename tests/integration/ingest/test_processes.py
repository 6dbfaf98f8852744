"""The service as processes: workers that die, a parent that dies, a drain, a reload."""

import functools
import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from integration.ingest.objects import data_set
from integration.ingest.requestor import Requestor
from integration.ingest.service import PROJECTS, Service, alive
from polling import poll_until
from spooled import spooled_object
from unit.ingest import wire

from bildstrom.ingest.part10 import part10_header


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    running = Service(tmp_path)
    yield running
    running.kill()


class Sender(threading.Thread):
    """Stores one object after the other, with a new association when the last one broke; writes down what was 0000."""

    def __init__(self, port: int, branch: int) -> None:
        super().__init__()
        self._port = port
        self._branch = branch
        self.stored: list[str] = []
        self.breaks = 0
        self.enough = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.enough.is_set():
            try:
                with Requestor(self._port) as requestor:
                    requestor.associate()
                    while not self.enough.is_set():
                        number += 1
                        uid = f"1.2.{self._branch}.{number}"
                        if requestor.store(data_set(uid, "x" * 20_000), uid) == 0:
                            self.stored.append(uid)
            except (AssertionError, OSError):
                self.breaks += 1


def _await_objects(senders: list[Sender], more: int) -> None:
    before = sum(len(sender.stored) for sender in senders)
    poll_until(lambda: sum(len(sender.stored) for sender in senders) > before + more, "objects", 30)


def _gone(pid: int) -> bool:
    return not alive(pid)


def _uids(service: Service) -> list[str]:
    """What the spool holds; in which order its entries come depends on what the relay had in hand."""
    marker = b"\x08\x00\x18\x00UI"
    found = []
    for entry in service.entries():
        data = spooled_object(entry.path)
        at = data.index(marker) + len(marker)
        length = int.from_bytes(data[at : at + 2], "little")
        found.append(data[at + 2 : at + 2 + length].rstrip(b"\0").decode())
    return sorted(found)


@pytest.mark.timeout(300)
def test_workers_that_are_killed_under_load_lose_nothing_and_are_replaced(service: Service) -> None:
    senders = [Sender(service.port, branch) for branch in (1, 2, 3, 4)]
    for sender in senders:
        sender.start()
    for _ in range(2):
        _await_objects(senders, 40)
        victim, _ = poll_until(lambda: workers if len(workers := service.workers()) == 2 else [], "two workers", 60)
        os.kill(victim, signal.SIGKILL)
        poll_until(functools.partial(_gone, victim), "its end")
    poll_until(lambda: len(service.workers()) == 2, "a replacement", 60)
    for sender in senders:
        sender.enough.set()
        sender.join()
    assert service.stop() == 0

    answered = {uid for sender in senders for uid in sender.stored}
    kept = _uids(service)
    assert answered <= set(kept)
    assert len(kept) == len(set(kept))
    assert len(set(kept) - answered) <= sum(sender.breaks for sender in senders), "at most what was under way"
    assert not [name for name in service.files() if name.endswith(".part")]


def test_nothing_outlives_a_parent_that_is_killed_and_the_next_one_has_the_same_spool(service: Service) -> None:
    with Requestor(service.port).associate() as requestor:
        assert requestor.store(data_set(), "1.2.3.4") == 0
        workers = service.workers()
        service.kill()
        poll_until(lambda: not any(alive(pid) for pid in workers), "the workers' end")
    following = Service(service.folder)
    try:
        with Requestor(following.port).associate() as requestor:
            assert requestor.store(data_set("1.2.3.5"), "1.2.3.5") == 0
        assert following.stop() == 0
    finally:
        following.kill()
    assert _uids(following) == ["1.2.3.4", "1.2.3.5"]


@pytest.fixture
def single(tmp_path: Path) -> Iterator[Service]:
    """With one worker, so that what one connection hears holds for the next."""
    running = Service(tmp_path, "--workers", "1")
    yield running
    running.kill()


def test_a_drain_lets_an_object_in_hand_finish_and_takes_no_association_more(single: Service) -> None:
    whole = data_set(comment="x" * 100_00)
    with Requestor(single.port).associate() as busy, Requestor(single.port).associate() as idle:
        command = wire.command(1, sop_instance="1.2.3.4", data_set=True)
        busy.send(wire.data(wire.value(3, 3, command)) + wire.data(wire.value(3, 0, whole[:5000])))
        waiting = Requestor(single.port)
        single.process.send_signal(signal.SIGTERM)
        assert idle.unit()[0] == 7
        with waiting:
            assert waiting.send(wire.request()).unit() == (3, bytes((0, 2, 3, 1)))
        assert busy.send(wire.data(wire.value(3, 2, whole[5000:]))).status() == 0
        assert busy.unit()[0] == 7
    assert single.process.wait(30) == 0
    assert _uids(single) == ["1.2.3.4"]


def test_projects_are_read_again_without_ending_associations(service: Service) -> None:
    with Requestor(service.port).associate() as requestor:
        service.projects.write_text(PROJECTS.replace("BILDSTROM", "OTHER"))
        service.process.send_signal(signal.SIGHUP)
        poll_until(lambda: b"projects read again" in service.log, "the reload")
        poll_until(lambda: _accepted(service.port, b"OTHER"), "the new title to be known")
        assert requestor.store(data_set(), "1.2.3.4") == 0
        service.projects.write_text("this is not TOML")
        service.process.send_signal(signal.SIGHUP)
        poll_until(lambda: b"cannot be used" in service.log, "the refusal")
        assert _accepted(service.port, b"OTHER")


def _accepted(port: int, called: bytes) -> bool:
    with Requestor(port) as requestor:
        requestor.associate(called=called)
        return requestor.store(data_set("1.2.3.9"), "1.2.3.9") == 0


def test_stow_and_associations_store_into_one_spool(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    service = Service(tmp_path, "--stow-port", str(port))
    try:
        with Requestor(service.port).associate() as requestor:
            assert requestor.store(data_set(), "1.2.3.4") == 0
        header = part10_header(wire.CT, "1.2.3.5", wire.EXPLICIT)
        parts = b"--x\r\nContent-Type: application/dicom\r\n\r\n" + header + data_set("1.2.3.5") + b"\r\n--x--\r\n"
        kind = 'multipart/related; type="application/dicom"; boundary=x'
        answer = httpx.post(
            f"http://127.0.0.1:{port}/projects/demo/studies", content=parts, headers={"Content-Type": kind}
        )
        assert answer.status_code == 200
        assert service.stop() == 0
    finally:
        service.kill()
    assert _uids(service) == ["1.2.3.4", "1.2.3.5"]
