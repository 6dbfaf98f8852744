"""Spans: one tracer per process, attributes by allow-list, W3C context in and out as a traceparent text."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Link, Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from bildstrom.runtime.allowlist import allowed

_PROPAGATOR = TraceContextTextMapPropagator()
MAX_LINKS = 32


def start_tracing(service: str, otlp: str | None) -> TracerProvider:
    """Set up this process's tracer.

    The export queue is bounded at 2,048 spans and drops beyond: a trace backend that is down costs no latency.

    Args:
        otlp: base URL of an OTLP/HTTP receiver; None keeps spans local.
    """
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    if otlp is not None:
        exporter = AllowListExporter(OTLPSpanExporter(endpoint=f"{otlp.rstrip('/')}/v1/traces", timeout=5))
        provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=2048, schedule_delay_millis=500))
    trace.set_tracer_provider(provider)
    return provider


@contextmanager
def span(
    name: str,
    attributes: Mapping[str, Any] | None = None,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    parent: str | None = None,
    links: Sequence[str] = (),
) -> Iterator[Span]:
    """Open a span, under ``parent`` (a traceparent) or under the current one; at most 32 links are kept.

    An exception marks it as failed with the class name alone: messages quote values.
    """
    current = start_span(name, attributes, kind=kind, parent=parent, links=links)
    with trace.use_span(current, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield current
        except BaseException as error:
            fail(current, error)
            raise


def start_span(
    name: str,
    attributes: Mapping[str, Any] | None = None,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    parent: str | None = None,
    links: Sequence[str] = (),
) -> Span:
    """Start a span that the caller ends; see :func:`span`."""
    return _tracer_of(trace.get_tracer_provider()).start_span(
        name,
        context=context_of(parent) if parent is not None else None,
        kind=kind,
        attributes=allowed(attributes or {}),
        links=[Link(_span_context(link)) for link in list(links)[:MAX_LINKS]],
    )


@lru_cache(maxsize=1)  # one is made anew for each call otherwise, which costs as much as the span
def _tracer_of(provider: trace.TracerProvider) -> trace.Tracer:
    return provider.get_tracer("bildstrom")


def fail(current: Span, error: BaseException) -> None:
    """Mark a span as failed, with the error's class name."""
    current.set_attribute("error.type", type(error).__name__)
    current.set_status(Status(StatusCode.ERROR))


def context_of(traceparent: str | None) -> Context:
    """The context that a traceparent names; an empty one when it is absent or malformed."""
    return _PROPAGATOR.extract({"traceparent": traceparent} if traceparent else {}, context=Context())


def traceparent_of(current: Span) -> str | None:
    """The traceparent of a span; None when nothing is traced."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier, context=trace.set_span_in_context(current, Context()))
    return carrier.get("traceparent")


def current_traceparent() -> str | None:
    """The traceparent of the span that is current here."""
    return traceparent_of(trace.get_current_span())


@lru_cache(maxsize=4096)  # the records of a batch have few
def trace_id(traceparent: str | None) -> str | None:
    """The 32 hex digits of a valid traceparent's trace id."""
    context = _span_context(traceparent) if traceparent else None
    return f"{context.trace_id:032x}" if context is not None and context.is_valid else None


def _span_context(traceparent: str) -> trace.SpanContext:
    return trace.get_current_span(context_of(traceparent)).get_span_context()


class AllowListExporter(SpanExporter):
    """The gate in front of the network: whatever made a span, only listed attributes leave, and no status text."""

    def __init__(self, inner: SpanExporter) -> None:
        self._inner = inner

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Export copies that hold nothing but what is listed."""
        return self._inner.export([_filtered(item) for item in spans])

    def shutdown(self) -> None:
        """Close the inner exporter."""
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Flush the inner exporter."""
        return self._inner.force_flush(timeout_millis)


def _filtered(item: ReadableSpan) -> ReadableSpan:
    return ReadableSpan(
        name=item.name,
        context=item.context,
        parent=item.parent,
        resource=item.resource,
        attributes=allowed(item.attributes or {}),
        events=[Event(event.name, allowed(event.attributes or {}), event.timestamp) for event in item.events],
        links=[Link(link.context, allowed(link.attributes or {})) for link in item.links],
        kind=item.kind,
        status=Status(item.status.status_code),
        start_time=item.start_time,
        end_time=item.end_time,
        instrumentation_scope=item.instrumentation_scope,
    )
