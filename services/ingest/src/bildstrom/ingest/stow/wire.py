"""One exchange over ASGI: the request's body in bounded time, the answer so that the client gets to read it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from bildstrom.ingest.stow.limits import Limits
from bildstrom.ingest.stow.problems import Problem

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]

REUSED_AFTER = 1024 * 1024  # bytes of a refused body that are read for the connection's sake
REUSED_SECONDS = 1.0
LINGER_BYTES = 64 * 1024 * 1024  # that are read after an answer before the connection is closed
LINGER_SECONDS = 5.0


class Gone(Exception):
    """The client closed the connection."""


class Exchange:
    """A request that is being answered.

    Args:
        fields: of the header.

    Attributes:
        whole: the body has been read to its end.
    """

    def __init__(self, receive: Receive, send: Send, fields: Mapping[bytes, bytes]) -> None:
        self._receive = receive
        self._send = send
        self._waits = fields.get(b"expect", b"").lower() == b"100-continue"
        self.whole = False

    async def body(self, limits: Limits) -> AsyncIterator[bytes]:
        """The body as it comes.

        Raises:
            Problem: 408, nothing comes for too long, or it comes too slowly.
            Gone: it never became whole.
        """
        began, size = time.monotonic(), 0
        while not self.whole:
            try:
                async with asyncio.timeout(limits.idle_seconds):
                    data = await self._next()
            except TimeoutError:
                raise Problem(408, "idle") from None
            size += len(data)
            seconds = time.monotonic() - began
            if seconds > limits.slow_seconds and size < seconds * limits.rate:
                raise Problem(408, "too_slow")
            if data:
                yield data

    async def answer(self, status: int, content_type: bytes, body: bytes, headers: Headers = ()) -> None:
        """Answer. What is left of the body is read first if it is little; else the connection is closed, and some of it
        is read after the answer, because closing with bytes unread would take the answer from the client.
        """
        if not self.whole and not self._waits:
            await self._drain(REUSED_AFTER, REUSED_SECONDS)
        length = str(len(body)).encode()
        fields = [(b"content-type", content_type), (b"content-length", length), *headers]
        if not self.whole:
            fields.append((b"connection", b"close"))
        await self._send({"type": "http.response.start", "status": status, "headers": fields})
        await self._send({"type": "http.response.body", "body": body, "more_body": not self.whole})
        if not self.whole:
            await self._drain(LINGER_BYTES, LINGER_SECONDS)
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _drain(self, size: int, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not self.whole and size > 0:
                    size -= len(await self._next())
        except (TimeoutError, Gone):
            return  # the answer follows, or nobody waits for it

    async def _next(self) -> bytes:
        self._waits = False
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise Gone
        self.whole = not message.get("more_body", False)
        data: bytes = message.get("body", b"")
        return data
