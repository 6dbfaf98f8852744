"""A study as the JSON document of ``studies show``, and as lines for people. Pure."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bildstrom.catalog.v1 import catalog_pb2 as pb
from bildstrom.console.results.document import result
from bildstrom.console.studies.waiting import Wait
from bildstrom.console.times import moment, when
from bildstrom.console.trace.context import trace_id
from bildstrom.events.v1 import events_pb2 as events


def summary(study: pb.StudySummary) -> dict[str, Any]:
    """One entry of ``studies list``."""
    return {
        "project": study.project,
        "study": study.study_uid,
        "modalities": list(study.modalities),
        "stages": {
            "received": study.received,
            "deidentified": study.deidentified,
            "quarantined": study.quarantined,
            "indexed": study.indexed,
            "results": study.results,
        },
        "revision": study.revision,
        "content_digest": study.content_digest or None,
        "first_received_at": when(study, "first_received_at"),
        "last_received_at": when(study, "last_received_at"),
        "last_indexed_at": when(study, "last_indexed_at"),
        "trace_id": trace_id(study.traceparent),
    }


def show(study: pb.GetStudyResponse, waiting: Sequence[Wait], links: dict[str, str]) -> dict[str, Any]:
    """The document of ``studies show``."""
    reasons = Counter(quarantine_reason(i) for i in study.instances if i.HasField("quarantined_at"))
    return {
        **summary(study.summary),
        "done": not waiting,
        "waits": [wait(item) for item in waiting],
        "quarantined": [{"reason": reason, "objects": count} for reason, count in sorted(reasons.items())],
        "results": [result(item, study.summary.content_digest) for item in study.results],
        "instances": [journey(item) for item in study.instances],
        "links": links,
    }


def wait(item: Wait) -> dict[str, Any]:
    """What is waited for, since when, why, and what to do."""
    return {
        "service": item.service,
        "what": item.what,
        "objects": item.objects,
        "since": moment(item.since),
        "why": item.why,
        "todo": item.todo,
    }


def journey(instance: pb.InstanceJourney) -> dict[str, Any]:
    """How far one received object has come."""
    return {
        "sop_instance": instance.sop_instance_uid,
        "series": instance.series_uid,
        "source_sha256": instance.source_sha256,
        "received_at": when(instance, "received_at"),
        "deidentified_at": when(instance, "deidentified_at"),
        "quarantined_at": when(instance, "quarantined_at"),
        "quarantine_reason": quarantine_reason(instance) if instance.HasField("quarantined_at") else None,
        "indexed_at": when(instance, "indexed_at"),
    }


def quarantine_reason(instance: pb.InstanceJourney) -> str:
    """The reason as its closed word."""
    name = events.QuarantineReason.Name(instance.quarantine_reason)
    return name.removeprefix("QUARANTINE_REASON_").lower()
