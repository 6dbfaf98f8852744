"""OTLP spans as Zipkin spans. The expected values follow from the two formats' documents, worked out by hand."""

import json
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, Status

from bildstrom.local.zipkin_spans import convert

TRACE, SPAN, PARENT = bytes(range(16)), bytes(range(8)), bytes(range(8, 16))
START = 1_700_000_000_123_456_789


def request(*spans: Span, resource: dict[str, str] | None = None) -> ExportTraceServiceRequest:
    attributes = [
        KeyValue(key=key, value=AnyValue(string_value=value))
        for key, value in (resource if resource is not None else {"service.name": "deid"}).items()
    ]
    of_scope = ScopeSpans(spans=spans)
    return ExportTraceServiceRequest(
        resource_spans=[ResourceSpans(resource=Resource(attributes=attributes), scope_spans=[of_scope])]
    )


def span(**fields: Any) -> Span:
    defaults: dict[str, Any] = {
        "trace_id": TRACE,
        "span_id": SPAN,
        "name": "process",
        "start_time_unix_nano": START,
        "end_time_unix_nano": START + 2_500_999,
    }
    return Span(**(defaults | fields))


def tags(*attributes: KeyValue) -> dict[str, str]:
    (converted,) = convert(request(span(attributes=attributes)))
    found: dict[str, str] = converted["tags"]
    return found


def test_a_span_keeps_its_ids_name_kind_and_times() -> None:
    given = span(
        parent_span_id=PARENT,
        kind=Span.SPAN_KIND_CONSUMER,
        attributes=[KeyValue(key="bildstrom.instances", value=AnyValue(int_value=3))],
        events=[Span.Event(name="retried", time_unix_nano=START + 1_000_500)],
    )
    assert convert(request(given, resource={"service.name": "deid", "service.version": "1"})) == [
        {
            "traceId": "000102030405060708090a0b0c0d0e0f",
            "id": "0001020304050607",
            "parentId": "08090a0b0c0d0e0f",
            "name": "process",
            "kind": "CONSUMER",
            "timestamp": 1_700_000_000_123_456,
            "duration": 2_500,
            "localEndpoint": {"serviceName": "deid"},
            "tags": {"service.version": "1", "bildstrom.instances": "3"},
            "annotations": [{"timestamp": 1_700_000_000_124_457, "value": "retried"}],
        }
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Span.SPAN_KIND_SERVER, "SERVER"),
        (Span.SPAN_KIND_CLIENT, "CLIENT"),
        (Span.SPAN_KIND_PRODUCER, "PRODUCER"),
        (Span.SPAN_KIND_INTERNAL, None),
        (Span.SPAN_KIND_UNSPECIFIED, None),
    ],
)
def test_zipkin_knows_four_kinds(kind: Span.SpanKind.ValueType, expected: str | None) -> None:
    (converted,) = convert(request(span(kind=kind)))
    assert converted.get("kind") == expected


def test_links_become_tags() -> None:
    links = [Span.Link(trace_id=TRACE, span_id=SPAN), Span.Link(trace_id=TRACE[::-1], span_id=PARENT)]
    (converted,) = convert(request(span(links=links)))
    assert converted["tags"] == {
        "link.0": "000102030405060708090a0b0c0d0e0f/0001020304050607",
        "link.1": "0f0e0d0c0b0a09080706050403020100/08090a0b0c0d0e0f",
    }


def test_values_of_every_type_become_text() -> None:
    values = ArrayValue(values=[AnyValue(int_value=1), AnyValue(string_value="a")])
    table = KeyValueList(values=[KeyValue(key="k", value=AnyValue(bool_value=False))])
    assert tags(
        KeyValue(key="text", value=AnyValue(string_value="x")),
        KeyValue(key="number", value=AnyValue(double_value=0.5)),
        KeyValue(key="truth", value=AnyValue(bool_value=True)),
        KeyValue(key="bytes", value=AnyValue(bytes_value=b"\x00\xff")),
        KeyValue(key="list", value=AnyValue(array_value=values)),
        KeyValue(key="table", value=AnyValue(kvlist_value=table)),
        KeyValue(key="nothing", value=AnyValue()),
        KeyValue(key="unset"),
    ) == {
        "text": "x",
        "number": "0.5",
        "truth": "true",
        "bytes": "00ff",
        "list": '[1, "a"]',
        "table": '{"k": false}',
        "nothing": "",
        "unset": "",
    }


def test_a_failed_span_tells_its_class_and_never_its_message() -> None:
    status = Status(code=Status.STATUS_CODE_ERROR, message="no patient Doe^John")
    kind = KeyValue(key="error.type", value=AnyValue(string_value="Rejected"))
    named, unnamed = convert(request(span(status=status, attributes=[kind]), span(status=status)))
    assert named["tags"] == {"error.type": "Rejected", "error": "Rejected"}
    assert unnamed["tags"] == {"error": "true"}
    assert "Doe" not in json.dumps([named, unnamed])


def test_the_attributes_of_events_and_links_stay_behind() -> None:
    secret = [KeyValue(key="exception.message", value=AnyValue(string_value="Doe^John"))]
    given = span(
        events=[Span.Event(name="exception", attributes=secret)],
        links=[Span.Link(trace_id=TRACE, span_id=SPAN, attributes=secret)],
    )
    assert "Doe" not in json.dumps(convert(request(given)))


@pytest.mark.parametrize(
    "fields",
    [{"trace_id": b""}, {"trace_id": bytes(16)}, {"trace_id": TRACE[:8]}, {"span_id": b""}, {"span_id": bytes(8)}],
)
def test_a_span_without_a_valid_id_is_left_out_and_the_others_are_kept(fields: dict[str, bytes]) -> None:
    assert [item["id"] for item in convert(request(span(**fields), span()))] == [SPAN.hex()]


def test_a_root_has_no_parent() -> None:
    assert "parentId" not in convert(request(span()))[0]
    assert "parentId" not in convert(request(span(parent_span_id=bytes(8))))[0]


def test_a_span_that_ends_before_it_starts_lasts_one_microsecond() -> None:
    assert convert(request(span(end_time_unix_nano=START - 1)))[0]["duration"] == 1


def test_a_resource_without_a_name_is_unknown() -> None:
    assert convert(request(span(), resource={}))[0]["localEndpoint"] == {"serviceName": "unknown"}


def test_an_empty_request_is_no_span() -> None:
    assert convert(ExportTraceServiceRequest()) == []
