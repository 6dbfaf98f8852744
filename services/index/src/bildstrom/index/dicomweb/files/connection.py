"""Connections that send files by the kernel; the application finds that as an extension of ASGI."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any
from weakref import ref

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from bildstrom.index.dicomweb.files.outflow import ClientGone, Flow, Outflow, Piece
from bildstrom.runtime.http.connection import BoundedConnection

EXTENSION = "bildstrom.pieces"

SendPieces = Callable[[Iterable[Piece], int], Awaitable[bool]]


class FileConnection(BoundedConnection):
    """One connection. Over TLS it offers nothing: there every byte is worked on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._awake = asyncio.Event()  # of what waits for the client: it reads, or it has gone

    def on_headers_complete(self) -> None:
        """Offer the extension to the request that begins."""
        super().on_headers_complete()
        if self.scheme == "http" and self.cycle is not None and self.cycle.scope is self.scope:
            self.scope["extensions"] = {EXTENSION: {"send": partial(send_pieces, ref(self.cycle), self._awake)}}

    def connection_lost(self, exc: Exception | None) -> None:
        """Let nobody wait any more."""
        super().connection_lost(exc)
        self._awake.set()


async def send_pieces(
    request: "ref[RequestResponseCycle]", awake: asyncio.Event, pieces: Iterable[Piece], size: int
) -> bool:
    """Send a part of a body whose length was said.

    The transport's buffer is empty meanwhile, and its socket is written to by a descriptor of our own: when the client
    goes, the transport closes its own, whose number may be somebody else's connection a moment later.

    Args:
        request: that is answered; it holds this call, and would else not go before the garbage collector comes.
        awake: is set when the connection has ended.
        size: bytes of the pieces together.

    Returns:
        Whether the client is still there.

    Raises:
        ObjectMissing, Unavailable: see :meth:`Outflow.turn`; the body is cut.
    """
    cycle = request()
    if cycle is None:
        return False
    transport = cycle.transport
    transport.set_write_buffer_limits(high=0)
    await cycle.flow.drain()
    if cycle.disconnected:
        return False
    connection: socket.socket = transport.get_extra_info("socket").dup()
    outflow = Outflow(connection, pieces)
    try:
        while (flow := await _in_thread(outflow.turn)) is not Flow.DONE and not cycle.disconnected:
            if flow is Flow.FULL:
                await _writable(connection, cycle, awake)
    except ClientGone:
        transport.abort()
        return False
    finally:
        outflow.close()
        connection.close()
        transport.set_write_buffer_limits()
    cycle.expected_content_length -= size
    return not cycle.disconnected


async def _in_thread(turn: Callable[[], Flow]) -> Flow:
    """Take a turn, and wait for its end even when cancelled: what it works with is closed behind it."""
    running = asyncio.ensure_future(asyncio.to_thread(turn))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        raise


async def _writable(connection: socket.socket, cycle: RequestResponseCycle, awake: asyncio.Event) -> None:
    """Wait until the socket takes more, or the connection has ended."""
    loop = asyncio.get_running_loop()
    awake.clear()
    loop.add_writer(connection, awake.set)
    try:
        if not cycle.disconnected:
            await awake.wait()
    finally:
        loop.remove_writer(connection)


def offered(scope: Any) -> SendPieces | None:
    """How the connection of a request sends pieces; None if it does not."""
    send: SendPieces | None = scope.get("extensions", {}).get(EXTENSION, {}).get("send")
    return send
