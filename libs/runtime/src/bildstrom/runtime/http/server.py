"""An HTTP server as a part of a process: no signals of its own, no access log, because paths hold UIDs."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from bildstrom.runtime.http.connection import BoundedConnection

BACKLOG = 128
KEEP_ALIVE_SECONDS = 30
GRACE_SECONDS = 10  # for requests under way when the server stops


class Server(uvicorn.Server):
    """Serves on sockets that it is given."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process that this server is a part of."""
        yield


def server(
    application: Any, connection: type[BoundedConnection], max_connections: int, tls: ssl.SSLContext | None
) -> Server:
    """A server, not started yet.

    Args:
        application: ASGI.
        max_connections: at once; what a further one asks is answered 503.
        tls: None serves without.
    """
    config = uvicorn.Config(
        application,
        http=connection,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        limit_concurrency=max_connections,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    config.load()
    config.ssl = tls
    return Server(config)


def listener(host: str, port: int) -> socket.socket:
    """A listening socket.

    Args:
        host: address, or name, to listen on.
        port: 0 takes a free one.

    Raises:
        OSError: the port is taken, or the address is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # with its protocol named: asyncio switches Nagle off for such sockets only, and an answer in two writes would wait
    # 40 ms for the client's delayed acknowledgement
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening
