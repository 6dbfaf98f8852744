"""Measures the index: searches as the catalogue grows, the projector, retrieval; Orthanc beside it in the same run.

    python benchmarks/index.py [--quick] [--instances 1000000] [--rounds 3]

Starts a Kafka, a Cassandra and, where it is installed, an Orthanc of its own.
"""

import argparse
import os
import sys
import tempfile
import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import index_report
from index_events import Study
from index_files import headers_of
from index_load import load
from index_peer import orthanc, present, service, upload
from index_projector import projector_section
from index_queries import Asked, asked
from index_retrievals import Retrievals
from index_servers import index, ours, servers
from index_sizes import QUICK, SLICES, Sizes
from ingest import enter_namespace
from ingest_stow import OrthancWeb
from report import Target, target_lines, write

from bildstrom.local.stack import Stack

KEYSPACE = "catalogue"


@dataclass(slots=True)
class Bench:
    """One run."""

    stack: Stack
    folder: Path
    sizes: Sizes
    rounds: int

    def run(self) -> tuple[list[Target], list[str]]:
        """Every section; targets, and lines of the report."""
        found, lines = projector_section(self.stack, self.folder / "projector", self.sizes.backlog, self.rounds)
        with orthanc(self.folder / "orthanc") if present() else nullcontext() as peer:
            searched, search_lines = self._searched(peer)
            retrieved, retrieval_lines = self._retrieved(peer)
        return [*searched, *found, *retrieved], [*search_lines, *lines, *retrieval_lines]

    def _searched(self, peer: OrthancWeb | None) -> tuple[list[Target], list[str]]:
        found: dict[int, dict[str, Asked]] = {}
        theirs: dict[int, dict[str, Asked]] = {}
        lines, loaded = [], 0
        for size in self.sizes.catalogue:
            studies = [Study(number, SLICES) for number in range(max(1, size // SLICES))]
            seconds = load(self.stack.ports.address("cassandra"), KEYSPACE, studies[loaded:])
            rate = (len(studies) - loaded) * SLICES / seconds
            lines += ["", f"{size:,} instances: {rate:.0f} instances/s written, two events each, no broker."]
            _say(lines[-1])
            loaded = len(studies)
            with index(self.stack, self.folder / "index", KEYSPACE) as process:
                found[size] = asked(ours(process), studies, self.sizes.searches)
        if peer is not None:
            studies = [Study(number, SLICES) for number in range(max(1, self.sizes.peer // SLICES))]
            upload(peer, (content for study in studies for content in headers_of(study)))
            theirs[self.sizes.peer] = asked(service(peer), studies, self.sizes.searches)
        return index_report.query_targets(found), [*index_report.query_lines(found, theirs), *lines]

    def _retrieved(self, peer: OrthancWeb | None) -> tuple[list[Target], list[str]]:
        with index(self.stack, self.folder / "index", KEYSPACE) as process:
            return Retrievals(
                process, peer, self.stack.ports.address("cassandra"), KEYSPACE, self.sizes, self.rounds
            ).run()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Measure, report; exits 0 whether or not targets are met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="20,000 instances: shows that it works, not how fast")
    parser.add_argument("--instances", type=int, help="of the catalogue at its largest; 1,000,000 unless told")
    parser.add_argument("--rounds", type=int, help="3 unless told, 1 with --quick")
    chosen = parser.parse_args()
    enter_namespace()
    sizes = QUICK if chosen.quick else Sizes()
    if chosen.instances:
        sizes = replace(sizes, catalogue=(sizes.catalogue[0], chosen.instances))
    began = time.monotonic()
    rounds = chosen.rounds or (1 if chosen.quick else 3)
    with tempfile.TemporaryDirectory(prefix="bildstrom-bench-") as name, servers(Path(name, "servers")) as stack:
        found, lines = Bench(stack, Path(name).resolve(), sizes, rounds).run()
    load_average = os.getloadavg()[1]
    head = [
        f"# The index: {rounds} rounds, {os.cpu_count()} cores, {time.monotonic() - began:.0f} s",
        "",
        "Client, index, Kafka, Cassandra and Orthanc share this machine"
        f" (load average of the last five minutes {load_average:.1f}).",
        *(["", "A quick run: too little for figures to rely on."] if chosen.quick else []),
        *([] if present() else ["", "Orthanc or its DICOMweb plugin is absent (Debian: orthanc, orthanc-dicomweb)."]),
    ]
    write("index", found, [*head, *lines, *target_lines(found)])


if __name__ == "__main__":
    main()
