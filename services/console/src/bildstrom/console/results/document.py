"""A result as its JSON document. Pure."""

from typing import Any

from bildstrom.console.times import when
from bildstrom.events.v1 import events_pb2 as pb


def result(produced: pb.ResultProduced, content_digest: str) -> dict[str, Any]:
    """One result; it is current when it belongs to ``content_digest``, the study's last revision."""
    return {
        "study": produced.study_uid,
        "revision": produced.revision,
        "content_digest": produced.content_digest,
        "current": produced.content_digest == content_digest,
        "model": produced.model,
        "model_version": produced.model_version,
        "status": pb.ResultStatus.Name(produced.status).removeprefix("RESULT_STATUS_").lower(),
        "reason": produced.reason or None,
        "series": produced.series_uid or None,
        "measurements": [measurement(item) for item in produced.measurements],
        "objects": [
            {
                "sop_class": item.instance.sop_class_uid,
                "sop_instance": item.instance.sop_instance_uid,
                "series": item.instance.series_uid,
            }
            for item in produced.objects
        ],
        "produced_at": when(produced, "produced_at"),
    }


def measurement(item: pb.Measurement) -> dict[str, Any]:
    """A number with its unit (UCUM) and its coded meaning."""
    return {
        "name": item.name,
        "meaning": item.concept.meaning,
        "code": f"{item.concept.value}^{item.concept.scheme}",
        "value": item.value,
        "unit": item.unit.value,
    }


def numbers(document: dict[str, Any]) -> str:
    """All numbers of a result in one line."""
    return ", ".join(f"{m['name']} {m['value']:.2f} {m['unit']}" for m in document["measurements"])
