"""The STOW-RS server on a free port of loopback, over a spool in a folder, and a client that writes raw bytes."""

import json
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spooled import files

from bildstrom.dicom.projects_toml import parse_projects
from bildstrom.ingest.spool.entry import Entry
from bildstrom.ingest.spool.folder import Spool
from bildstrom.ingest.spool.outbox import Outbox
from bildstrom.ingest.stow.app import StowApp
from bildstrom.ingest.stow.limits import Limits
from bildstrom.ingest.stow.server import StowServer
from bildstrom.ingest.stow.spooling import SpoolIntake
from bildstrom.runtime.bearer.tokens import Tokens
from bildstrom.runtime.certificate import Certificate

KEY = bytes(range(32))
PROJECTS = """
[projects.demo]
called_ae_titles = ["BILDSTROM"]
[projects.other]
called_ae_titles = ["OTHER"]
[projects.here]
called_ae_titles = ["HERE"]
networks = ["127.0.0.0/8"]
[projects.elsewhere]
called_ae_titles = ["ELSEWHERE"]
networks = ["10.0.0.0/8"]
"""
RELATED = 'multipart/related; type="application/dicom"; boundary=limit'


@dataclass
class Answer:
    """A response, whole.

    Attributes:
        closes: whether the server closes the connection after it.
    """

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Its content."""
        return json.loads(self.body)

    @property
    def closes(self) -> bool:
        """Whether the server says that it closes the connection."""
        return self.headers.get("connection") == "close"


class Connection:
    """A client's connection that can be used for anything."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self._received = b""

    def send(self, data: bytes) -> None:
        """Write; a server that has closed already is no error of the client's."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return

    def answer(self) -> Answer | None:
        """The next response; None when the server has closed the connection without one."""
        while b"\r\n\r\n" not in self._received:
            if not self._receive():
                return None
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        status = int(first.split()[1])
        if status == 100:
            return Answer(status, headers, b"")
        length = int(headers.get("content-length", "0"))
        while len(self._received) < length and self._receive():
            pass
        body, self._received = self._received[:length], self._received[length:]
        return Answer(status, headers, body)

    def closed(self) -> bool:
        """Wait for the server to close; False if it sends something instead."""
        return not self._receive()

    def close(self) -> None:
        """Close."""
        self.socket.close()

    def _receive(self) -> bool:
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            return False
        self._received += data
        return bool(data)


def header(
    length: int | None,
    path: str = "/projects/demo/studies",
    fields: Sequence[tuple[str, str]] = (("Content-Type", RELATED),),
    method: str = "POST",
) -> bytes:
    """A request's header; without a length the body is chunked."""
    lines = [f"{method} {path} HTTP/1.1", "Host: edge", *(f"{name}: {value}" for name, value in fields)]
    lines.append("Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


class Edge:
    """A server and what it stored."""

    def __init__(
        self, folder: Path, limits: Limits, tokens: Tokens | None, reserve_bytes: int, certificate: Certificate | None
    ) -> None:
        self.announced: list[str] = []
        self.lost = threading.Event()
        self._connections: list[Connection] = []
        self.outbox = Outbox(folder)
        self.folder = self.outbox.folder("stow")
        spool = Spool(self.folder, reserve_bytes)
        intake = SpoolIntake(spool, self.announced.append)
        app = StowApp(
            parse_projects(PROJECTS, dict.fromkeys(("demo", "other", "here", "elsewhere"), KEY)),
            intake,
            tokens,
            limits,
        )
        self.server = StowServer(app, max_connections=16, certificate=certificate)
        self.port = self.server.start("127.0.0.1", 0, self.lost.set)

    def connect(self) -> Connection:
        """A new connection, which :meth:`disconnect` closes."""
        self._connections.append(Connection(self.port))
        return self._connections[-1]

    def disconnect(self) -> None:
        """Close what was opened."""
        while self._connections:
            self._connections.pop().close()

    def post(
        self,
        body: bytes,
        path: str = "/projects/demo/studies",
        fields: Sequence[tuple[str, str]] = (("Content-Type", RELATED),),
        method: str = "POST",
    ) -> Answer:
        """One request on a connection of its own."""
        connection = Connection(self.port)
        try:
            connection.send(header(len(body), path, fields, method) + body)
            answer = connection.answer()
        finally:
            connection.close()
        assert answer is not None, "the server closed the connection without an answer"
        return answer

    def entries(self) -> list[Entry]:
        """What was announced."""
        read = [self.outbox.read(name) for name in self.announced]
        return [entry for entry in read if entry is not None]

    def files(self) -> list[str]:
        """What lies in the spool."""
        return [path.name for path in files(self.folder)]


@contextmanager
def running(
    folder: Path,
    limits: Limits | None = None,
    tokens: Tokens | None = None,
    reserve_bytes: int = 0,
    certificate: Certificate | None = None,
) -> Iterator[Edge]:
    """A server for as long as the body runs."""
    edge = Edge(folder, limits or Limits(), tokens, reserve_bytes, certificate)
    try:
        yield edge
    finally:
        edge.disconnect()
        edge.server.stop()
