"""Kills ingest at random moments under load, and compares what senders were told with what is there.

    python benchmarks/soak_ingest.py [--rounds 100] [--senders 3] [--seed N] [--kafka HOST:PORT] [--json]

Each round ends a worker, the parent, or all processes at once, with SIGKILL, at a random moment. What was not
acknowledged is sent again. At the end every object that was answered 0000 has to be in the object store whole,
announced under one event id, in the order of its study, and the spool has to be empty. Exits 1 if a promise is broken.
"""

import argparse
import asyncio
import contextlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest_process import CALLED, IngestProcess
from ingest_sets import template
from pydicom.uid import CTImageStorage
from soak_history import Findings, History, Kept, compare, read_topic
from soak_sender import SoakSender

from bildstrom.console.send.association import Peer
from bildstrom.events.v1.topics import INSTANCE_RECEIVED
from bildstrom.local import jars
from bildstrom.local.folders import Cache, Home, default_root
from bildstrom.local.ports import free_ports
from bildstrom.local.wiring import open_stack
from bildstrom.runtime import topics

SIDES = (32, 138, 512)  # 2 kB, 39 kB, 525 kB
MOST_ANSWERS = 60  # from a start to the next kill
LONGEST_PAUSE_SECONDS = 0.05  # so that the kill meets any phase of an object
ANSWERS_SECONDS = 120.0
DRAIN_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Soak:
    """What a soak did and found."""

    rounds: int
    kills: dict[str, int]
    told: dict[str, int]
    acknowledged: int
    announcements: int
    events: int
    findings: Findings


def soak(rounds: int, senders: int, seed: int, kafka: str) -> Soak:
    """Run; the broker has to be there."""
    asyncio.run(topics.apply(kafka, [INSTANCE_RECEIVED]))
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="bildstrom-soak-") as name:
        folder = Path(name).resolve()
        ingest = IngestProcess(folder, kafka, f"soak-{seed % 10**8}")
        history = History()
        templates = [template(CTImageStorage, side, side) for side in SIDES]
        peer = Peer("127.0.0.1", ingest.port, CALLED, "SOAK", timeout=20.0)
        crowd = [SoakSender(number, seed, peer, templates, folder, history) for number in range(senders)]
        ingest.start()
        try:
            for sender in crowd:
                sender.start()
            kills = _kill(ingest, rounds, chance, history)
            for sender in crowd:
                sender.finish()
            _drained(ingest)
        finally:
            ingest.stop()
        announced = read_topic(kafka, ingest.project)
        findings = compare(history, announced, Kept(ingest.key, ingest.objects, ingest.spool))
    acknowledged = sum(len(set(uids)) for uids in history.acknowledged().values())
    events = len({item.event_id for item in announced})
    return Soak(rounds, kills, history.statuses(), acknowledged, len(announced), events, findings)


def _kill(ingest: IngestProcess, rounds: int, chance: random.Random, history: History) -> dict[str, int]:
    kills = {"worker": 0, "parent": 0, "all": 0}
    for number in range(rounds):
        _answers(history, chance.randrange(1, MOST_ANSWERS))
        time.sleep(chance.uniform(0, LONGEST_PAUSE_SECONDS))
        how = chance.choice(("worker", "worker", "parent", "all"))
        kills[how] += 1
        if how == "worker":
            ingest.kill_worker(chance.randrange(64))
        else:
            (ingest.kill_parent if how == "parent" else ingest.kill_all)()
            ingest.start()
        print(f"round {number + 1} of {rounds}: {how} killed", file=sys.stderr, flush=True)
    return kills


def _answers(history: History, more: int) -> None:
    """Until so many further objects are acknowledged: the load flows."""
    wanted, deadline = history.successes() + more, time.monotonic() + ANSWERS_SECONDS
    while history.successes() < wanted:
        if time.monotonic() > deadline:
            raise SystemExit(f"{more} objects were not acknowledged in {ANSWERS_SECONDS:g} s")
        time.sleep(0.002)


def _drained(ingest: IngestProcess) -> None:
    """Until everything that the spool holds is announced."""
    deadline = time.monotonic() + DRAIN_SECONDS
    while ingest.waiting():
        if time.monotonic() > deadline:
            raise SystemExit(f"{ingest.waiting()} entries of the spool were not announced in {DRAIN_SECONDS:g} s")
        time.sleep(0.1)


@contextlib.contextmanager
def broker(address: str | None) -> Iterator[str]:
    """The broker that was named, or one of this run's own."""
    if address is not None:
        yield address
        return
    cache = Cache(default_root())
    jars.fetch(cache, lambda line: print(line, file=sys.stderr))
    with tempfile.TemporaryDirectory(prefix="bildstrom-soak-kafka-") as folder:
        stack = open_stack(Home(Path(folder).resolve()), cache, free_ports())
        try:
            stack.up(["kafka"])
            yield stack.ports.address("kafka")
        finally:
            stack.down()


def main() -> None:
    """Soak, report, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--senders", type=int, default=3)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of moments and victims")
    parser.add_argument("--kafka", help="bootstrap servers; without it a broker is started")
    parser.add_argument("--json", action="store_true", help="the findings as JSON")
    chosen = parser.parse_args()
    with broker(chosen.kafka) as address:
        done = soak(chosen.rounds, chosen.senders, chosen.seed, address)
    print(json.dumps(asdict(done)) if chosen.json else _text(done, chosen.seed))
    sys.exit(0 if done.findings.none else 1)


def _text(done: Soak, seed: int) -> str:
    lines = [
        f"{done.rounds} rounds (seed {seed}): killed {done.kills}; answers {done.told}",
        f"{done.acknowledged} objects acknowledged, {done.announcements} records of {done.events} events",
    ]
    if done.findings.none:
        lines.append("every acknowledged object is there whole, announced under one id, in order; nothing is left over")
    else:
        lines += [f"{name}: {len(found)} {found[:5]}" for name, found in asdict(done.findings).items() if found]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
