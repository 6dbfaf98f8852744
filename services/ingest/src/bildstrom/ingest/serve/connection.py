"""One connection: a thread moves bytes between a socket and an association until either ends.

A sender that leaves Nagle's algorithm on waits for our delayed acknowledgement, up to 40 ms per write. So quick
acknowledgement is switched on after every receive, because Linux switches it off again, and every answer is one send.
"""

import contextlib
import socket
import ssl
import struct
import time
from dataclasses import dataclass

from bildstrom.ingest.dialogue import Dialogue
from bildstrom.ingest.serve.secure import Security, reason_of
from bildstrom.ingest.ul.association import Association
from bildstrom.runtime.logs import log

TICK_SECONDS = 0.5  # how late a timer may be noticed, while nothing is received
LINGER_SECONDS = 1.0  # for the peer to read our last unit; closing with unread bytes would reset it away
LINGER_BYTES = 4 * 1024 * 1024
PROGRESS_BYTES = 65_536  # a byte now and then is no progress

_QUICKACK = getattr(socket, "TCP_QUICKACK", None)  # Linux


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds.

    Attributes:
        request: ARTIM: from the connection to the whole association request (PS3.8 section 9.1.4).
        idle: without an answer of ours or ``PROGRESS_BYTES`` of theirs.
        send: until a peer takes an answer.
    """

    request: float = 15.0
    idle: float = 60.0
    send: float = 30.0


class Connection:
    """Serves one socket; ``stop`` may be called from other threads."""

    def __init__(
        self,
        peer: socket.socket,
        association: Association,
        dialogue: Dialogue,
        timeouts: Timeouts,
        security: Security | None = None,
    ) -> None:
        self._socket = peer
        self._security = security
        self._association = association
        self._dialogue = dialogue
        self._timeouts = timeouts
        self._deadline = time.monotonic() + timeouts.request
        self._since = 0  # bytes since the deadline was set
        self.draining = False

    @property
    def waiting(self) -> bool:
        """Nothing has been accepted yet."""
        return not self._association.established

    def cut(self) -> None:
        """End at once, without a word; its thread notices."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def run(self) -> str:
        """Serve until the end; gives a word for what the end was, empty for one that the association tells itself."""
        try:
            if word := self._secured():
                return word
            _prepare(self._socket, self._timeouts)
            word = self._exchange()
            if self._association.closed:
                self._linger()
            return word
        except OSError:
            return "connection_lost"
        finally:
            self._dialogue.end()
            self._socket.close()

    def _secured(self) -> str:
        """Shake hands within the time for a request; gives a word when that fails."""
        if self._security is None:
            return ""
        self._socket.settimeout(self._timeouts.request)
        try:
            self._socket = secure = self._security.wrapped(self._socket)
            secure.do_handshake()
        except OSError as error:
            word = reason_of(error)
            log.warning("no secure connection", **{"bildstrom.reason": word})
            return word
        self._dialogue.calling_ae_titles = self._security.titles(secure)
        return ""

    def _exchange(self) -> str:
        receive, quick = self._socket.recv_into, self._quick_acknowledgement()
        while not self._association.closed:
            try:
                count = receive(self._association.space())
            except (BlockingIOError, TimeoutError):  # of the kernel, of TLS
                if word := self._overdue():
                    return word
                self._idle()
                continue
            if quick is not None:
                self._socket.setsockopt(*quick)
            if not count:
                return "connection_lost"
            self._advance(count)
            if not self._association.closed and (word := self._overdue()):
                return word
        return ""

    def _advance(self, count: int) -> None:
        self._since += count
        for event in self._association.received(count):
            self._dialogue.take(event)
            if answer := self._association.outgoing():
                self._since = PROGRESS_BYTES
                self._socket.sendall(answer)
        if self._since >= PROGRESS_BYTES and not self.waiting:
            self._since = 0
            self._deadline = time.monotonic() + self._timeouts.idle

    def _idle(self) -> None:
        """Send what the peer waits for; the time it has for an answer begins anew."""
        self._dialogue.idle()
        if request := self._association.outgoing():
            self._socket.sendall(request)
            self._deadline = time.monotonic() + self._timeouts.idle

    def _overdue(self) -> str:
        """Abort when a timer has run out, or when the service is about to stop and nothing is in hand."""
        if self.draining and not self.waiting and not self._dialogue.busy:
            word = "drained"
        elif time.monotonic() > self._deadline:
            word = "request_timeout" if self.waiting else "idle_timeout"
        else:
            return ""
        log.info("association ended", **{"bildstrom.reason": word})
        if not self.waiting:
            self._association.abort()
            self._socket.sendall(self._association.outgoing())
        return word

    def _linger(self) -> None:
        self._socket.shutdown(socket.SHUT_WR)
        deadline, left = time.monotonic() + LINGER_SECONDS, LINGER_BYTES
        scratch = bytearray(65_536)
        while left > 0 and time.monotonic() < deadline:
            try:
                count = self._socket.recv_into(scratch)
            except (BlockingIOError, TimeoutError):
                continue
            if not count:
                return
            left -= count

    @staticmethod
    def _quick_acknowledgement() -> tuple[int, int, int] | None:
        return None if _QUICKACK is None else (socket.IPPROTO_TCP, _QUICKACK, 1)


def _prepare(peer: socket.socket, timeouts: Timeouts) -> None:
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if isinstance(peer, ssl.SSLSocket):
        peer.settimeout(TICK_SECONDS)
        return
    peer.setblocking(True)  # with time-outs in the kernel: one system call per receive instead of two
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _timeval(TICK_SECONDS))
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(timeouts.send))


def _timeval(seconds: float) -> bytes:
    return struct.pack("@ll", int(seconds), int(seconds % 1 * 1_000_000))
