"""How fast deid is as a service: events of a real broker in and out, objects durable on disk; one process.

python benchmarks/deid_service.py [--objects 300] [--rounds 3]
"""

import argparse
import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from aiokafka import AIOKafkaConsumer, TopicPartition
from deid_announced import Source, new_project
from deid_service_steps import steps
from deid_sets import large_ct
from ingest_process import free_port
from report import Target, spread, write
from soak_ingest import broker

from bildstrom.events.v1.topics import AUDIT_RECORDED, INSTANCE_DEIDENTIFIED, INSTANCE_QUARANTINED, INSTANCE_RECEIVED
from bildstrom.runtime import topics
from bildstrom.runtime.kafka import KafkaPublisher

GOAL = 150.0  # objects per second and process
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE_S = 180.0


@dataclass(frozen=True, slots=True)
class Served:
    """One round: seconds by the clock until the last event, and of processor time, per object."""

    wall: float
    user: float
    system: float


@contextlib.contextmanager
def served(folder: Path, kafka: str) -> Iterator[int]:
    """One deid over a folder with ``objects``, ``projects.toml`` and ``keys``; gives its process id."""
    told = {
        "kafka": kafka,
        "objects": f"file:{folder / 'objects'}",
        "grpc-port": str(free_port()),
        "metrics-port": str(free_port()),
        "projects-file": str(folder / "projects.toml"),
        "keys-dir": str(folder / "keys"),
        "log-level": "warning",
    }
    arguments = [part for name, value in told.items() for part in (f"--{name}", value)]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen([sys.executable, "-m", "bildstrom.deid", *arguments], stdout=log, stderr=log)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


async def round_of(objects: Sequence[bytes], kafka: str, folder: Path) -> Served:
    """Time all but the first object, which warms up."""
    project = new_project()
    (folder / "keys").mkdir(parents=True)
    (folder / "keys" / "bench.key").write_text(project.key.hex())
    (folder / "projects.toml").write_text('[projects.bench]\ncalled_ae_titles = ["BENCH"]\n')
    source = Source(folder / "objects", project)
    first, *rest = [await source.announced(raw) for raw in objects]
    results, publisher = await _results(kafka), KafkaPublisher(kafka, "bench")
    try:
        with served(folder, kafka) as pid:
            await publisher.publish([first])
            await _arrived(results, 1)
            before, began = _spent(pid), time.monotonic()
            await publisher.publish(rest)
            await _arrived(results, len(rest))
            wall, after = time.monotonic() - began, _spent(pid)
    finally:
        await results.stop()
        await publisher.stop()
    count = len(rest)
    return Served(wall / count, (after[0] - before[0]) / count, (after[1] - before[1]) / count)


async def _results(kafka: str) -> AIOKafkaConsumer:
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, auto_offset_reset="latest")
    both = (INSTANCE_DEIDENTIFIED, INSTANCE_QUARANTINED)
    places = [TopicPartition(topic.name, number) for topic in both for number in range(topic.partitions)]
    await consumer.start()
    consumer.assign(places)
    for place in places:
        await consumer.position(place)  # now, not when the first record is asked for
    return consumer


async def _arrived(results: AIOKafkaConsumer, count: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while count > 0:
        for place, records in (await results.getmany(timeout_ms=200)).items():
            if place.topic != INSTANCE_DEIDENTIFIED.name:
                raise SystemExit("deid keeps an object of the benchmark back")
            count -= len(records)
        if time.monotonic() > deadline:
            raise SystemExit(f"deid has not come to its end after {PATIENCE_S:g} s")


def _spent(pid: int) -> tuple[float, float]:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) / TICKS, int(fields[12]) / TICKS  # utime, stime (proc(5))


def section(objects: int, rounds: int) -> tuple[list[Target], list[str]]:
    """Measure; targets, and lines of the report."""
    place = Path("build/bench").resolve()  # not a memory file system: durable has to cost what it costs
    place.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="deid-service-", dir=place))
    made = list(large_ct(objects + 1))
    try:
        with broker(None) as kafka:
            asked = [INSTANCE_RECEIVED, INSTANCE_DEIDENTIFIED, INSTANCE_QUARANTINED, AUDIT_RECORDED]
            asyncio.run(topics.apply(kafka, asked))
            runs = []
            for number in range(rounds):
                runs.append(asyncio.run(round_of(made, kafka, folder / str(number))))
                print(f"service, round {number + 1}: {runs[-1]}", file=sys.stderr, flush=True)
            parts = asyncio.run(steps(made[1:101], kafka, folder / "steps"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return targets(runs), lines(runs, parts, objects)


def targets(runs: Sequence[Served]) -> list[Target]:
    """What was aimed at: a rate by the clock."""
    rate = 1 / median(run.wall for run in runs)
    return [Target("service: 512x512 CT, one process", round(rate, 1), GOAL, "objects/s", rate >= GOAL)]


def lines(runs: Sequence[Served], parts: dict[str, float], objects: int) -> list[str]:
    """The section of the report."""
    return [
        "",
        f"## The service: {objects} CT 512x512 from Kafka to Kafka, objects durable on disk, one process",
        "",
        f"- objects/s by the clock: {spread([1 / run.wall for run in runs])}",
        f"- CPU ms per object in user space: {spread([run.user * 1000 for run in runs], 2)}",
        f"- CPU ms per object in the kernel: {spread([run.system * 1000 for run in runs], 2)}",
        "",
        "| step, alone and one after the other | ms per object |",
        "|---|---|",
        *(f"| {name} | {seconds * 1000:.2f} |" for name, seconds in parts.items()),
    ]


def main() -> None:
    """Measure, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--objects", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    write("deid-service", *section(chosen.objects, chosen.rounds))


if __name__ == "__main__":
    main()
