"""What the index is measured on: Kafka and Cassandra of the run's own, and the index as a process."""

import asyncio
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition
from index_events import PROJECT
from index_queries import Service
from ingest_process import free_port, wait_for_port

from bildstrom.events.v1.topics import INSTANCE_INDEXED, TOPICS
from bildstrom.local import jars
from bildstrom.local.folders import Cache, Home, default_root
from bildstrom.local.ports import free_ports
from bildstrom.local.stack import Stack
from bildstrom.local.wiring import open_stack
from bildstrom.runtime import topics
from bildstrom.runtime.events import Event, encode
from bildstrom.runtime.kafka import KafkaPublisher

DEADLINE_SECONDS = 900.0
_AT_ONCE = 2000  # events in memory while publishing


@contextmanager
def servers(folder: Path) -> Iterator[Stack]:
    """Kafka with the declared topics, and Cassandra, in a folder of their own on free ports."""
    cache = Cache(default_root())
    jars.fetch(cache, lambda line: print(line, file=sys.stderr))
    stack = open_stack(Home(folder.resolve()), cache, free_ports())
    try:
        stack.up(["kafka", "cassandra"])
        asyncio.run(topics.apply(stack.ports.address("kafka"), TOPICS))
        yield stack
    finally:
        stack.down()


class IndexProcess:
    """The index over a keyspace, as it is shipped."""

    def __init__(self, stack: Stack, folder: Path, keyspace: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.objects = folder / "objects"
        told = {
            "kafka": stack.ports.address("kafka"),
            "cassandra": stack.ports.address("cassandra"),
            "keyspace": keyspace,
            "objects": f"file:{self.objects}",
            "dicomweb-port": str(self.port),
            "grpc-port": str(free_port()),
            "metrics-port": "0",
            "log-level": "warning",
        }
        arguments = [part for name, value in told.items() for part in (f"--{name}", value)]
        with (folder / "index.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bildstrom.index", *arguments], stdout=log, stderr=log
            )
        self.pid = self._process.pid
        wait_for_port(self.port, self._process)

    @property
    def dicomweb(self) -> str:
        """Base URL, below it ``/projects``."""
        return f"http://127.0.0.1:{self.port}"

    def ready(self, project: str) -> None:
        """Return when it answers a search: the schema is there."""
        deadline = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(f"{self.dicomweb}/projects/{project}/studies?limit=1", timeout=10):
                    return
            except urllib.error.HTTPError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def stop(self) -> None:
        """Ask it to end; kill it after thirty seconds."""
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def index(stack: Stack, folder: Path, keyspace: str) -> Iterator[IndexProcess]:
    """The index while it answers."""
    process = IndexProcess(stack, folder, keyspace)
    try:
        process.ready(PROJECT)
        yield process
    finally:
        process.stop()


def ours(process: IndexProcess) -> Service:
    """Its DICOMweb."""
    return Service("bildstrom", process.port, f"/projects/{PROJECT}")


async def publish(kafka: str, events: Iterator[Event]) -> int:
    """Put events on their topics; how many there were."""
    publisher, count, waiting = KafkaPublisher(kafka, "bench"), 0, list[Event]()
    try:
        for event in events:
            waiting.append(event)
            if len(waiting) == _AT_ONCE:
                await publisher.publish([encode(each, "bench") for each in waiting])
                count, waiting = count + len(waiting), []
        await publisher.publish([encode(each, "bench") for each in waiting])
    finally:
        await publisher.stop()
    return count + len(waiting)


@asynccontextmanager
async def announcements(kafka: str) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """Counts the ``instance.indexed`` on their topic."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka)
    await consumer.start()
    places = [TopicPartition(INSTANCE_INDEXED.name, number) for number in range(INSTANCE_INDEXED.partitions)]

    async def count() -> int:
        return sum((await consumer.end_offsets(places)).values())

    try:
        yield count
    finally:
        await consumer.stop()


async def announced(kafka: str, counts: Sequence[int]) -> AsyncIterator[float]:
    """The moments (monotonic seconds) at which so many ``instance.indexed`` are on their topic."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    async with announcements(kafka) as count:
        for wanted in counts:
            while await count() < wanted:
                if time.monotonic() > deadline:
                    raise SystemExit(f"not announced within {DEADLINE_SECONDS:g} s")
                await asyncio.sleep(0.05)
            yield time.monotonic()


async def announced_by_now(kafka: str) -> int:
    """How many ``instance.indexed`` are on their topic."""
    async with announcements(kafka) as count:
        return await count()
