"""An association from the acceptor's side (PS3.8 section 9.2) without I/O: bytes in, events out, bytes to send out.

while not association.closed:
    count = socket.recv_into(association.space())
    for event in association.received(count):
        ...                                      # may call accept, reject, respond, abort
    socket.sendall(association.outgoing())
"""

from collections.abc import Iterator
from enum import Enum, auto

from bildstrom.ingest.ul import pdu
from bildstrom.ingest.ul.events import Aborted, CommandReceived, DataReceived, Event, Released, Requested, Violated
from bildstrom.ingest.ul.framing import Framing, FramingError, Piece, Unit
from bildstrom.ingest.ul.negotiation import Capabilities, Context, negotiated
from bildstrom.ingest.ul.request import AssociateRequest, MalformedRequest, parse_associate_request

MAX_COMMAND = 16_384  # the largest command sets have some 400 bytes

BY_USER, BY_PROVIDER = 0, 2  # source of an abort, PS3.8 table 9-26


class _State(Enum):
    AWAITING_REQUEST = auto()
    DECIDING = auto()
    ESTABLISHED = auto()
    CLOSED = auto()


class Association:
    """One association.

    Args:
        buffer: of ``framing.BUFFER_BYTES``.
        capabilities: what is accepted.
    """

    def __init__(self, buffer: bytearray, capabilities: Capabilities) -> None:
        self._framing = Framing(buffer)
        self._capabilities = capabilities
        self._state = _State.AWAITING_REQUEST
        self._request: AssociateRequest | None = None
        self._contexts: dict[int, Context] = {}
        self._outgoing: list[bytes] = []
        self._command = bytearray()
        self._command_context = 0
        self._data_context = 0  # of the data set that may follow, 0 when none may
        self._in_data = False

    @property
    def closed(self) -> bool:
        """Nothing more is received; what is outgoing may still be sent."""
        return self._state is _State.CLOSED

    @property
    def established(self) -> bool:
        """Accepted, and not yet at its end."""
        return self._state is _State.ESTABLISHED

    def space(self) -> memoryview:
        """Where to receive next."""
        return self._framing.space()

    def received(self, count: int) -> Iterator[Event]:
        """The events that ``count`` further bytes in the space make; take them all before the next ``space()``."""
        self._framing.received(count)
        while not self.closed:
            try:
                found = self._framing.next()
                if found is None:
                    return
                event = self._unit(found) if isinstance(found, Unit) else self._piece(found)
            except FramingError as error:
                self.abort(BY_PROVIDER, error.abort_reason)
                event = Violated(error.reason)
            if event is not None:
                yield event

    def outgoing(self) -> bytes:
        """What has to be sent, each time once."""
        data = b"".join(self._outgoing)
        self._outgoing.clear()
        return data

    def accept(self) -> None:
        """Accept what was requested."""
        assert self._state is _State.DECIDING
        assert self._request is not None
        self._contexts, answer = negotiated(self._request, self._capabilities)
        self._outgoing.append(answer)
        self._framing.associated = True
        self._state = _State.ESTABLISHED

    def reject(self, result: int, source: int, reason: int) -> None:
        """Reject what was requested (PS3.8 table 9-21)."""
        self._outgoing.append(pdu.associate_reject(result, source, reason))
        self._state = _State.CLOSED

    def respond(self, context_id: int, command_set: bytes) -> None:
        """Send a command set."""
        assert self._request is not None
        self._outgoing.append(pdu.command(context_id, command_set, self._request.max_pdu))

    def request(self, context_id: int, command_set: bytes, data_set: bytes) -> None:
        """Send a request of our own, with its data set."""
        assert self._request is not None
        self.respond(context_id, command_set)
        self._outgoing.append(pdu.data_set(context_id, data_set, self._request.max_pdu))

    def abort(self, source: int = BY_USER, reason: int = 0) -> None:
        """End the association at once."""
        self._outgoing.append(pdu.abort(source, reason))
        self._state = _State.CLOSED

    def _unit(self, found: Unit) -> Event:
        if found.kind == pdu.ABORT:
            self._state = _State.CLOSED
            return Aborted()
        if found.kind == pdu.ASSOCIATE_RQ and self._state is _State.AWAITING_REQUEST:
            return self._requested(found.body)
        if found.kind == pdu.RELEASE_RQ and self.established:
            self._outgoing.append(pdu.release_response())
            self._state = _State.CLOSED
            return Released()
        raise FramingError("unexpected_pdu", 2)

    def _requested(self, body: bytes) -> Event:
        try:
            request = parse_associate_request(body)
        except MalformedRequest:
            self.reject(1, 2, 1)  # permanent, service provider (ACSE), no reason given
            return Violated("malformed_request")
        if not request.version & 1:
            self.reject(1, 2, 2)  # permanent, service provider (ACSE), protocol version not supported
            return Violated("protocol_version")
        if request.application_context != pdu.APPLICATION_CONTEXT:
            self.reject(1, 1, 2)  # permanent, service user, application context name not supported
            return Violated("application_context")
        self._request = request
        self._state = _State.DECIDING
        return Requested(request)

    def _piece(self, piece: Piece) -> Event | None:
        context = self._contexts.get(piece.context_id)
        if context is None:
            raise FramingError("unknown_context", 6)
        if not piece.is_command:
            return self._data(context, piece)
        if self._in_data or (self._command and piece.context_id != self._command_context):
            raise FramingError("interleaved_messages", 6)
        if len(self._command) + len(piece.data) > MAX_COMMAND:
            raise FramingError("command_length", 6)
        self._command += piece.data
        self._command_context = piece.context_id
        if not piece.last:
            return None
        command_set = bytes(self._command)
        self._command.clear()
        self._data_context = context.id
        return CommandReceived(context, command_set)

    def _data(self, context: Context, piece: Piece) -> Event:
        if context.id != self._data_context or self._command:
            raise FramingError("interleaved_messages", 6)
        self._in_data = not piece.last
        if piece.last:
            self._data_context = 0
        return DataReceived(context, piece.data, piece.last)
