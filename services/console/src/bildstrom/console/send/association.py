"""One association as SCU over a TCP socket: stores files as they are, never re-encoded (PS3.8, PS3.7 section 9.1.1).

pynetdicom spends about 2 ms of CPU on each C-STORE; as the sender of a benchmark on the machine under test that would
be most of what is measured. Here an object costs one gather write per 4 MiB and one read.
"""

import socket
import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from types import TracebackType

from bildstrom.console.send import dimse, pdus, wire
from bildstrom.console.send.files import StoredFile
from bildstrom.console.send.wire import AssociationLost

BUFFER = 4 * 1024 * 1024


class AssociationRefused(Exception):
    """The peer rejected the association."""

    def __init__(self, rejected: pdus.Rejected) -> None:
        super().__init__("association_refused")
        self.rejected = rejected


class NoContext(Exception):
    """The peer does not take this SOP class in this transfer syntax."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Whom to talk to, and as whom; the time-out in seconds holds for every single wait."""

    host: str
    port: int
    called: str
    calling: str
    timeout: float = 60.0


class Association:
    """An open association; a context manager that releases it."""

    def __init__(self, connection: socket.socket, accepted: pdus.Accepted) -> None:
        self._connection = connection
        self._contexts = accepted.contexts
        self._fragment = min(accepted.max_pdu or wire.MAX_PDU, wire.MAX_PDU) - 6
        self._buffer = bytearray(BUFFER)
        self._message_id = 0

    @classmethod
    def open(cls, peer: Peer, contexts: Sequence[pdus.Context]) -> "Association":
        """Connect and negotiate.

        Raises:
            OSError: nobody listens there.
            AssociationRefused: with the peer's reason.
            AssociationLost: it closed or broke the protocol instead of answering.
        """
        connection = wire.connect(peer.host, peer.port, peer.timeout)
        try:
            wire.send(connection, [pdus.associate_request(peer.called, peer.calling, contexts, wire.MAX_PDU)])
            kind, body = wire.receive(connection)
            if kind == pdus.ASSOCIATE_RJ:
                raise AssociationRefused(pdus.decode_reject(body))
            if kind != pdus.ASSOCIATE_AC:
                raise AssociationLost("no_accept")
            return cls(connection, pdus.decode_accept(body, contexts))
        except (ValueError, IndexError, struct.error) as error:
            connection.close()
            raise AssociationLost("malformed_accept") from error
        except BaseException:
            connection.close()
            raise

    def store(self, file: StoredFile) -> int:
        """Send one file and return the C-STORE status (PS3.4 table B.2-1).

        Raises:
            NoContext: its presentation context was not accepted.
            AssociationLost: there is no answer; whether the object is stored is unknown.
        """
        context = self._contexts.get(file.context)
        if context is None:
            raise NoContext
        command = dimse.store_request(file.meta.sop_class, file.meta.sop_instance, self._next_message_id())
        header = [pdus.data_header(context, pdus.COMMAND | pdus.LAST, len(command)), command]
        remaining = file.size - file.meta.offset
        with file.path.open("rb", buffering=0) as source:
            source.seek(file.meta.offset)
            while True:
                count = _fill(source, memoryview(self._buffer)[: min(remaining, BUFFER)])
                remaining -= count
                if count == 0 and remaining > 0:
                    raise AssociationLost("file_shrank")
                wire.send(self._connection, header + self._data(context, count, last=remaining == 0))
                header = []
                if remaining == 0:
                    return self._status()

    def echo(self) -> int:
        """C-ECHO; returns its status, 0 for success."""
        context = self._contexts.get((dimse.VERIFICATION, "1.2.840.10008.1.2"))
        if context is None:
            raise NoContext
        command = dimse.echo_request(self._next_message_id())
        wire.send(self._connection, [pdus.data_header(context, pdus.COMMAND | pdus.LAST, len(command)), command])
        return self._status()

    def abort(self) -> None:
        """Give up on this association."""
        with self._connection, suppress(AssociationLost):
            wire.send(self._connection, [pdus.pdu(pdus.ABORT, bytes(4))])

    def _data(self, context: int, count: int, *, last: bool) -> list[bytes | memoryview]:
        """The first ``count`` bytes of the buffer as P-DATA-TF PDUs, ready for a gather write."""
        view = memoryview(self._buffer)
        buffers: list[bytes | memoryview] = []
        for start in range(0, max(count, 1), self._fragment):
            end = min(start + self._fragment, count)
            flags = pdus.LAST if last and end == count else 0
            buffers += [pdus.data_header(context, flags, end - start), view[start:end]]
        return buffers

    def _status(self) -> int:
        command = b""
        try:
            while True:
                kind, body = wire.receive(self._connection)
                if kind != pdus.P_DATA:
                    raise AssociationLost("no_response")
                for flags, fragment in pdus.values(body):
                    command += fragment
                    if flags & pdus.LAST:
                        return dimse.status_of(command)
        except (ValueError, struct.error) as error:
            raise AssociationLost("malformed_response") from error

    def _next_message_id(self) -> int:
        self._message_id = self._message_id % 65535 + 1
        return self._message_id

    def __enter__(self) -> "Association":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release; abort instead when the block failed, so that the peer does not wait for the rest."""
        if kind is not None:
            self.abort()
            return
        with self._connection, suppress(AssociationLost):
            wire.send(self._connection, [pdus.pdu(pdus.RELEASE_RQ, bytes(4))])
            wire.receive(self._connection)


def _fill(source: FileIO, target: memoryview) -> int:
    count = 0
    while count < len(target):
        read = source.readinto(target[count:])
        if not read:
            break
        count += read
    return count
