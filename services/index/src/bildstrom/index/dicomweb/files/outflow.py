"""Writes bytes and stretches of files to a socket: the kernel moves them, no byte of a file comes into this process."""

import os
import select
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.objects import ObjectMissing

TURN = 8 * 1024 * 1024  # bytes that are sent before other requests have their turn
PATIENCE_MS = 5  # that a full socket is waited for before its thread is given back


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of a file, from ``start`` up to, not including, ``end``."""

    path: Path
    start: int
    end: int


Piece = bytes | Stretch


class Flow(Enum):
    """How far a turn came."""

    DONE = "all is sent"
    MORE = "the turn is over"
    FULL = "the socket takes no more"


class ClientGone(Exception):
    """Nobody reads any more."""


class Outflow:
    """What is to be sent, and how far it has come; for one thread at a time.

    Args:
        connection: does not block; is not closed here.
        pieces: in their order.
    """

    def __init__(self, connection: socket.socket, pieces: Iterable[Piece]) -> None:
        self._connection = connection
        self._pieces = iter(pieces)
        self._following = next(self._pieces, None)
        self._words: memoryview = memoryview(b"")
        self._file: int | None = None
        self._at = self._end = 0
        self._full = select.poll()
        self._full.register(connection, select.POLLOUT)

    def turn(self) -> Flow:
        """Send for a while.

        Raises:
            ClientGone: the connection has ended.
            ObjectMissing: a file is not there, or is shorter than it was.
            Unavailable: a file cannot be read.
        """
        left = TURN
        while left > 0:
            while not self._words and self._at == self._end:
                if not self._next():
                    return Flow.DONE
            try:
                left -= self._send()
            except BlockingIOError:
                if not self._full.poll(PATIENCE_MS):
                    return Flow.FULL
        return Flow.MORE

    def close(self) -> None:
        """Close the file that is open; again is fine."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _next(self) -> bool:
        self.close()
        piece, self._following = self._following, next(self._pieces, None)
        if isinstance(piece, Stretch):
            self._file, self._at, self._end = opened(piece.path), piece.start, piece.end
        elif piece is not None:
            self._words = memoryview(piece)
        return piece is not None

    def _send(self) -> int:
        try:
            if self._words:
                # what is small goes out together with what follows; the last words do not wait for more
                sent = self._connection.send(self._words, socket.MSG_MORE if self._following else 0)
                self._words = self._words[sent:]
                return sent
            assert self._file is not None
            sent = os.sendfile(self._connection.fileno(), self._file, self._at, self._end - self._at)
        except BlockingIOError:
            raise
        except ConnectionError:
            raise ClientGone from None
        except OSError as error:
            raise Unavailable("objects") from error
        if sent == 0:
            raise ObjectMissing
        self._at += sent
        return sent


def opened(path: Path) -> int:
    """A descriptor of a file that will be read from its beginning to its end.

    Raises:
        ObjectMissing: there is none.
        Unavailable: it cannot be opened.
    """
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        raise ObjectMissing from None
    except OSError as error:
        raise Unavailable("objects") from error
    with suppress(OSError):  # advice only: not every file system takes it
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_SEQUENTIAL)
    return file
