"""What came of sending: counts by outcome, and the rate. Pure."""

import threading
from collections import Counter
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table

from bildstrom.console.output import table
from bildstrom.console.send import statuses
from bildstrom.console.send.files import StoredFile


class Tally:
    """Counts outcomes as they come, from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.outcomes: list[tuple[StoredFile, str]] = []
        self.bytes = 0

    def add(self, file: StoredFile, outcome: str) -> None:
        """Count one file."""
        with self._lock:
            self.outcomes.append((file, outcome))
            if statuses.stored(outcome):
                self.bytes += file.size

    def lose(self, files: Iterable[StoredFile]) -> None:
        """Count every one of these that has no outcome as lost: the receiver went away."""
        told = {file.path for file, _ in self.outcomes}
        for file in files:
            if file.path not in told:
                self.add(file, statuses.LOST)


def document(tally: Tally, others: int, seconds: float, *, each: bool) -> dict[str, Any]:
    """The JSON document of ``bildstrom send``; with ``each``, one entry per file."""
    counts = Counter(outcome for _, outcome in tally.outcomes)
    stored = sum(count for outcome, count in counts.items() if statuses.stored(outcome))
    made: dict[str, Any] = {
        "objects": len(tally.outcomes),
        "stored": stored,
        "refused": len(tally.outcomes) - stored,
        "not_dicom": others,
        "bytes": tally.bytes,
        "seconds": round(seconds, 3),
        "objects_per_second": round(stored / seconds, 1) if seconds else 0.0,
        "outcomes": dict(sorted(counts.items())),
    }
    if each:
        made["files"] = [
            {"path": str(file.path), "outcome": outcome}
            for file, outcome in sorted(tally.outcomes, key=lambda item: item[0].path)
        ]
    return made


def render(document: dict[str, Any], console: Console) -> None:
    """The same for people."""
    console.print(_outcomes(document["outcomes"]))
    megabytes = document["bytes"] / 1e6
    console.print(
        f"\n{document['stored']} of {document['objects']} objects stored, {megabytes:.1f} MB in"
        f" {document['seconds']:.1f} s ({document['objects_per_second']:.0f} objects/s)"
    )
    if document["not_dicom"]:
        console.print(f"{document['not_dicom']} other files were not sent: they are not DICOM objects")
    for entry in document.get("files", []):
        console.print(f"{entry['outcome']}  {entry['path']}", highlight=False, markup=False)


def _outcomes(counts: dict[str, int]) -> Table:
    rows = [(outcome, count, *statuses.meaning(outcome)) for outcome, count in counts.items()]
    return table("", ("status", "objects", "meaning", "what to do"), rows)
