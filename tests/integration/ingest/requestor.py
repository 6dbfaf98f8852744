"""A requestor on a plain socket, for what no well-behaved one does."""

import socket
import struct
from types import TracebackType

from unit.ingest import wire


class Requestor:
    """One connection; a context manager."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)

    def __enter__(self) -> "Requestor":
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.socket.close()

    def send(self, data: bytes) -> "Requestor":
        self.socket.sendall(data)
        return self

    def unit(self) -> tuple[int, bytes]:
        """The next unit: kind and body; kind 0 when the connection has ended."""
        head = self._exactly(6)
        if len(head) < 6:
            return 0, b""
        kind, length = struct.unpack(">BxL", head)
        return kind, self._exactly(length)

    def associate(self, **changes: bytes) -> "Requestor":
        """Associate for verification (1) and CT storage (3)."""
        kind, body = self.send(wire.request(**changes)).unit()  # type: ignore[arg-type]
        assert kind == 2, (kind, body)
        return self

    def echo(self) -> int:
        """Its status."""
        return self.send(wire.ECHO).status()

    def store(self, data_set: bytes, sop_instance: str, sop_class: str = wire.CT) -> int:
        """Its status."""
        command = wire.command(1, sop_class, sop_instance, data_set=True)
        self.send(wire.data(wire.value(3, 3, command)))
        for at in range(0, len(data_set), 16_000):
            piece = data_set[at : at + 16_000]
            self.send(wire.data(wire.value(3, 2 if at + 16_000 >= len(data_set) else 0, piece)))
        return self.status()

    def status(self) -> int:
        """Of the next response."""
        kind, body = self.unit()
        assert kind == 4, (kind, body)
        at = body.index(struct.pack("<HHL", 0, 0x0900, 2)) + 8
        return int(struct.unpack_from("<H", body, at)[0])

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            try:
                piece = self.socket.recv(count - len(data))
            except ConnectionResetError:
                return b""
            if not piece:
                return b""
            data += piece
        return data
