"""How fast the index projects a backlog: from Kafka into all tables, until ``instance.indexed`` is published."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

from cpu import cpu_seconds
from index_events import Study
from index_servers import IndexProcess, announced, announced_by_now, publish
from report import Target, spread

from bildstrom.local.stack import Stack
from bildstrom.runtime.events import Event

GOAL = 1000.0  # instances/s
SLICES = 250
_WARM = 0.1  # of the instances are not counted: the process starts, pages are compiled


@dataclass(frozen=True, slots=True)
class Projection:
    """One backlog; CPU in seconds per 1,000 instances."""

    rate: float
    index_cpu: float
    cassandra_cpu: float
    kafka_cpu: float


def projector_section(stack: Stack, folder: Path, studies: int, rounds: int) -> tuple[list[Target], list[str]]:
    """Measure with backlogs of so many studies; targets, and lines of the report."""
    numbers = count(10_000_000)  # studies that nothing else uses
    found = []
    for round_number in range(rounds):
        backlog = [Study(next(numbers), SLICES, series=2) for _ in range(studies)]
        found.append(measured(stack, folder / str(round_number), backlog))
    rate = median(one.rate for one in found)
    targets = [Target("projector, two events each", round(rate), GOAL, "instances/s", rate >= GOAL)]
    table = "| instances/s | CPU s per 1,000: index | Cassandra | Kafka |"
    row = " | ".join(
        [
            spread([one.rate for one in found], 0),
            *(spread([getattr(one, name) for one in found], 2) for name in ("index_cpu", "cassandra_cpu", "kafka_cpu")),
        ]
    )
    head = f"## Projector: backlogs of {studies} studies of {SLICES}, received and de-identified"
    return targets, ["", head, "", table, "|---|---|---|---|", f"| {row} |"]


def measured(stack: Stack, folder: Path, studies: list[Study]) -> Projection:
    """Publish the studies' events, start the index, and time it to the last announcement."""
    kafka = stack.ports.address("kafka")
    asyncio.run(publish(kafka, _interleaved(studies)))
    before, total = asyncio.run(announced_by_now(kafka)), sum(study.slices for study in studies)
    index = IndexProcess(stack, folder, "projector")
    try:
        pids = {"index": index.pid, **{name: _pid(stack, name) for name in ("cassandra", "kafka")}}
        ((warm, early), (done, late)) = asyncio.run(
            _watched(kafka, [before + int(total * _WARM), before + total], pids)
        )
    finally:
        index.stop()
    instances = total - int(total * _WARM)
    per_thousand = {name: 1000 * (late[name] - early[name]) / instances for name in pids}
    return Projection(instances / (done - warm), *(per_thousand[name] for name in ("index", "cassandra", "kafka")))


async def _watched(kafka: str, counts: list[int], pids: dict[str, int]) -> list[tuple[float, dict[str, float]]]:
    found: list[tuple[float, dict[str, float]]] = []
    async for moment in announced(kafka, counts):
        found.append((moment, cpu_seconds(pids)))
    return found


def _interleaved(studies: list[Study]) -> Iterator[Event]:
    """As they come: a few studies at once, each object de-identified a moment after it was received."""
    for at in range(0, len(studies), 4):
        for group in zip(*(study.events() for study in studies[at : at + 4]), strict=True):
            for pair in group:
                yield from pair


def _pid(stack: Stack, name: str) -> int:
    pid = stack.process(name).pid
    assert pid is not None
    return pid
