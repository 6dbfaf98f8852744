"""Serves DICOMweb within the running event loop."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from bildstrom.index.dicomweb.files.connection import FileConnection
from bildstrom.runtime.http.server import listener, server

LOOPBACK = "127.0.0.1"
MAX_CONNECTIONS = 300  # three descriptors each while it sends a file, of the 1,024 that a process has by default


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
    listening = listener(host, port)
    running = server(app, FileConnection, MAX_CONNECTIONS, tls)
    task = asyncio.create_task(running.serve(sockets=[listening]))
    try:
        yield listening.getsockname()[1]
    finally:
        running.should_exit = True
        await task
        listening.close()
