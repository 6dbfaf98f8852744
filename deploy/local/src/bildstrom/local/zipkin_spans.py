"""OTLP spans as Zipkin v2 spans: pure conversion.

OTLP: opentelemetry-proto 1; Zipkin v2: https://zipkin.io/zipkin-api/ (times in microseconds, tags are texts).
Zipkin has no links: each becomes a tag ``link.<n>`` of ``traceid/spanid``. Status messages stay behind: a failed span
has the tag ``error`` with the error's class, never its text.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

ZipkinSpan = dict[str, Any]

_KINDS = {
    Span.SPAN_KIND_SERVER: "SERVER",
    Span.SPAN_KIND_CLIENT: "CLIENT",
    Span.SPAN_KIND_PRODUCER: "PRODUCER",
    Span.SPAN_KIND_CONSUMER: "CONSUMER",
}
_SERVICE = "service.name"


def convert(request: ExportTraceServiceRequest) -> list[ZipkinSpan]:
    """Every span that can be one in Zipkin: with a trace id of 16 and a span id of 8 bytes, neither all zero."""
    return list(_spans(request))


def _spans(request: ExportTraceServiceRequest) -> Iterator[ZipkinSpan]:
    for of_resource in request.resource_spans:
        resource = _tags(of_resource.resource.attributes)
        service = resource.pop(_SERVICE, "unknown")
        for of_scope in of_resource.scope_spans:
            for span in of_scope.spans:
                if _is_id(span.trace_id, 16) and _is_id(span.span_id, 8):
                    yield _span(span, service, resource)


def _span(span: Span, service: str, resource: dict[str, str]) -> ZipkinSpan:
    converted: ZipkinSpan = {
        "traceId": span.trace_id.hex(),
        "id": span.span_id.hex(),
        "name": span.name,
        "timestamp": span.start_time_unix_nano // 1000,
        # Zipkin reads 0 as unknown, and has no negative durations
        "duration": max(1, (span.end_time_unix_nano - span.start_time_unix_nano) // 1000),
        "localEndpoint": {"serviceName": service},
        "tags": resource | _tags(span.attributes) | _links(span.links) | _error(span),
        "annotations": [{"timestamp": event.time_unix_nano // 1000, "value": event.name} for event in span.events],
    }
    if _is_id(span.parent_span_id, 8):
        converted["parentId"] = span.parent_span_id.hex()
    if span.kind in _KINDS:
        converted["kind"] = _KINDS[span.kind]
    return converted


def _links(links: Iterable[Span.Link]) -> dict[str, str]:
    return {f"link.{n}": f"{link.trace_id.hex()}/{link.span_id.hex()}" for n, link in enumerate(links)}


def _error(span: Span) -> dict[str, str]:
    if span.status.code != Status.STATUS_CODE_ERROR:
        return {}
    return {"error": _tags(span.attributes).get("error.type", "true")}


def _tags(attributes: Iterable[KeyValue]) -> dict[str, str]:
    return {item.key: _text(item.value) for item in attributes}


def _text(value: AnyValue) -> str:
    plain = _plain(value)
    return plain if isinstance(plain, str) else json.dumps(plain)


def _plain(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_plain(item) for item in value.array_value.values]
    if kind == "kvlist_value":
        return {item.key: _plain(item.value) for item in value.kvlist_value.values}
    if kind == "bytes_value":
        return value.bytes_value.hex()
    return getattr(value, kind) if kind else ""


def _is_id(value: bytes, size: int) -> bool:
    return len(value) == size and any(value)
