"""Compares Bildstrom's ingest with DCMTK, Orthanc and pynetdicom: every one durable or as shipped, in the same run.

    python benchmarks/ingest.py [--quick] [--rounds 3] [--no-relay]

Receivers that are not installed are named in the report. As root everything runs in a network namespace that has only
loopback, because Orthanc and storescp listen on all addresses.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import ingest_report
import ingest_sets
from ingest_profile import profile_section
from ingest_relay import relay_section
from ingest_runs import Kind, Run, measured, warm_memory
from ingest_servers import available
from ingest_stow import stow_section
from report import target_lines, write

NAMESPACE = "BILDSTROM_BENCH_NAMESPACE"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many objects. Stock senders stall 40 ms or more per object with most receivers, so they get a part.

    Attributes:
        wide: every set in every way.
    """

    ct: int = 300
    small: int = 1000
    cr: int = 6
    stock_ct: int = 60
    stock_small: int = 100
    singles: int = 1000
    wide: bool = True


SLOW_TO_ASSOCIATE = "pynetdicom + fsync"  # 0.1 s each: a thousand would take as long as all other runs

QUICK = Sizes(ct=40, small=100, cr=2, stock_small=20, singles=10, wide=False)


def kinds(folder: Path, sizes: Sizes) -> list[Kind]:
    """The ways of sending, their objects written to ``folder``."""
    ct = ingest_sets.ct(folder, sizes.ct)
    small = ingest_sets.small(folder, sizes.small)
    cr = ingest_sets.cr(folder, sizes.cr)
    wide = (ct, small, cr) if sizes.wide else (small,)
    return [
        *(Kind(objects, 1) for objects in (ct, small, cr)),
        *(Kind(objects, 4) for objects in wide),
        *(Kind(ingest_sets.part_of(objects, sizes.stock_ct), 1, nagle=True) for objects in wide if objects is ct),
        Kind(ingest_sets.part_of(small, sizes.stock_small), 1, nagle=True),
        Kind(ingest_sets.part_of(small, sizes.singles), 0),
    ]


def race(ways: list[Kind], folder: Path, rounds: int, repeat: bool) -> dict[tuple[str, Kind], list[Run]]:
    """Every receiver and way in each round, in shuffled order, each with a fresh receiver."""
    receivers, _ = available()
    results: dict[tuple[str, Kind], list[Run]] = {
        (name, kind): [] for kind in ways for name in receivers if kind.associations or name != SLOW_TO_ASSOCIATE
    }
    for number in range(rounds):
        pairs = list(results)
        random.shuffle(pairs)
        for at, (name, kind) in enumerate(pairs):
            run = measured(receivers[name], kind, folder / f"{number}-{at}", repeat)
            results[name, kind].append(run)
            print(f"round {number + 1}: {kind.label}: {name}: {run.rate:.0f} objects/s", file=sys.stderr, flush=True)
    return results


def main() -> None:
    """Measure, report; exits 0 whether or not targets are met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, help="3 unless told, 1 with --quick")
    parser.add_argument("--quick", action="store_true", help="few objects: shows that it works, not how fast")
    parser.add_argument("--no-relay", action="store_true", help="do without a broker")
    chosen = parser.parse_args()
    enter_namespace()
    rounds = chosen.rounds or (1 if chosen.quick else 3)
    began = time.monotonic()
    warm_memory()
    with tempfile.TemporaryDirectory(prefix="bildstrom-bench-") as name:
        folder = Path(name).resolve()
        ways = kinds(folder / "sets", QUICK if chosen.quick else Sizes())
        results = race(ways, folder / "runs", rounds, repeat=not chosen.quick)
        relayed, relay_lines = ([], []) if chosen.no_relay else relay_section(ways, folder / "relay")
        stowed, stow_lines = stow_section([ways[0].objects, ways[1].objects], folder / "stow", rounds)
        profiled = profile_section([kind.objects for kind in ways[:3]], folder / "profile")
    _, absent = available()
    found = [*ingest_report.targets(results), *relayed, *stowed]
    head = [
        f"# Receivers: {rounds} rounds, shuffled, {os.cpu_count()} cores, {time.monotonic() - began:.0f} s",
        "",
        "Median (range). Sender and receiver share this machine. Bildstrom has each object fsynced and its event queued"
        " in the outbox before it answers; no broker listens. TCP_NODELAY: senders, DCMTK and Orthanc have it on;"
        " as shipped, they leave Nagle's algorithm on. Peak RSS adds up what processes share. Below 1.2x is a tie.",
        *(["", "A quick run: too few objects for figures to rely on."] if chosen.quick else []),
        *_disturbed(results),
    ]
    write(
        "ingest",
        found,
        [
            *head,
            *ingest_report.lines(results, absent),
            *relay_lines,
            *stow_lines,
            *profiled,
            *target_lines(found),
        ],
    )


def _disturbed(results: dict[tuple[str, Kind], list[Run]]) -> list[str]:
    count: dict[bool, int] = defaultdict(int)
    for runs in results.values():
        for run in runs:
            count[run.disturbed] += 1
    if not count[True]:
        return []
    return ["", f"{count[True]} of {sum(count.values())} runs were disturbed by other work on this machine."]


def enter_namespace() -> None:
    """Go on in a network namespace of our own, where that is possible."""
    if os.environ.get(NAMESPACE) == "1":
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    tools = shutil.which("unshare") and shutil.which("ip")
    if os.geteuid() or not tools:
        print("not root, or no unshare and ip: Orthanc and storescp listen on all addresses now", file=sys.stderr)
        return
    os.environ[NAMESPACE] = "1"
    os.execvp("unshare", ["unshare", "-n", sys.executable, *sys.argv])


if __name__ == "__main__":
    main()
