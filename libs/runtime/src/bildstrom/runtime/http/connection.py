"""HTTP/1.1 connections: uvicorn's, with the bounds that it leaves to a proxy: header size, time to send a header."""

import asyncio
import socket
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEADER = 64 * 1024  # bytes of all fields of one message, its address and trailer with them
MAX_UNREAD = 512 * 1024  # bytes that the parser may hold back: what one read brings, and a field that is not complete
HEADER_SECONDS = 20


class HeaderTooLarge(Exception):
    """A message has more header than is read."""


class BoundedConnection(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._header_size = 0
        self._unread = 0
        self._socket: Any = None
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect a request soon."""
        super().connection_made(transport)
        self._socket = transport.get_extra_info("socket")
        self._expect_header()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline."""
        self._cancel_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse, and end the connection of a client that sends one field without end."""
        self._unread += len(data)
        # a sender with Nagle on and two writes per request waits for our acknowledgement; Linux forgets this each time
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        super().data_received(data)
        if self._unread > MAX_UNREAD and not self.transport.is_closing():
            self.send_400_response("Request header too large.")

    def on_message_begin(self) -> None:
        """Expect the rest of the header soon."""
        self._header_size = self._unread = 0
        self._expect_header()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Count; httptools calls this with pieces of a long one."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count."""
        self._count(len(name) + len(value) + 4)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The application takes over."""
        self._unread = 0
        self._cancel_deadline()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Pass on."""
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Pass on."""
        self._unread = 0
        super().on_message_complete()

    def _count(self, size: int) -> None:
        self._unread = 0
        self._header_size += size
        if self._header_size > MAX_HEADER:
            raise HeaderTooLarge

    def _expect_header(self) -> None:
        self._cancel_deadline()
        self._deadline = self.loop.call_later(HEADER_SECONDS, self._too_late)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_late(self) -> None:
        self._deadline = None
        if not self.transport.is_closing():
            self.transport.close()
