"""Serves the application in a thread with an event loop of its own, so that the relay does not wait for it."""

import asyncio
import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any

from bildstrom.dicom.projects import Projects
from bildstrom.ingest.stow.app import StowApp
from bildstrom.ingest.stow.wire import Receive, Send
from bildstrom.runtime.certificate import Certificate
from bildstrom.runtime.http.connection import BoundedConnection
from bildstrom.runtime.http.server import listener, server


class StowServer:
    """One listening socket and the thread that serves it.

    Args:
        max_connections: at once; what a further one asks is answered 503.
        certificate: for TLS; None serves without.
    """

    def __init__(self, app: StowApp, max_connections: int, certificate: Certificate | None = None) -> None:
        self._app = app
        self._certificate = certificate
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None

        async def application(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
            await app(scope, receive, send)

        tls = certificate.context if certificate is not None else None
        self._server = server(application, BoundedConnection, max_connections, tls)

    def start(self, host: str, port: int, lost: Callable[[], None]) -> int:
        """Listen; returns the port.

        Args:
            lost: called in the thread when it ends although nobody has stopped it.

        Raises:
            OSError: the address cannot be had.
        """
        self._listener = listener(host, port)
        self._thread = threading.Thread(target=self._run, args=(lost,), name="stow", daemon=True)
        self._thread.start()
        return int(self._listener.getsockname()[1])

    def use(self, projects: Projects) -> None:
        """Take other projects, from the next request on."""
        self._app.use(projects)

    def reload(self) -> None:
        """Read the certificate again, for connections to come.

        Raises:
            OSError: it cannot be used; the former one stays.
        """
        if self._certificate is not None:
            self._certificate.reload()

    def stop(self) -> None:
        """Stop listening, and wait for requests under way; what was answered is durable."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()
        if self._listener is not None:
            self._listener.close()

    def _run(self, lost: Callable[[], None]) -> None:
        try:
            asyncio.run(self._server.serve(sockets=[self._listener] if self._listener else None))
        finally:
            if not self._server.should_exit:
                lost()
