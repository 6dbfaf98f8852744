"""What all tests share: the real servers, started when a test first asks for one, and the spans of this process."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bildstrom.local.folders import Cache, Home, default_root
from bildstrom.local.ports import free_ports
from bildstrom.local.setup import setup
from bildstrom.local.stack import Stack
from bildstrom.local.wiring import open_stack

# No deadline: timings belong in benchmarks. Where a change is judged, the same change gets the same examples.
settings.register_profile("bildstrom", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("bildstrom")


class Servers:
    """The real servers of a test session, on free ports, in a folder of their own.

    A server that cannot start is an error of every test that needs it: nothing is skipped.

    Attributes:
        stack: to stop, kill, restart one, and to read its log.
    """

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def kafka(self) -> str:
        """Bootstrap servers."""
        return self._address("kafka", "kafka")

    def cassandra(self) -> str:
        """``host:port`` of CQL."""
        return self._address("cassandra", "cassandra")

    def triton(self) -> str:
        """``host:port`` of Triton's gRPC."""
        return self._address("triton", "triton_grpc")

    def zipkin(self) -> str:
        """Base URL of the query API; spans arrive there through :meth:`otlp`."""
        return f"http://{self._address('zipkin', 'zipkin')}"

    def otlp(self) -> str:
        """Base URL of the OTLP/HTTP receiver."""
        self.zipkin()
        return f"http://{self._address('otlp-bridge', 'otlp')}"

    def _address(self, server: str, port: str) -> str:
        self.stack.up([server])
        return self.stack.ports.address(port)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Kafka, Cassandra, Triton and Zipkin; what they need is fetched once into the checkout's cache."""
    cache = Cache(default_root())
    setup(cache, print)
    stack = open_stack(Home(tmp_path_factory.mktemp("servers").resolve()), cache, free_ports())
    try:
        yield Servers(stack)
    finally:
        stack.down()


@pytest.fixture(scope="session")
def kafka(servers: Servers) -> str:
    """Bootstrap servers of a real Kafka."""
    return servers.kafka()


_exporter = InMemorySpanExporter()


@pytest.fixture(scope="session")
def _tracing() -> None:
    provider = TracerProvider()  # a process has one for its whole life, hence one for all tests
    provider.add_span_processor(SimpleSpanProcessor(_exporter))
    trace.set_tracer_provider(provider)


@pytest.fixture
def spans(_tracing: None) -> InMemorySpanExporter:
    """The spans that this test has ended, as they were made: before the exporter's allow-list."""
    _exporter.clear()
    return _exporter
