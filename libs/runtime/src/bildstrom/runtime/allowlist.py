"""What may be said about a study in telemetry: attribute keys by allow-list, values bounded.

Spans, metrics and logs all pass through here. A key that is not listed is dropped, so a new attribute is a decision
made in this file. No key of this list ever holds PHI: UIDs are pseudonymous, reasons are closed words, errors are
class names.
"""

from collections.abc import Mapping
from typing import Any

ATTRIBUTES = frozenset(
    {
        # OpenTelemetry semantic conventions 1.44
        "db.operation.name",
        "db.system.name",
        "error.type",
        "messaging.batch.message_count",
        "messaging.consumer.group.name",
        "messaging.destination.name",
        "messaging.destination.partition.id",
        "messaging.kafka.offset",
        "messaging.operation.name",
        "messaging.operation.type",
        "messaging.system",
        "rpc.method",
        "rpc.system",
        "service.instance.id",
        "service.name",
        "service.version",
        # Bildstrom's own
        "bildstrom.arrival_id",
        "bildstrom.bytes",
        "bildstrom.content_digest",
        "bildstrom.dead_letters",
        "bildstrom.dependency",
        "bildstrom.instances",
        "bildstrom.model",
        "bildstrom.model_version",
        "bildstrom.outcome",
        "bildstrom.outputs",
        "bildstrom.project",
        "bildstrom.queue_ms",
        "bildstrom.reason",
        "bildstrom.results",
        "bildstrom.retries",
        "bildstrom.revision",
        "bildstrom.series",
        "bildstrom.status",
        "bildstrom.study_uid",
        "bildstrom.voxels",
    }
)

LOG_KEYS = ATTRIBUTES | {
    "attempt",
    "count",
    "event",
    "level",
    "logger",
    "name",
    "offset",
    "partition",
    "port",
    "seconds",
    "signal",
    "size",
    "span_id",
    "state",
    "timestamp",
    "topic",
    "trace_id",
    "where",
}

MAX_TEXT = 200


def allowed(attributes: Mapping[str, Any], keys: frozenset[str] | set[str] = ATTRIBUTES) -> dict[str, Any]:
    """Keep the listed keys, with text cut at 200 characters; anything that is not text or a number becomes its type."""
    return {key: _bounded(value) for key, value in attributes.items() if key in keys}


def _bounded(value: Any) -> str | int | float | bool:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value[:MAX_TEXT]
    return type(value).__name__
