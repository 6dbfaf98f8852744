"""Serves an application within the running event loop, without access log: paths hold UIDs."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette

from bildstrom.index.dicomweb.files.connection import FileConnection

LOOPBACK = "127.0.0.1"
GRACE_SECONDS = 5  # for answers under way


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process that this server is a part of."""
        yield


@asynccontextmanager
async def serving(
    app: Starlette, port: int, host: str = LOOPBACK, tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """Serve while the body runs.

    Args:
        port: 0 takes a free one.
        host: address, or name, to listen on.
        tls: None serves without.

    Yields:
        The port.

    Raises:
        OSError: the port is taken, or the address is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=128)
    # handed down to each connection; asyncio sets it only where the protocol was named, and then head and body of an
    # answer, which are two writes, are 40 ms apart
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        app,
        http=FileConnection,
        ws="none",
        access_log=False,
        log_config=None,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    config.load()
    config.ssl = tls
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await task
        listener.close()
