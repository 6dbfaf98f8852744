"""The bridge over HTTP."""

import gzip
import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span

from bildstrom.local.otlp_bridge import MAX_BODY, serve, to_zipkin
from bildstrom.local.zipkin_spans import ZipkinSpan

PROTOBUF = {"Content-Type": "application/x-protobuf"}
ONE_SPAN = Span(trace_id=bytes(range(16)), span_id=bytes(range(8)), name="process", start_time_unix_nano=5_000)
BODY = ExportTraceServiceRequest(
    resource_spans=[ResourceSpans(scope_spans=[ScopeSpans(spans=[ONE_SPAN])])]
).SerializeToString()


class Backend:
    """What the bridge gave on, or an error that it is to meet."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.error: OSError | None = None

    def __call__(self, spans: list[ZipkinSpan]) -> None:
        if self.error is not None:
            raise self.error
        self.names += [span["name"] for span in spans]


@pytest.fixture
def backend() -> Backend:
    return Backend()


@pytest.fixture
def bridge(backend: Backend) -> Iterator[http.client.HTTPConnection]:
    with serving(serve(0, backend)) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        yield connection
        connection.close()


class serving:  # noqa: N801 - reads as a statement
    """Runs a server in a thread."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> int:
        self._thread.start()
        return self._server.server_address[1]

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def post(
    connection: http.client.HTTPConnection, body: bytes, path: str = "/v1/traces", **headers: str
) -> tuple[int, bytes]:
    connection.request("POST", path, body, PROTOBUF | {key.replace("_", "-"): value for key, value in headers.items()})
    response = connection.getresponse()
    return response.status, response.read()


def test_spans_are_given_on_and_answered_in_protobuf(bridge: http.client.HTTPConnection, backend: Backend) -> None:
    status, body = post(bridge, BODY)
    assert status == 200
    assert ExportTraceServiceResponse.FromString(body) == ExportTraceServiceResponse()
    assert backend.names == ["process"]


def test_a_connection_serves_several_exports(bridge: http.client.HTTPConnection, backend: Backend) -> None:
    assert [post(bridge, BODY)[0] for _ in range(3)] == [200, 200, 200]
    assert backend.names == ["process"] * 3


def test_gzip_is_understood(bridge: http.client.HTTPConnection, backend: Backend) -> None:
    assert post(bridge, gzip.compress(BODY), Content_Encoding="gzip")[0] == 200
    assert backend.names == ["process"]


def test_an_export_without_spans_is_not_given_on(bridge: http.client.HTTPConnection, backend: Backend) -> None:
    backend.error = ConnectionError("not asked")
    assert post(bridge, b"")[0] == 200


def test_a_backend_that_is_down_is_told_so_that_the_exporter_tries_again(
    bridge: http.client.HTTPConnection, backend: Backend
) -> None:
    backend.error = ConnectionRefusedError()
    assert post(bridge, BODY)[0] == 503
    backend.error = None
    assert post(bridge, BODY)[0] == 200
    assert backend.names == ["process"]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"\xff\xff\xff", {}, 400),
        (b"not gzip", {"Content_Encoding": "gzip"}, 400),
        (gzip.compress(BODY)[:-9], {"Content_Encoding": "gzip"}, 400),
        (gzip.compress(bytes(MAX_BODY + 1)), {"Content_Encoding": "gzip"}, 413),
        (BODY, {"Content_Encoding": "br"}, 415),
        (BODY, {"Content_Type": "application/json"}, 415),
        (BODY, {"Content_Length": "-1"}, 411),
        (BODY, {"Content_Length": str(MAX_BODY + 1)}, 413),
        (BODY, {"path": "/v1/metrics"}, 404),
    ],
)
def test_what_cannot_be_spans_is_refused_for_good(
    bridge: http.client.HTTPConnection, backend: Backend, body: bytes, headers: dict[str, str], status: int
) -> None:
    assert post(bridge, body, **headers)[0] == status
    assert backend.names == []


def test_health_is_its_own_not_the_backends(bridge: http.client.HTTPConnection, backend: Backend) -> None:
    backend.error = ConnectionRefusedError()
    bridge.request("GET", "/health")
    assert bridge.getresponse().status == 200


class _Zipkin(BaseHTTPRequestHandler):
    status = 202

    def do_POST(self) -> None:
        """Take anything."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet."""


def test_only_202_of_zipkin_is_success(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), _Zipkin)) as port:
        send = to_zipkin(f"http://127.0.0.1:{port}")
        send([{"id": "1"}])
        monkeypatch.setattr(_Zipkin, "status", 500)
        with pytest.raises(ConnectionError, match="500"):
            send([{"id": "1"}])
    with pytest.raises(OSError, match="refused"):
        send([{"id": "1"}])
