"""What every ``__main__`` wires in the same way: telemetry, health, signals, and the runner on Kafka."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1.health import aio as health_aio

from bildstrom.events.v1.topics import Topic
from bildstrom.runtime.handling import Handle
from bildstrom.runtime.kafka_bus import KafkaBus
from bildstrom.runtime.logs import log, start_logging
from bildstrom.runtime.metrics import start_metrics
from bildstrom.runtime.runner import Limits, Runner
from bildstrom.runtime.settings import ServiceSettings
from bildstrom.runtime.tracing import start_tracing

Register = Callable[[grpc.aio.Server], None]

MAX_GRPC_BYTES = 64 * 1024 * 1024  # the snapshot of a study of 100,000 instances is about 30 MB


@dataclass(frozen=True, slots=True)
class Process:
    """A service that runs.

    Attributes:
        stop: set by SIGTERM and SIGINT: no new work, finish what is in hand.
        healthy: call with False while the service cannot do its work; ``grpc.health.v1`` answers accordingly.
    """

    service: str
    settings: ServiceSettings
    stop: asyncio.Event
    health: health_aio.HealthServicer

    async def healthy(self, serving: bool) -> None:
        """Say whether the service can do its work."""
        state = health_pb2.HealthCheckResponse.SERVING if serving else health_pb2.HealthCheckResponse.NOT_SERVING
        await self.health.set("", state)


@asynccontextmanager
async def running(service: str, settings: ServiceSettings, register: Sequence[Register] = ()) -> AsyncIterator[Process]:
    """Run a service's body with logs, traces, metrics, health and signals around it.

    Args:
        register: each adds a servicer to the gRPC server.
    """
    start_logging(service, settings.log_level)
    tracing = start_tracing(service, settings.otlp)
    try:
        start_metrics(service, settings.metrics_port)
    except OSError as error:
        raise SystemExit(f"bildstrom {service}: {error.strerror}; see metrics_port in --help") from None
    process = Process(service, settings, asyncio.Event(), health_aio.HealthServicer())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, process.stop.set)
    server = grpc.aio.server(
        options=[
            ("grpc.max_send_message_length", MAX_GRPC_BYTES),
            ("grpc.max_receive_message_length", MAX_GRPC_BYTES),
            ("grpc.so_reuseport", 0),
        ],
    )
    health_pb2_grpc.add_HealthServicer_to_server(process.health, server)
    for add in register:
        add(server)
    port = _bound(server, service, settings.grpc_port)
    await process.healthy(True)
    await server.start()
    log.info("started", port=port)
    try:
        yield process
    finally:
        await process.health.enter_graceful_shutdown()
        await server.stop(grace=2)
        await asyncio.to_thread(tracing.shutdown)
        log.info("stopped")


def _bound(server: grpc.aio.Server, service: str, port: int) -> int:
    """The port that it listens on; exits with what to change where another process has it."""
    try:
        return server.add_insecure_port(f"127.0.0.1:{port}")
    except RuntimeError:
        raise SystemExit(f"bildstrom {service}: port {port} is taken; see grpc_port in --help") from None


async def consume(process: Process, topics: Sequence[Topic], handle: Handle, concurrency: int = 8) -> None:
    """Run the handler over the topics until the process is told to stop.

    Args:
        concurrency: events handled at once.
    """
    settings = process.settings
    bus = KafkaBus(settings.kafka, process.service, settings.replica, [topic.name for topic in topics])
    by_name = {topic.name: topic for topic in topics}
    runner = Runner(process.service, bus, by_name, handle, Limits(concurrency=concurrency))
    try:
        await runner.run(process.stop)
    finally:
        await bus.stop()
