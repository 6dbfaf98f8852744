"""The real servers: what they have acknowledged is there after a kill -9 and a start."""

import http.client
import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import UnknownTopicOrPartitionError
from cassandra.cluster import Cluster, Session
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.trace import Link, format_span_id, format_trace_id
from polling import poll_until

from bildstrom.local.stack import Stack
from bildstrom.local.wiring import SERVERS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

REGIONS = Path("/dev/shm")
LISTEN = "0A"
LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F"}  # 127.0.0.1 in /proc/net/tcp and mapped in /proc/net/tcp6


def test_all_servers_run_and_starting_again_changes_nothing(stack: Stack) -> None:
    before = {name: stack.process(name).pid for name in SERVERS}
    reports: list[str] = []
    stack.up(SERVERS, reports.append)
    assert sorted(reports) == sorted(f"{name}: runs already" for name in SERVERS)
    assert {name: stack.process(name).pid for name in SERVERS} == before


def test_they_listen_on_loopback_alone(stack: Stack) -> None:
    ports = stack.ports
    expected = {
        *(ports.kafka, ports.kafka_controller, ports.cassandra, ports.cassandra_storage, ports.zipkin, ports.otlp),
        *(ports.triton_http, ports.triton_grpc, ports.triton_metrics),
    }
    rows = [line.split() for table in ("tcp", "tcp6") for line in Path("/proc/net", table).read_text().splitlines()[1:]]
    listeners = [row[1].split(":") for row in rows if row[3] == LISTEN]
    ours = [(address, int(port, 16)) for address, port in listeners if int(port, 16) in expected]
    assert {port for _, port in ours} == expected
    assert {address for address, _ in ours} <= LOOPBACK


async def test_a_record_that_kafka_acknowledged_survives_a_kill(stack: Stack) -> None:
    bootstrap = stack.ports.address("kafka")
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic("survival", 1, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    await producer.start()
    await producer.send_and_wait("survival", b"before")
    await producer.stop()

    stack.kill("kafka")
    assert stack.process("kafka").state == "ended"
    stack.start("kafka")

    consumer = AIOKafkaConsumer("survival", bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    record = await consumer.getone()
    await consumer.stop()
    assert record.value == b"before"


async def test_a_topic_that_nobody_declared_does_not_appear(stack: Stack) -> None:
    address = stack.ports.address("kafka")
    consumer = AIOKafkaConsumer("undeclared", bootstrap_servers=address, request_timeout_ms=2000)
    try:
        with pytest.raises(UnknownTopicOrPartitionError):
            await consumer.start()
    finally:
        await consumer.stop()


def test_a_row_that_cassandra_acknowledged_survives_a_kill(stack: Stack) -> None:
    with session(stack) as cassandra:
        cassandra.execute(
            "CREATE KEYSPACE survival WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}"
        )
        cassandra.execute("CREATE TABLE survival.rows (key text PRIMARY KEY, value text)")
        cassandra.execute("INSERT INTO survival.rows (key, value) VALUES ('k', 'before')")

    stack.kill("cassandra")
    stack.start("cassandra")

    with session(stack) as cassandra:
        assert [row.value for row in cassandra.execute("SELECT value FROM survival.rows")] == ["before"]


def session(stack: Stack) -> "_Session":
    return _Session(Cluster(["127.0.0.1"], port=stack.ports.cassandra, connect_timeout=20))


class _Session:
    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def __enter__(self) -> Session:
        return self._cluster.connect()

    def __exit__(self, *_: object) -> None:
        self._cluster.shutdown()


def test_triton_serves_every_model_of_the_folder_and_leaves_no_shared_memory_when_killed(stack: Stack) -> None:
    installed = sorted(path.parent.name for path in Path("deploy/models").glob("*/config.pbtxt"))
    assert installed
    assert [name for name in installed if not model_is_ready(stack, name)] == []
    own, foreign = f"bildstrom_{stack.home.tag}_", REGIONS / "bildstrom_00000000_of_another_home"
    assert list(REGIONS.glob(f"{own}*"))
    foreign.touch()
    try:
        stack.kill("triton")
        assert list(REGIONS.glob(f"{own}*")) == []
        assert foreign.exists()
    finally:
        foreign.unlink()
    stack.start("triton")
    assert [name for name in installed if not model_is_ready(stack, name)] == []


def model_is_ready(stack: Stack, name: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", stack.ports.triton_http, timeout=10)
    connection.request("GET", f"/v2/models/{name}/ready")
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status == 200


def test_a_span_with_a_link_is_found_in_zipkin(stack: Stack) -> None:
    exporter = OTLPSpanExporter(endpoint=f"{stack.ports.url('otlp')}/v1/traces", timeout=10)
    provider = TracerProvider(resource=Resource.create({"service.name": "arrival"}))
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = provider.get_tracer("test")
    with tracer.start_as_current_span("first") as first:
        pass
    with tracer.start_as_current_span("second", links=[Link(first.get_span_context())]) as second:
        pass
    provider.shutdown()
    linked, context = first.get_span_context(), second.get_span_context()
    url = f"{stack.ports.url('zipkin')}/api/v2/trace/{format_trace_id(context.trace_id)}"
    (span,) = poll_until(lambda: read_json(url), "Zipkin has the trace")
    assert span["name"] == "second"
    assert span["localEndpoint"] == {"serviceName": "arrival"}
    assert span["tags"]["link.0"] == f"{format_trace_id(linked.trace_id)}/{format_span_id(linked.span_id)}"


def read_json(url: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(url, timeout=10) as response:
        found: list[dict[str, Any]] = json.load(response)
    return found
