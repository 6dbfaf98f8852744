"""PDUs over a TCP socket: gather writes, whole reads, and no 40 ms stalls."""

import socket
import struct
from collections.abc import Sequence

# Larger PDUs than 128 kB gain nothing (DCMTK never sends more than 131072), and a peer may announce "no limit".
MAX_PDU = 131072
# Buffers of one gather write; Linux takes at most 1024.
MAX_BUFFERS = 1000


class AssociationLost(Exception):
    """The peer aborted, closed the connection, did not answer in time, or broke the protocol."""


def connect(host: str, port: int, timeout: float) -> socket.socket:
    """A connection without Nagle's algorithm. Raises OSError when nobody listens there."""
    connection = socket.create_connection((host, port), timeout=timeout)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def send(connection: socket.socket, buffers: Sequence[bytes | memoryview]) -> None:
    """Write all buffers. Raises AssociationLost."""
    try:
        for start in range(0, len(buffers), MAX_BUFFERS):
            _send_group(connection, list(buffers[start : start + MAX_BUFFERS]))
    except OSError as error:
        raise AssociationLost("send_failed") from error


def _send_group(connection: socket.socket, buffers: list[bytes | memoryview]) -> None:
    """Write all buffers with as few system calls as the socket's buffer allows."""
    index = 0
    while index < len(buffers):
        sent = connection.sendmsg(buffers[index:])
        while index < len(buffers) and sent >= len(buffers[index]):
            sent -= len(buffers[index])
            index += 1
        if sent:
            buffers[index] = memoryview(buffers[index])[sent:]


def receive(connection: socket.socket) -> tuple[int, bytes]:
    """The next PDU: kind and body. Raises AssociationLost."""
    try:
        kind, length = struct.unpack(">BxI", _exactly(connection, 6))
        if length > MAX_PDU:
            raise AssociationLost("pdu_too_long")
        return kind, _exactly(connection, length)
    except OSError as error:
        raise AssociationLost("receive_failed") from error


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        # A peer with Nagle's algorithm writes an answer in two parts and waits 40 ms for our delayed ACK between
        # them; Linux clears the option after each read.
        if hasattr(socket, "TCP_QUICKACK"):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        if not part:
            raise AssociationLost("closed")
        data += part
    return data
