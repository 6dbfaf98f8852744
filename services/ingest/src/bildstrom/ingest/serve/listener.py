"""Accepts connections on a listening socket, which several processes may share, and serves each in a thread."""

import errno
import socket
import threading
import time
from collections.abc import Callable

from bildstrom.dicom.projects import Address
from bildstrom.ingest.admission import address_of
from bildstrom.ingest.dialogue import Dialogue, Surroundings
from bildstrom.ingest.serve.connection import Connection, Timeouts
from bildstrom.ingest.serve.secure import Security
from bildstrom.ingest.ul.association import Association
from bildstrom.ingest.ul.framing import BUFFER_BYTES
from bildstrom.ingest.ul.negotiation import Capabilities
from bildstrom.runtime.logs import log

BACKLOG = 512
MAX_WAITING = 64  # connections without an association; a further one ends the oldest of them
_IDLE_BUFFERS = 16
_OUT_OF_DESCRIPTORS = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class Listener:
    """Serves what is accepted, until it is drained.

    Args:
        ended: is told how each connection ended, in a word.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        capabilities: Capabilities,
        timeouts: Timeouts,
        max_waiting: int = MAX_WAITING,
        ended: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._surroundings = surroundings
        self._capabilities = capabilities
        self._timeouts = timeouts
        self._max_waiting = max_waiting
        self._ended = ended
        self._lock = threading.Lock()
        self._connections: dict[Connection, threading.Thread] = {}  # in order of arrival
        self._buffers: list[bytearray] = []
        self._draining = False

    def listen(self, listening: socket.socket, security: Security | None = None) -> None:
        """Accept until the socket is shut down; runs in a thread of its own."""
        while True:
            try:
                peer, address = listening.accept()
            except OSError as error:
                if error.errno in _OUT_OF_DESCRIPTORS:
                    log.error("no connection can be accepted now", **{"error.type": type(error).__name__})
                    self._cut_oldest(0)
                    time.sleep(0.05)
                    continue
                if error.errno == errno.ECONNABORTED:
                    continue
                return
            self._serve(peer, address_of(address[0]), security)

    def _serve(self, peer: socket.socket, address: Address, security: Security | None) -> None:
        """Serve a connection in a new thread."""
        self._cut_oldest(self._max_waiting - 1)
        buffer = self._buffer()
        association = Association(buffer, self._capabilities)
        dialogue = Dialogue(association, address, self._surroundings)
        connection = Connection(peer, association, dialogue, self._timeouts, security)
        connection.draining = self._draining
        thread = threading.Thread(target=self._run, args=(connection, buffer), daemon=True)
        with self._lock:
            self._connections[connection] = thread
        thread.start()

    def drain(self, seconds: float) -> bool:
        """End associations as soon as nothing of theirs is in hand; True when all have ended within the time."""
        self._draining = True
        with self._lock:
            running = list(self._connections.items())
        for connection, _ in running:
            connection.draining = True
        deadline = time.monotonic() + seconds
        for connection, thread in running:
            if not connection.waiting:
                thread.join(max(0.0, deadline - time.monotonic()))
        with self._lock:
            left = list(self._connections.items())
        for connection, _ in left:
            connection.cut()
        for _, thread in left:
            thread.join(1.0)
        return all(connection.waiting for connection, _ in left)

    def _run(self, connection: Connection, buffer: bytearray) -> None:
        try:
            if word := connection.run():
                self._ended(word)
        finally:
            with self._lock:
                del self._connections[connection]
                if len(self._buffers) < _IDLE_BUFFERS:
                    self._buffers.append(buffer)

    def _buffer(self) -> bytearray:
        """One that was used before, if there is: the first touch of a page costs more than all later ones."""
        with self._lock:
            return self._buffers.pop() if self._buffers else bytearray(BUFFER_BYTES)

    def _cut_oldest(self, most: int) -> None:
        """End those that wait longest for their association until ``most`` are left."""
        with self._lock:
            if len(self._connections) <= most:
                return
            waiting = [connection for connection in self._connections if connection.waiting]
        for connection in waiting[: max(0, len(waiting) - most)]:
            connection.cut()


def open_listening_socket(host: str, port: int) -> socket.socket:
    """A listening socket that child processes may inherit.

    Raises:
        OSError: the address cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    listening.set_inheritable(True)
    return listening
