"""Whether the relay keeps up: a set sent over one association to one receiving process, with a broker that answers."""

import asyncio
import subprocess
import time
from pathlib import Path

from ingest_process import CALLED, IngestProcess
from ingest_runs import STORESCU, Kind
from report import Target
from soak_ingest import broker

from bildstrom.events.v1.topics import INSTANCE_RECEIVED
from bildstrom.runtime import topics

BACKLOG_GOAL = 0.1  # of what was sent, at the last response
DRAIN_SECONDS = 120.0


def relay_section(ways: list[Kind], folder: Path) -> tuple[list[Target], list[str]]:
    """Measure with each set that is sent over one association without Nagle; targets, and lines of the report."""
    targets, rows = [], []
    with broker(None) as kafka:
        asyncio.run(topics.apply(kafka, [INSTANCE_RECEIVED]))
        for kind in ways:
            # of six objects one is a sixth, so radiographs say nothing
            if kind.associations != 1 or kind.nagle or kind.objects.name == "cr":
                continue
            sending, draining, backlog = _relayed(kind, folder / kind.objects.name, kafka)
            count, share = kind.objects.objects, backlog / kind.objects.objects
            name = f"{kind.objects.name}: backlog of the relay at the last response (at most)"
            targets.append(Target(name, round(share, 3), BACKLOG_GOAL, "of the objects", share <= BACKLOG_GOAL))
            edge, relay = count / sending, count / draining
            rows.append(f"| {kind.objects.name} | {edge:.0f} | {relay:.0f} | {backlog} of {count} |")
    head = ["", "## With a broker: one receiving process, one association, object store and events included", ""]
    table = ["| set | objects/s at the edge | objects/s until all are announced | backlog at the last response |"]
    return targets, [*head, *table, "|---|---|---|---|", *rows]


def _relayed(kind: Kind, folder: Path, kafka: str) -> tuple[float, float, int]:
    """Seconds until the last response and until everything is announced, and what waits at the last response."""
    ingest = IngestProcess(folder, kafka, settings={"workers": "1"})
    ingest.start()
    try:
        _send(ingest, kind.objects.warm_up)
        _drained(ingest)
        began = time.monotonic()
        _send(ingest, kind.objects.folder)
        sent, backlog = time.monotonic(), ingest.waiting()
        _drained(ingest)
        return sent - began, time.monotonic() - began, backlog
    finally:
        ingest.stop()


def _send(ingest: IngestProcess, folder: Path) -> None:
    command = [STORESCU, "-aec", CALLED, "127.0.0.1", str(ingest.port), "+sd", str(folder)]
    subprocess.run(command, env={"TCP_NODELAY": "1"}, check=True, capture_output=True)


def _drained(ingest: IngestProcess) -> None:
    deadline = time.monotonic() + DRAIN_SECONDS
    while ingest.waiting():
        if time.monotonic() > deadline:
            raise SystemExit(f"the relay did not announce everything within {DRAIN_SECONDS:g} s")
        time.sleep(0.02)
