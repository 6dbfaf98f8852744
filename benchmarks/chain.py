"""Measures the whole chain on this machine: everything from sender to Triton on its cores.

    python benchmarks/chain.py [--rounds 5] [--studies 2] [--slices 100]

Each round sends fresh studies (512 x 512 CT) over 4 associations, and waits until all have their results.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import grpc
from cpu import cpu_seconds, machine_busy_seconds
from report import Target, percentile, spread, write

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.catalog.v1.catalog_pb2_grpc import CatalogStub
from bildstrom.demo.phantom import ChestPhantom
from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.local.folders import Cache, Home, default_root
from bildstrom.local.ports import Ports, load
from bildstrom.local.stack import Stack
from bildstrom.local.wiring import open_stack

ASSOCIATIONS = 4
TARGET_OBJECTS_PER_SECOND = 60.0
DEADLINE_SECONDS = 300.0


@dataclass(slots=True)
class Round:
    """What one round showed; times in seconds."""

    objects: int = 0
    sending: float = 0.0
    chain: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)
    other_cpu: float = 0.0
    to_clean: list[float] = field(default_factory=list)
    to_indexed: list[float] = field(default_factory=list)
    after_last_response: list[float] = field(default_factory=list)
    to_result: list[float] = field(default_factory=list)


class Bench:
    """The running stack, measured."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._key = bytes.fromhex((stack.home.keys / "demo.key").read_text().strip())
        self._catalog = CatalogStub(grpc.insecure_channel(stack.ports.address("index_grpc")))

    def round(self, phantoms: list[ChestPhantom]) -> Round:
        """Send the phantoms' studies, wait for everything, and measure."""
        with tempfile.TemporaryDirectory() as folder:
            for number, phantom in enumerate(phantoms):
                for name, data in phantom.files():
                    Path(folder, f"{number}-{name}").write_bytes(data)
            done = Round(objects=sum(phantom.slices for phantom in phantoms))
            busy, before, began = machine_busy_seconds(), self._cpu(), time.time()
            self._send(folder)
            responded = time.time()
        studies = [self._indexed(phantom) for phantom in phantoms]
        last = max(_seconds(item.indexed_at) for study in studies for item in study.instances)
        after = self._cpu()
        done.sending, done.chain = responded - began, last - began
        done.cpu = {name: after[name] - before[name] for name in after}
        done.other_cpu = machine_busy_seconds() - busy - sum(done.cpu.values())
        for phantom, study in zip(phantoms, studies, strict=True):
            for item in study.instances:
                arrived = _seconds(item.received_at)
                done.to_clean.append(_seconds(item.deidentified_at) - arrived)
                done.to_indexed.append(_seconds(item.indexed_at) - arrived)
            done.after_last_response.append(max(0.0, max(_seconds(i.indexed_at) for i in study.instances) - responded))
            done.to_result.append(self._result_seconds(phantom))
        return done

    def _send(self, folder: str) -> None:
        port = str(self._stack.ports.dicom)
        command = [sys.executable, "-m", "bildstrom.console", "send", folder, "--port", port, "--json"]
        answer = subprocess.run(
            [*command, "--associations", str(ASSOCIATIONS)], check=True, capture_output=True, text=True
        )
        json.loads(answer.stdout)

    def _indexed(self, phantom: ChestPhantom) -> catalog.GetStudyResponse:
        ends = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < ends:
            study = self._study(phantom)
            if study is not None and study.summary.indexed == phantom.slices:
                return study
            time.sleep(0.1)
        raise SystemExit(f"not indexed within {DEADLINE_SECONDS:g} s; see: bildstrom studies list")

    def _result_seconds(self, phantom: ChestPhantom) -> float:
        """From the last indexed instance coming to rest (the revision) to the result."""
        ends = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < ends:
            study = self._study(phantom)
            if study is not None and study.results:
                produced = _seconds(study.results[0].produced_at)
                return produced - self._revised_at(study)
            time.sleep(0.2)
        raise SystemExit(f"no result within {DEADLINE_SECONDS:g} s; see: bildstrom studies show")

    def _revised_at(self, study: catalog.GetStudyResponse) -> float:
        return _seconds(study.summary.last_revised_at)

    def _study(self, phantom: ChestPhantom) -> catalog.GetStudyResponse | None:
        uid = pseudonymous_uid(self._key, phantom.study_uid)
        try:
            found: catalog.GetStudyResponse = self._catalog.GetStudy(
                catalog.GetStudyRequest(project="demo", study_uid=uid), timeout=30
            )
        except grpc.RpcError as error:
            if error.code() is grpc.StatusCode.NOT_FOUND:
                return None
            raise
        return found

    def _cpu(self) -> dict[str, float]:
        pids = {name: self._stack.process(name).pid for name in self._stack.names}
        return cpu_seconds({name: pid for name, pid in pids.items() if pid is not None})


