"""What is remembered of a study between its events: the table's value, pure and replayable.

Redelivery makes Faust apply an event twice after a crash: every step here, done again, gives the same state.
"""

from dataclasses import dataclass, field, replace
from typing import Any

MAX_TRACES = 16  # arrivals whose traces a revision links


@dataclass(frozen=True, slots=True)
class Pending:
    """A revision that is decided and may or may not have been published: after a crash exactly this one is said again.

    Attributes:
        event: the serialised StudyRevised.
        traceparent: the context it is published in.
    """

    event: bytes
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Study:
    """A study as the stream has shown it.

    Attributes:
        partition: of the study's key in ``instance.indexed``, and so in the changelog.
        revision: number of the last revision; 0 before the first.
        content_digest: of that revision.
        instances: its instance count by series UID.
        touched_ms: when the last news came, milliseconds since the epoch; None once the study has come to rest.
        traces: traceparents of the arrivals since the last revision, by trace id, the latest last.
    """

    project: str
    study_uid: str
    partition: int
    revision: int = 0
    content_digest: str = ""
    instances: dict[str, int] = field(default_factory=dict)
    touched_ms: int | None = None
    traces: dict[str, str] = field(default_factory=dict)
    pending: Pending | None = None


def touch(study: Study, now_ms: int, trace_id: str | None, traceparent: str | None) -> Study:
    """Something of the study was indexed."""
    traces = dict(study.traces)
    if trace_id is not None and traceparent is not None:
        traces.pop(trace_id, None)
        traces[trace_id] = traceparent
        while len(traces) > MAX_TRACES:
            del traces[next(iter(traces))]
    return replace(study, touched_ms=now_ms, traces=traces)


def rest(study: Study, seen_ms: int | None) -> Study:
    """Nothing new as of ``seen_ms``; news that came since keep the study awake."""
    return replace(study, touched_ms=None, traces={}) if study.touched_ms == seen_ms else study


def to_json(study: Study) -> dict[str, Any]:
    """The table's value."""
    pending = study.pending and {"event": study.pending.event.hex(), "traceparent": study.pending.traceparent}
    return {
        "project": study.project,
        "study_uid": study.study_uid,
        "partition": study.partition,
        "revision": study.revision,
        "content_digest": study.content_digest,
        "instances": study.instances,
        "touched_ms": study.touched_ms,
        "traces": study.traces,
        "pending": pending,
    }


def from_json(value: dict[str, Any]) -> Study:
    """Read the table's value."""
    pending = value["pending"]
    return Study(
        **{name: value[name] for name in value if name != "pending"},
        pending=Pending(bytes.fromhex(pending["event"]), pending["traceparent"]) if pending else None,
    )
