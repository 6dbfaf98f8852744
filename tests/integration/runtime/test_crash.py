"""A process that consumes from the real broker is killed, stopped, or loses its broker, in the middle of a batch."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import received
from conftest import Servers
from integration.runtime.streams import lag, new_group, new_topic, publish, read_all
from polling import poll_until, poll_until_async

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_INDEXED, INSTANCE_RECEIVED, Topic
from bildstrom.runtime.events import encode

TESTS = Path(__file__).parents[2]
HELD = 7


class Service:
    """Processes of one service that reads one topic and writes another; at instance 7 they hang while a file exists."""

    def __init__(self, bootstrap: str, topics: tuple[Topic, Topic], folder: Path) -> None:
        self.name = new_group()
        self.bootstrap = bootstrap
        self.came, self.went = topics
        self.hold = folder / str(HELD)
        self.hold.touch()
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, replica: str = "0") -> subprocess.Popen[bytes]:
        """One more process."""
        program = [sys.executable, str(Path(__file__).parent / "passing_on.py"), self.name]
        names = [self.came.name, self.went.name, str(self.hold)]
        settings = ["--kafka", self.bootstrap, "--replica", replica]
        with self._log(len(self.processes)).open("wb") as log:
            environment = os.environ | {"PYTHONPATH": str(TESTS)}
            self.processes.append(subprocess.Popen([*program, *names, *settings], stderr=log, env=environment))
        return self.processes[-1]

    def holding(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether a process hangs at its instance."""
        at = self.processes.index(process)
        lines = [json.loads(line) for line in self._log(at).read_text().splitlines() if line.startswith("{")]
        return any(line["event"] == "holding" for line in lines)

    async def publish(self, first: int, last: int) -> None:
        """Instances come."""
        events = [replace(received(n, study=f"2.25.{n % 5}"), topic=self.came) for n in range(first, last)]
        await publish(self.bootstrap, [encode(event, "ingest") for event in events])

    async def outputs(self) -> list[int]:
        """The instances that went on, sorted."""
        records = await read_all(self.bootstrap, self.went)
        uids = [pb.InstanceIndexed.FromString(record.value).instance.sop_instance_uid for record in records]
        return sorted(int(uid.rpartition(".")[2]) for uid in uids)

    async def done(self) -> bool:
        """Whether everything that came is committed."""
        return await lag(self.bootstrap, self.name, self.came) == 0

    def _log(self, at: int) -> Path:
        return self.hold.with_suffix(f".{at}.log")


@pytest.fixture
async def service(kafka: str, tmp_path: Path) -> Iterator[Service]:  # type: ignore[misc]
    topics = (await new_topic(kafka, 2, INSTANCE_RECEIVED.message), await new_topic(kafka, 2, INSTANCE_INDEXED.message))
    opened = Service(kafka, topics, tmp_path)
    yield opened
    for process in opened.processes:
        process.kill()
        process.wait()


async def test_what_a_killed_process_had_in_hand_is_handled_after_its_restart(service: Service) -> None:
    await service.publish(0, 40)
    first = service.start()
    poll_until(lambda: service.holding(first), "a batch is in hand", 60)
    first.kill()
    first.wait()
    before = await service.outputs()
    service.hold.unlink()
    service.start()
    await poll_until_async(service.done, "all is committed", 60)
    assert set(await service.outputs()) == set(range(40))
    assert HELD not in before


async def test_another_process_takes_over_what_a_killed_one_had_in_hand(service: Service) -> None:
    await service.publish(0, 40)
    first = service.start("0")
    poll_until(lambda: service.holding(first), "a batch is in hand", 60)
    service.start("1")
    first.kill()
    first.wait()
    service.hold.unlink()
    await poll_until_async(service.done, "all is committed", 90)
    assert set(await service.outputs()) == set(range(40))


async def test_a_stopped_process_finishes_and_commits_what_it_has_in_hand(service: Service) -> None:
    await service.publish(0, 40)
    first = service.start()
    poll_until(lambda: service.holding(first), "a batch is in hand", 60)
    first.send_signal(signal.SIGTERM)
    service.hold.unlink()
    assert first.wait(timeout=60) == 0
    await service.publish(40, 50)
    service.start()
    await poll_until_async(service.done, "all is committed", 60)
    assert await service.outputs() == list(range(50)), "each once"


async def test_a_process_whose_broker_is_down_can_be_stopped(service: Service, servers: Servers) -> None:
    await service.publish(0, 40)
    first = service.start()
    poll_until(lambda: service.holding(first), "a batch is in hand", 60)
    servers.stack.kill("kafka")
    try:
        service.hold.unlink()
        first.send_signal(signal.SIGTERM)
        assert first.wait(timeout=60) == 0
    finally:
        servers.stack.start("kafka")
    service.start()
    await poll_until_async(service.done, "all is committed", 60)
    assert set(await service.outputs()) == set(range(40))
