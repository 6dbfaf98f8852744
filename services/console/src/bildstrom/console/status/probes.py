"""Asks every service and server whether it works, by its own protocol: an open port alone proves nothing."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

import grpc
import httpx
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from grpc_health.v1 import health_pb2, health_pb2_grpc

from bildstrom.console.send import statuses
from bildstrom.console.send.association import Association, AssociationRefused, NoContext, Peer
from bildstrom.console.send.dimse import VERIFICATION
from bildstrom.console.send.wire import AssociationLost
from bildstrom.console.settings import ConsoleSettings, host_port

DEADLINE_S = 4.0
IMPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2"
CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2"
TAKES_NOTHING = "takes_nothing"
CALLING_UNKNOWN = (1, 3)  # source and reason of a rejection (PS3.8 table 9-21)
# CQL native protocol v4, sections 2 and 4.1.3: OPTIONS is answered by SUPPORTED without a login.
CQL_OPTIONS = bytes([4, 0, 0, 0, 5, 0, 0, 0, 0])
CQL_SUPPORTED = 6


@dataclass(frozen=True, slots=True)
class Probe:
    """What something answered: ``up``, or else why it does not count as that."""

    name: str
    kind: str
    address: str
    state: str

    @property
    def up(self) -> bool:
        """Whether it works."""
        return self.state == "up"


async def probe_all(settings: ConsoleSettings) -> list[Probe]:
    """Every service and server of the settings, asked at the same time; never raises for what is down."""
    asked: list[Awaitable[Probe]] = [
        _probe(name, "service", address, _grpc_health(address)) for name, address in settings.services.items()
    ]
    asked += [
        _probe("dicom", "endpoint", settings.dicom, asyncio.to_thread(_echo, settings.dicom)),
        _probe(
            "dicomweb",
            "endpoint",
            settings.dicomweb,
            _http(f"{settings.dicomweb}/projects/{settings.project}/studies?limit=1"),
        ),
        _probe("kafka", "server", settings.kafka, _kafka(settings.kafka)),
        _probe("cassandra", "server", settings.cassandra, _cql(settings.cassandra)),
        _probe("triton", "server", settings.triton, _http(f"{settings.triton}/v2/health/ready")),
        _probe("zipkin", "server", settings.zipkin, _http(f"{settings.zipkin}/health")),
    ]
    return list(await asyncio.gather(*asked))


async def _probe(name: str, kind: str, address: str, answer: Awaitable[str]) -> Probe:
    try:
        state = await asyncio.wait_for(answer, DEADLINE_S)
    except (TimeoutError, OSError, httpx.HTTPError, grpc.RpcError, KafkaError, AssociationLost, EOFError):
        state = "no_answer"
    except (AssociationRefused, NoContext):
        state = "refused"
    return Probe(name, kind, address, state)


async def _grpc_health(address: str) -> str:
    """The whole server's health (grpc.health.v1, empty service name)."""
    async with grpc.aio.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)]) as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        answer = await stub.Check(health_pb2.HealthCheckRequest(), timeout=DEADLINE_S)
    serving = answer.status == health_pb2.HealthCheckResponse.SERVING
    return "up" if serving else "not_serving"


async def _http(url: str) -> str:
    async with httpx.AsyncClient(trust_env=False, timeout=DEADLINE_S) as client:
        answer = await client.get(url)
    wants_token = answer.status_code == httpx.codes.UNAUTHORIZED  # it works: DICOMweb for whoever shows one
    return "up" if answer.is_success or wants_token else f"http_{answer.status_code}"


async def _kafka(bootstrap: str) -> str:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=int(DEADLINE_S * 1000))
    try:
        await admin.start()
        await admin.describe_cluster()
    finally:
        await admin.close()
    return "up"


async def _cql(address: str) -> str:
    reader, writer = await asyncio.open_connection(*host_port(address))
    try:
        writer.write(CQL_OPTIONS)
        header = await reader.readexactly(9)
    finally:
        writer.close()
        await writer.wait_closed()
    return "up" if header[4] == CQL_SUPPORTED else "refused"


def _echo(address: str) -> str:
    """A C-ECHO on an association that might store too: a receiver without room takes one that only verifies."""
    peer = Peer(*host_port(address), called="BILDSTROM", calling="BILDSTROM_SCU", timeout=DEADLINE_S)
    contexts = [(syntax, IMPLICIT_LITTLE_ENDIAN) for syntax in (VERIFICATION, CT_IMAGE_STORAGE)]
    try:
        with Association.open(peer, contexts) as association:
            status = association.echo()
    except AssociationRefused as refused:
        if refused.rejected.transient:
            return TAKES_NOTHING
        if (refused.rejected.source, refused.rejected.reason) == CALLING_UNKNOWN:
            return "up"  # it works, and knows its senders: this console is none of them
        raise
    return "up" if status == 0 else f"status_{statuses.word(status)}"
