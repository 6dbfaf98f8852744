"""What happened in a worker, counted there and added to the parent's metrics."""

import json
import threading
from collections import Counter
from collections.abc import Iterable

from bildstrom.runtime import metrics

ANSWERED = "bildstrom.instances.answered"
ASSOCIATIONS = "bildstrom.associations"
COMMITMENTS = "bildstrom.commitments"
WORKERS_LOST = "bildstrom.ingest.workers.lost"
_DESCRIPTIONS = {
    ANSWERED: "store requests answered, by status and reason",
    ASSOCIATIONS: "associations, by outcome",
    COMMITMENTS: "requests for storage commitment and their reports, by outcome",
    WORKERS_LOST: "worker processes that ended unasked",
}

Labels = tuple[tuple[str, str], ...]


class Counts:
    """Counts since they were last taken; threads may count at the same time. Labels are closed words."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, Labels]] = Counter()

    def answered(self, status: str, reason: str) -> None:
        """A store request was answered, or was not because its association ended."""
        self._add(ANSWERED, (("bildstrom.status", status), ("bildstrom.reason", reason)))

    def association(self, outcome: str) -> None:
        """An association came to ``outcome``: accepted, rejected, released, aborted, and so on."""
        self._add(ASSOCIATIONS, (("bildstrom.outcome", outcome),))

    def commitment(self, outcome: str) -> None:
        """A request for storage commitment, or a report on one, came to ``outcome``."""
        self._add(COMMITMENTS, (("bildstrom.outcome", outcome),))

    def take(self) -> bytes:
        """All counts, encoded for :func:`add`; they start at nothing again. Empty when there are none."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return json.dumps([(name, labels, count) for (name, labels), count in taken.items()]).encode() if taken else b""

    def _add(self, name: str, labels: Labels) -> None:
        with self._lock:
            self._counts[name, labels] += 1


def add(encoded: bytes) -> None:
    """Add what :meth:`Counts.take` gave to this process's metrics."""
    taken: Iterable[tuple[str, list[tuple[str, str]], int]] = json.loads(encoded)
    for name, labels, count in taken:
        metrics.counter(name, _DESCRIPTIONS[name]).add(count, dict(labels))


def commitment(outcome: str) -> None:
    """A report on a storage commitment came to ``outcome``; called in the parent."""
    metrics.counter(COMMITMENTS, _DESCRIPTIONS[COMMITMENTS]).add(1, {"bildstrom.outcome": outcome})


def worker_lost() -> None:
    """A worker process ended unasked; called in the parent."""
    metrics.counter(WORKERS_LOST, _DESCRIPTIONS[WORKERS_LOST]).add(1)
