"""Stages of a trace: one span for all that a service does for a trace within a window of time, with counts.

A span per record would make 2,000 of a study of 2,000 instances. The first window of a trace is one second, so that its
first span is seen soon; each further one is twice as long, up to a minute. A stage of n seconds is about log2(n) spans.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from opentelemetry.trace import Span, SpanKind

from bildstrom.runtime import tracing
from bildstrom.runtime.bus import Record
from bildstrom.runtime.events import Event, in_trace, traceparent_of

FIRST_WINDOW_SECONDS = 1.0
LONGEST_WINDOW_SECONDS = 60.0
SWEEP_SECONDS = 0.5
MAX_TRACES = 4096  # whose next window is remembered


class Stage:
    """The span of one trace in one window; its counts become attributes when it ends.

    Attributes:
        traceparent: the context that outputs of this stage are published in.
        in_hand: how many records of it are being handled; it stays open for them, whatever its window.
    """

    def __init__(self, span: Span, closes: float) -> None:
        self.span = span
        self.closes = closes
        self.traceparent = tracing.traceparent_of(span)
        self.in_hand = 0
        self._counts: dict[str, int | float] = {}

    def carry(self, event: Event) -> Event:
        """The event, published in this stage unless its handler opened a span of its own for it."""
        return event if event.traceparent is not None else in_trace(event, self.traceparent)

    def count(self, attribute: str, by: int = 1) -> None:
        """Add to a counting attribute."""
        self._counts[attribute] = self._counts.get(attribute, 0) + by

    def highest(self, attribute: str, value: float) -> None:
        """Raise an attribute to at least this value."""
        self._counts[attribute] = max(self._counts.get(attribute, value), value)

    @contextmanager
    def handling(self) -> Iterator[None]:
        """Keep the stage open while a record of it is being handled, so that its outcome is counted."""
        self.in_hand += 1
        try:
            yield
        finally:
            self.in_hand -= 1

    def end(self) -> None:
        """Close the span with its counts."""
        self.span.set_attributes(self._counts)
        self.span.end()


class Stages:
    """The open stages of a process.

    Args:
        name: of the spans: ``process`` or ``send``, followed by the topic (messaging conventions 1.44).
        kind: CONSUMER for what is read, PRODUCER for what is sent.
        attributes: of every span of these stages.
        clock: monotonic seconds.
    """

    def __init__(
        self, name: str, kind: SpanKind, attributes: dict[str, Any], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._kind = kind
        self._attributes = attributes | {
            "messaging.system": "kafka",
            "messaging.operation.name": name,
            "messaging.operation.type": name,
        }
        self._clock = clock
        self._open: dict[tuple[str, str], Stage] = {}
        self._next_window: OrderedDict[tuple[str, str], float] = OrderedDict()

    def of(self, record: Record) -> Stage:
        """The stage that a record belongs to; without a valid context a record starts a trace of its own."""
        context = traceparent_of(record)
        trace_id = tracing.trace_id(context)
        key = (record.topic, trace_id or f"partition {record.partition} offset {record.offset}")
        stage = self._open.get(key)
        if stage is None:
            stage = self._open[key] = Stage(self._start(record, context), self._clock() + self._window(key))
        stage.count("messaging.batch.message_count")
        if record.timestamp_ms:
            stage.highest("bildstrom.queue_ms", round(time.time() * 1000 - record.timestamp_ms, 1))
        return stage

    def sweep(self) -> None:
        """End the stages whose window is over and that have nothing in hand."""
        now = self._clock()
        for key in [key for key, stage in self._open.items() if stage.closes <= now and not stage.in_hand]:
            self._open.pop(key).end()

    def close(self) -> None:
        """End all of them."""
        for stage in self._open.values():
            stage.end()
        self._open.clear()

    async def sweep_regularly(self) -> None:
        """Sweep twice a second until cancelled, then close."""
        try:
            while True:
                await asyncio.sleep(SWEEP_SECONDS)
                self.sweep()
        finally:
            self.close()

    def _start(self, record: Record, context: str | None) -> Span:
        attributes = self._attributes | {"messaging.destination.name": record.topic}
        if record.partition >= 0:
            attributes["messaging.destination.partition.id"] = str(record.partition)
            attributes["messaging.kafka.offset"] = record.offset
        return tracing.start_span(
            f"{self._name} {record.topic}", attributes, kind=self._kind, parent=context if context else ""
        )

    def _window(self, key: tuple[str, str]) -> float:
        window = self._next_window.pop(key, FIRST_WINDOW_SECONDS)
        self._next_window[key] = min(2 * window, LONGEST_WINDOW_SECONDS)
        if len(self._next_window) > MAX_TRACES:
            self._next_window.popitem(last=False)
        return window