def _seconds(moment) -> float:  # type: ignore[no-untyped-def]
    return float(moment.seconds) + float(moment.nanos) / 1e9


def targets(rounds: list[Round]) -> list[Target]:
    """What was aimed at."""
    speed = median(item.objects / item.chain for item in rounds)
    met = speed >= TARGET_OBJECTS_PER_SECOND
    return [Target("whole chain", round(speed, 1), TARGET_OBJECTS_PER_SECOND, "objects/s", met)]


def lines(rounds: list[Round]) -> list[str]:
    """The report."""
    to_clean = [value for item in rounds for value in item.to_clean]
    to_indexed = [value for item in rounds for value in item.to_indexed]
    rest = [value for item in rounds for value in item.after_last_response]
    results = [value for item in rounds for value in item.to_result]
    per_thousand = {name: [1000 * item.cpu[name] / item.objects for item in rounds] for name in rounds[0].cpu}
    other = [1000 * item.other_cpu / item.objects for item in rounds]
    table = sorted(per_thousand.items(), key=lambda pair: -median(pair[1]))
    return [
        f"# Whole chain: {len(rounds)} rounds of {rounds[0].objects} CT images 512 x 512, {ASSOCIATIONS} associations",
        "Median (range); sender, services and servers share this machine.",
        "",
        "| measured | value |",
        "|---|---|",
        f"| objects/s, first C-STORE to last indexed | {spread([item.objects / item.chain for item in rounds])} |",
        f"| objects/s, sending alone | {spread([item.objects / item.sending for item in rounds])} |",
        f"| received to de-identified, s, p50 / p99 | {_p50_p99(to_clean)} |",
        f"| received to indexed, s, p50 / p99 | {_p50_p99(to_indexed)} |",
        f"| last response to study indexed, s, p50 / max | {percentile(rest, 50):.2f} / {max(rest):.2f} |",
        f"| study.revised to result.produced, s, p50 / max | {percentile(results, 50):.2f} / {max(results):.2f} |",
        "",
        "Where the time goes: CPU seconds per 1,000 objects, while they flow from sender to index.",
        "",
        "| process | CPU s |",
        "|---|---|",
        *(f"| {name} | {spread(values, 2)} |" for name, values in table),
        f"| sender, and the rest of the machine | {spread(other, 2)} |",
    ]


def _p50_p99(values: list[float]) -> str:
    return f"{percentile(values, 50):.2f} / {percentile(values, 99):.2f}"


def main() -> None:
    """Start the stack where it does not run, measure, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--studies", type=int, default=2, help="per round")
    parser.add_argument("--slices", type=int, default=100, help="per study")
    chosen = parser.parse_args()
    home = Home(default_root())
    stack = open_stack(home, Cache(default_root()), load(home.run / "ports.json") or Ports())
    stack.up(report=print)
    bench = Bench(stack)
    first = int(time.time()) % 1_000_000 * 100  # seeds that no earlier run has used: fresh content
    bench.round([ChestPhantom(seed=first, slices=20)])  # warm up
    rounds = []
    for number in range(chosen.rounds):
        seeds = range(first + 1 + number * chosen.studies, first + 1 + (number + 1) * chosen.studies)
        rounds.append(bench.round([ChestPhantom(seed=seed, slices=chosen.slices) for seed in seeds]))
        speed = rounds[-1].objects / rounds[-1].chain
        print(f"round {number + 1} of {chosen.rounds}: {speed:.1f} objects/s", flush=True)
    write("chain", targets(rounds), ["", *lines(rounds)])


if __name__ == "__main__":
    main()
