"""Spans carry listed attributes only, and never the text of an exception."""

import pytest
from builders import TRACEPARENT
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode, Tracer

from bildstrom.runtime import tracing

PHI = "DOE^JOHN 1970-01-02"


def test_an_exception_leaves_its_class_name_and_nothing_else(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="DOE"), tracing.span("deidentify", {"bildstrom.project": "demo"}):
        raise ValueError(PHI)
    (span,) = spans.get_finished_spans()
    assert dict(span.attributes or {}) == {"bildstrom.project": "demo", "error.type": "ValueError"}
    assert (span.status.status_code, span.status.description, span.events) == (StatusCode.ERROR, None, ())


def test_attributes_that_are_not_listed_are_dropped_and_others_bounded(spans: InMemorySpanExporter) -> None:
    attributes = {
        "patient.name": PHI,
        "bildstrom.study_uid": "2.25." + "1" * 300,
        "bildstrom.instances": 3,
        "bildstrom.outcome": [PHI],
        "bildstrom.status": Exception(PHI),
    }
    with tracing.span("index", attributes):
        pass
    (span,) = spans.get_finished_spans()
    assert dict(span.attributes or {}) == {
        "bildstrom.study_uid": "2.25." + "1" * 195,
        "bildstrom.instances": 3,
        "bildstrom.outcome": "list",
        "bildstrom.status": "Exception",
    }


def test_a_parent_is_the_traceparent_it_names(spans: InMemorySpanExporter) -> None:
    with tracing.span("process", parent=TRACEPARENT):
        current = tracing.current_traceparent()
    (span,) = spans.get_finished_spans()
    assert span.context is not None
    assert span.parent is not None
    assert f"00-{span.context.trace_id:032x}-{span.parent.span_id:016x}-01" == TRACEPARENT
    assert current == f"00-{span.context.trace_id:032x}-{span.context.span_id:016x}-01"


def test_without_a_parent_a_span_is_under_the_current_one(spans: InMemorySpanExporter) -> None:
    with tracing.span("outer"), tracing.span("inner"):
        pass
    inner, outer = spans.get_finished_spans()
    assert inner.parent == outer.context


def test_a_malformed_parent_starts_a_trace(spans: InMemorySpanExporter) -> None:
    with tracing.span("outer"), tracing.span("root", parent="00-zz-yy-01"):
        pass
    root, _ = spans.get_finished_spans()
    assert root.parent is None


def test_links_are_bounded(spans: InMemorySpanExporter) -> None:
    links = [f"00-{number:032x}-{number:016x}-01" for number in range(1, 50)]
    with tracing.span("study.revised", links=links):
        pass
    (span,) = spans.get_finished_spans()
    assert [link.context.span_id for link in span.links] == list(range(1, 33))


@pytest.mark.parametrize(
    ("traceparent", "expected"),
    [
        (TRACEPARENT, "0af7651916cd43dd8448eb211c80319c"),
        (None, None),
        ("", None),
        ("nonsense", None),
        (TRACEPARENT.replace("0af7651916cd43dd8448eb211c80319c", "0" * 32), None),
    ],
)
def test_the_trace_id_is_that_of_a_valid_traceparent(traceparent: str | None, expected: str | None) -> None:
    assert tracing.trace_id(traceparent) == expected


def test_the_exporter_lets_nothing_out_that_is_not_listed_whoever_made_the_span() -> None:
    exported = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(tracing.AllowListExporter(exported)))
    with pytest.raises(RuntimeError):
        _careless(provider.get_tracer("a library"))
    (left,) = exported.get_finished_spans()
    assert (dict(left.attributes or {}), left.status.status_code) == ({"db.system.name": "cassandra"}, StatusCode.ERROR)
    assert PHI not in _everything(left)
    provider.shutdown()


def _careless(tracer: Tracer) -> None:
    with tracer.start_as_current_span("query", attributes={"db.statement": PHI, "db.system.name": "cassandra"}) as span:
        span.add_event("row", {"patient": PHI})
        raise RuntimeError(PHI)


def _everything(span: ReadableSpan) -> str:
    return f"{span.to_json()} {span.events!r} {span.status.description!r}"
