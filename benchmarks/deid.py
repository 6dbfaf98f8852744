"""Compares Bildstrom's de-identification with other tools: read, de-identify, write to memory, in one process.

Then measures the service by itself, between a broker's two topics (``deid_service.py``).

    python benchmarks/deid.py [--quick] [--rounds 5]

Each tool runs in an environment of its own, made on first use below ``build/bench/deid-tools``.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import deid_report
import deid_service
from deid_report import Kind, Results
from deid_sets import (
    FRAMES,
    enhanced_ct,
    large_ct,
    of_bytes,
    reports,
    small_ct,
    ultrasound,
    written,
)
from deid_tools import COPY, OURS, Run, environments, run
from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit
from report import target_lines, write


def kinds(folder: Path, quick: bool) -> list[Kind]:
    """The sets, and how many objects of each we and the others get: enough for half a second."""
    ours, theirs = (20, 3) if quick else (150, 20)
    frames = 100 if quick else FRAMES
    few = 2 if quick else 3
    explicit = ExplicitVRLittleEndian
    return [
        Kind("small", written("small", folder, small_ct(ours + 1), explicit), ours, theirs),
        Kind("large", of_bytes("large", folder, large_ct(ours + 1)), ours, theirs),
        Kind("multi", written("multi", folder, enhanced_ct(few + 1, frames), explicit), few, 1),
        Kind("tenth", written("tenth", folder, enhanced_ct(11, frames // 10), explicit), 10, 1),
        Kind("sr", written("sr", folder, reports(ours // 10 + 1), explicit), ours // 10, 3),
        Kind("us", written("us", folder, ultrasound(ours // 3 + 1), JPEGBaseline8Bit), ours // 3, theirs),
    ]


def race(
    sets: list[Kind], pythons: dict[str, Path], folder: Path, rounds: int
) -> tuple[Results, dict[tuple[str, str], str]]:
    """Every tool and set in each round, in shuffled order; who fails or takes too long is not asked again."""
    results: Results = defaultdict(list)
    failed: dict[tuple[str, str], str] = {}
    for number in range(rounds):
        pairs = [(tool, kind) for kind in sets for tool in pythons]
        random.shuffle(pairs)
        for at, (tool, kind) in enumerate(pairs):
            if (tool, kind.name) in failed:
                continue
            count = kind.ours if tool in OURS else kind.theirs
            done = run(tool, pythons[tool], kind.objects, count, folder / f"{number}-{at}")
            if isinstance(done, Run):
                results[tool, kind.name].append(done)
            else:
                failed[tool, kind.name] = done
            print(f"round {number + 1}: {kind.name}: {tool}: {done}", file=sys.stderr, flush=True)
    return results, failed


def main() -> None:
    """Measure, report; exits 0 whether or not targets are met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, help="5 unless told, 1 with --quick")
    parser.add_argument("--quick", action="store_true", help="few objects: shows that it works, not how fast")
    chosen = parser.parse_args()
    rounds, began = chosen.rounds or (1 if chosen.quick else 5), time.monotonic()
    pythons, absent = environments(Path("build/bench/deid-tools"))
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="bildstrom-bench-", dir=memory if memory.is_dir() else None))
    try:
        sets = kinds(folder / "sets", chosen.quick)
        results, failed = race(sets, pythons, folder / "runs", rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert all((COPY, kind.name) in results for kind in sets)
    served, service = deid_service.section(40 if chosen.quick else 300, 1 if chosen.quick else 3)
    targets = [*deid_report.targets(results), *served]
    head = deid_report.head(rounds, time.monotonic() - began, os.cpu_count() or 1, chosen.quick)
    body = [*deid_report.lines(results, sets, failed, absent), *service]
    write("deid", targets, [*head, *body, *target_lines(targets)])


if __name__ == "__main__":
    main()
