"""Serves an application on loopback within the running event loop, without access log: paths hold UIDs."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette

LOOPBACK = "127.0.0.1"
GRACE_SECONDS = 5  # for answers under way


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process that this server is a part of."""
        yield


@asynccontextmanager
async def serving(app: Starlette, port: int) -> AsyncIterator[int]:
    """Serve while the body runs.

    Args:
        port: 0 takes a free one.

    Yields:
        The port.

    Raises:
        OSError: the port is taken.
    """
    listener = socket.create_server((LOOPBACK, port), backlog=128)
    # handed down to each connection; asyncio sets it only where the protocol was named, and then head and body of an
    # answer, which are two writes, are 40 ms apart
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await task
        listener.close()
