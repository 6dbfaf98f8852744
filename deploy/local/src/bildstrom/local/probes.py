"""One real request each, with a short time limit: the questions that tell a ready server from an open port.

gRPC's client is imported where it is used: a tenth of a second that only a start has to pay.
"""

import http.client
import socket
import struct

from bildstrom.local.errors import NotReady
from bildstrom.local.ports import HOST

LIMIT_S = 2.0


def ask_http(port: int, path: str) -> None:
    """GET a path; only 200 is ready."""
    connection = http.client.HTTPConnection(HOST, port, timeout=LIMIT_S)
    try:
        connection.request("GET", path)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise NotReady(f"{path}: {error}") from error
    finally:
        connection.close()
    if status != 200:
        raise NotReady(f"{path} answers {status}")


# Kafka protocol: header = API key, version, correlation id, client id; all sizes big-endian
_METADATA_KEY, _METADATA_VERSION = 3, 1
_NO_CLIENT, _NO_TOPICS = -1, 0


def ask_kafka(port: int) -> None:
    """Fetch the cluster's metadata; ready when it names a broker."""
    request = struct.pack(">hhihi", _METADATA_KEY, _METADATA_VERSION, 1, _NO_CLIENT, _NO_TOPICS)
    with _connect(port) as connection:
        try:
            connection.sendall(struct.pack(">i", len(request)) + request)
            answer = connection.recv(12, socket.MSG_WAITALL)  # size, correlation id, number of brokers
        except OSError as error:
            raise NotReady(f"metadata: {error}") from error
    if len(answer) < 12 or struct.unpack(">iii", answer)[2] < 1:
        raise NotReady("no broker in the metadata")


# CQL binary protocol v4: header = version, flags, stream (2 bytes), opcode, body length (4 bytes)
_STARTUP = 0x01
_READY = 0x02
_QUERY = 0x07
_RESULT = 0x08
_CONSISTENCY_ONE = 0x0001


def ask_cassandra(port: int) -> None:
    """Open a CQL connection and read one row of ``system.local``."""
    with _connect(port) as connection:
        options = struct.pack(">H", 1) + _cql_text("CQL_VERSION") + _cql_text("3.0.0")
        _cql(connection, _STARTUP, options, _READY)
        query = b"SELECT key FROM system.local"
        parameters = struct.pack(">HB", _CONSISTENCY_ONE, 0)
        _cql(connection, _QUERY, struct.pack(">i", len(query)) + query + parameters, _RESULT)


def _cql(connection: socket.socket, opcode: int, body: bytes, expected: int) -> None:
    try:
        connection.sendall(struct.pack(">BBhBi", 4, 0, 0, opcode, len(body)) + body)
        header = connection.recv(9, socket.MSG_WAITALL)
        length = struct.unpack(">i", header[5:9])[0] if len(header) == 9 else 0
        connection.recv(length, socket.MSG_WAITALL)
    except OSError as error:
        raise NotReady(f"CQL: {error}") from error
    if len(header) < 9 or header[4] != expected:
        raise NotReady("CQL: not the expected answer")


def _cql_text(text: str) -> bytes:
    return struct.pack(">H", len(text)) + text.encode()


def ask_grpc_health(port: int) -> None:
    """Ask ``grpc.health.v1`` of the whole server; only SERVING is ready."""
    import grpc
    from grpc_health.v1 import health_pb2, health_pb2_grpc

    with grpc.insecure_channel(f"{HOST}:{port}") as channel:
        try:
            answer = health_pb2_grpc.HealthStub(channel).Check(
                health_pb2.HealthCheckRequest(), timeout=LIMIT_S, wait_for_ready=False
            )
        except grpc.RpcError as error:
            raise NotReady(f"health: {error.code().name}") from error
    if answer.status != health_pb2.HealthCheckResponse.SERVING:
        name = health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)
        raise NotReady(f"health: {name}")


def _connect(port: int) -> socket.socket:
    try:
        return socket.create_connection((HOST, port), timeout=LIMIT_S)
    except OSError as error:
        raise NotReady(str(error)) from error
