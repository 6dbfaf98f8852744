"""A stage of a trace: one span for all records of a batch that belong to one trace, with counts.

So a study of 2,000 instances is still a trace that a person can read. Queue time, from publishing to handling, is seen.
"""

import time
from collections.abc import Sequence

from opentelemetry.trace import Span, SpanKind

from bildstrom.runtime import tracing
from bildstrom.runtime.bus import Record
from bildstrom.runtime.events import Event, in_trace, traceparent_of


class Stage:
    """The span of one trace within one batch, under the first record's context, linked to the others'.

    Args:
        service: the consuming service.
        records: those of one trace and topic.
    """

    def __init__(self, service: str, records: Sequence[Record]) -> None:
        topic = records[0].topic
        contexts = list(dict.fromkeys(traceparent_of(record) for record in records))
        waited = max(time.time() * 1000 - record.timestamp_ms for record in records)
        self._counts = {"bildstrom.dead_letters": 0, "bildstrom.outputs": 0, "bildstrom.retries": 0}
        self.span: Span = tracing.start_span(
            f"process {topic}",
            {
                "messaging.system": "kafka",
                "messaging.operation.name": "process",
                "messaging.operation.type": "process",
                "messaging.destination.name": topic,
                "messaging.destination.partition.id": str(records[0].partition),
                "messaging.kafka.offset": records[0].offset,
                "messaging.consumer.group.name": f"bildstrom.{service}",
                "messaging.batch.message_count": len(records),
                "bildstrom.queue_ms": round(waited, 1),
            },
            kind=SpanKind.CONSUMER,
            parent=contexts[0] or "",
            links=[context for context in contexts[1:] if context is not None],
        )
        self._traceparent = tracing.traceparent_of(self.span)

    def carry(self, event: Event) -> Event:
        """The event, published in this stage unless its handler opened a span of its own for it."""
        return event if event.traceparent is not None else in_trace(event, self._traceparent)

    def count(self, what: str, by: int = 1) -> None:
        """Add to ``dead_letters``, ``outputs`` or ``retries``."""
        self._counts[f"bildstrom.{what}"] += by

    def end(self) -> None:
        """Close the span with its counts."""
        self.span.set_attributes({key: value for key, value in self._counts.items() if value})
        self.span.end()


def stages(service: str, records: Sequence[Record]) -> dict[int, Stage]:
    """Open one stage for each trace and topic of a batch; by ``id`` of the record."""
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        # without a valid context a record starts a trace of its own
        trace_id = tracing.trace_id(traceparent_of(record)) or f"offset {record.offset}"
        groups.setdefault((record.topic, trace_id), []).append(record)
    opened: dict[int, Stage] = {}
    for group in groups.values():
        stage = Stage(service, group)
        opened.update({id(record): stage for record in group})
    return opened
