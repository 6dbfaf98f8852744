"""OTLP over HTTP in, Zipkin v2 out: ``python -m bildstrom.local.otlp_bridge --port N --zipkin URL``.

For one machine. OTLP/HTTP 1 (opentelemetry.io/docs/specs/otlp): POST /v1/traces with a protobuf body, plain or gzip; an
exporter tries again after 503, never after 400.
"""

import argparse
import http.client
import json
import signal
import threading
import urllib.parse
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from bildstrom.local.ports import HOST
from bildstrom.local.zipkin_spans import ZipkinSpan, convert

# an exporter sends at most 512 spans at once, some 300 kB; compressed input may not grow beyond it either
MAX_BODY = 16 * 1024 * 1024
_LIMIT_S = 5.0

Send = Callable[[list[ZipkinSpan]], None]


class Refused(Exception):
    """A request that is answered with an error status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def serve(port: int, send: Send) -> ThreadingHTTPServer:
    """Listen on loopback; the caller runs ``serve_forever``.

    Args:
        port: 0 takes a free one.
        send: gives converted spans to the backend; raises OSError when that is down.
    """

    class Handler(_Handler):
        forward = staticmethod(send)

    return ThreadingHTTPServer((HOST, port), Handler)


def to_zipkin(url: str) -> Send:
    """Post to a Zipkin's ``/api/v2/spans``."""
    address = urllib.parse.urlsplit(url)

    def send(spans: list[ZipkinSpan]) -> None:
        connection = http.client.HTTPConnection(address.hostname or HOST, address.port, timeout=_LIMIT_S)
        try:
            body = json.dumps(spans).encode()
            connection.request("POST", "/api/v2/spans", body, {"Content-Type": "application/json"})
            status = connection.getresponse().status
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()
        if status != 202:
            raise ConnectionError(f"Zipkin answers {status}")

    return send


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    forward: Send

    def do_GET(self) -> None:
        """Health."""
        self._answer(200 if self.path == "/health" else 404)

    def do_POST(self) -> None:
        """Spans."""
        try:
            spans = convert(self._request())
            if spans:
                self.forward(spans)
        except Refused as refused:
            self.close_connection = True  # the body may be unread
            self._answer(refused.status)
        except OSError:
            self._answer(503)
        else:
            self._answer(200)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet: one line per export would bury what matters."""

    def _request(self) -> ExportTraceServiceRequest:
        if self.path != "/v1/traces":
            raise Refused(404)
        if self.headers.get("Content-Type") != "application/x-protobuf":
            raise Refused(415)
        body = self._body()
        try:
            return ExportTraceServiceRequest.FromString(body)
        except DecodeError as error:
            raise Refused(400) from error

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            raise Refused(411)
        if int(length) > MAX_BODY:
            raise Refused(413)
        body = self.rfile.read(int(length))
        encoding = self.headers.get("Content-Encoding", "identity")
        if encoding == "gzip":
            return _gunzip(body)
        if encoding != "identity":
            raise Refused(415)
        return body

    def _answer(self, status: int) -> None:
        body = ExportTraceServiceResponse().SerializeToString()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _gunzip(body: bytes) -> bytes:
    reader = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        plain = reader.decompress(body, MAX_BODY)
    except zlib.error as error:
        raise Refused(400) from error
    if reader.unconsumed_tail:
        raise Refused(413)
    if not reader.eof:
        raise Refused(400)
    return plain


def main() -> None:
    """Run until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m bildstrom.local.otlp_bridge", description=__doc__)
    parser.add_argument("--port", type=int, default=14318)
    parser.add_argument("--zipkin", default="http://127.0.0.1:19411")
    arguments = parser.parse_args()
    server = serve(arguments.port, to_zipkin(arguments.zipkin))
    for number in (signal.SIGTERM, signal.SIGINT):
        # shutdown() waits for serve_forever, which runs in this thread
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    with server:
        server.serve_forever()


if __name__ == "__main__":
    main()
