"""The upper layer by bytes alone: what goes in, which events and bytes come out."""

import struct
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.ingest import wire

from bildstrom.ingest.ul.association import Association
from bildstrom.ingest.ul.events import Aborted, CommandReceived, DataReceived, Event, Released, Requested, Violated
from bildstrom.ingest.ul.framing import BUFFER_BYTES, MAX_PDU
from bildstrom.ingest.ul.negotiation import Capabilities

BUFFER = bytearray(BUFFER_BYTES)

STORE = wire.data(wire.value(3, 3, wire.command(1, sop_instance="1.2.3", data_set=True)))
OBJECT = bytes(range(256)) * 40


class Peer:
    """Feeds an association, accepts what it asks for, and writes down what happens."""

    def __init__(self) -> None:
        self.association = Association(BUFFER, Capabilities())
        self.events: list[object] = []
        self.sent = b""

    def feed(self, stream: bytes) -> "Peer":
        while stream and not self.association.closed:
            space = self.association.space()
            count = min(len(space), len(stream))
            space[:count] = stream[:count]
            stream = stream[count:]
            for event in self.association.received(count):
                self._take(event)
            self.sent += self.association.outgoing()
        return self

    def _take(self, event: Event) -> None:
        if isinstance(event, Requested):
            self.association.accept()
        if not isinstance(event, DataReceived):
            self.events.append(event)
        elif self.events and isinstance(self.events[-1], bytearray):
            self.events[-1] += event.data
        else:
            self.events.append(bytearray(event.data))
        if isinstance(event, DataReceived) and event.last:
            self.events.append("last")

    @property
    def kinds(self) -> list[str]:
        """The events' classes, or what a violation was."""
        return [event.reason if isinstance(event, Violated) else type(event).__name__ for event in self.events]


def answers(sent: bytes) -> list[tuple[int, bytes]]:
    """The units that were sent: kind and body."""
    units, at = [], 0
    while at < len(sent):
        kind, length = struct.unpack_from(">BxL", sent, at)
        units.append((kind, sent[at + 6 : at + 6 + length]))
        at += 6 + length
    return units


def conversation(pieces: int) -> bytes:
    """A whole association with an echo and a store whose data set is cut into some values, two to a unit."""
    size = -(-len(OBJECT) // pieces)
    parts = [OBJECT[at : at + size] for at in range(0, len(OBJECT), size)]
    values = [wire.value(3, 2 if number == len(parts) - 1 else 0, part) for number, part in enumerate(parts)]
    units = [wire.data(*values[at : at + 2]) for at in range(0, len(values), 2)]
    return wire.request() + wire.ECHO + STORE + b"".join(units) + wire.RELEASE


def test_a_conversation_is_followed_and_released() -> None:
    peer = Peer().feed(conversation(7))
    assert peer.kinds == ["Requested", "CommandReceived", "CommandReceived", "bytearray", "str", "Released"]
    assert peer.events[3] == OBJECT
    assert [kind for kind, _ in answers(peer.sent)] == [2, 6]


@given(st.lists(st.integers(1, 5000), max_size=40), st.integers(1, 30))
@settings(deadline=None, max_examples=150)
def test_any_split_of_the_stream_makes_the_same_events(cuts: list[int], pieces: int) -> None:
    stream = conversation(pieces)
    whole, split = Peer().feed(stream), Peer()
    rest = stream
    for cut in cuts:
        split.feed(rest[:cut])
        rest = rest[cut:]
    split.feed(rest)
    assert (split.events, split.sent) == (whole.events, whole.sent)


@given(st.binary(max_size=2000), st.booleans())
@settings(deadline=None, max_examples=300)
def test_whatever_bytes_come_nothing_is_raised(noise: bytes, associated: bool) -> None:
    Peer().feed((wire.request() if associated else b"") + noise)


@given(st.data())
@settings(deadline=None, max_examples=300)
def test_a_conversation_with_changed_bytes_raises_nothing(data: st.DataObject) -> None:
    stream = bytearray(conversation(3))
    for _ in range(data.draw(st.integers(1, 4))):
        stream[data.draw(st.integers(0, 600))] = data.draw(st.integers(0, 255))
    Peer().feed(bytes(stream))


@pytest.mark.parametrize(
    ("stream", "reason", "abort"),
    [
        (b"\x00\x00\x00\x00\x00\x04", "unrecognized_pdu", 1),
        (b"\x99\x00\x00\x00\x00\x04", "unrecognized_pdu", 1),
        (b"\x01\x00\xff\xff\xff\xff", "pdu_length", 6),
        (wire.ECHO, "unexpected_pdu", 2),
        (wire.RELEASE, "unexpected_pdu", 2),
        (wire.request() + wire.request(), "unexpected_pdu", 2),
        (wire.request() + struct.pack(">BxL", 4, MAX_PDU + 1), "pdu_length", 6),
        (wire.request() + struct.pack(">BxL", 4, 0), "pdu_length", 6),
        (wire.request() + wire.pdu(4, struct.pack(">LBB", 0, 3, 3) + bytes(8)), "pdv_length", 6),
        (wire.request() + wire.pdu(4, struct.pack(">LBB", 1, 3, 3) + bytes(8)), "pdv_length", 6),
        (wire.request() + wire.pdu(4, struct.pack(">LBB", 90, 3, 3) + bytes(8)), "pdv_length", 6),
        (wire.request() + wire.pdu(4, wire.value(1, 3, b"x") + b"123"), "pdv_length", 6),
        (wire.request() + wire.data(wire.value(5, 3, b"x")), "unknown_context", 6),
        (wire.request() + wire.data(wire.value(3, 0, b"x")), "interleaved_messages", 6),
        (wire.request() + STORE + wire.data(wire.value(3, 0, b"x")) + STORE, "interleaved_messages", 6),
        (wire.request() + STORE + wire.data(wire.value(1, 0, b"x")), "interleaved_messages", 6),
        (wire.request() + wire.data(wire.value(1, 1, b"x")) + STORE, "interleaved_messages", 6),
        (wire.request() + wire.data(wire.value(3, 1, bytes(60_000))), "command_length", 6),
    ],
)
def test_a_breach_of_the_protocol_is_answered_by_an_abort_with_its_reason(
    stream: bytes, reason: str, abort: int
) -> None:
    peer = Peer().feed(stream)
    assert peer.kinds[-1] == reason
    assert answers(peer.sent)[-1] == (7, bytes((0, 0, 2, abort)))
    assert peer.association.closed


@pytest.mark.parametrize(
    ("stream", "rejection"),
    [
        (wire.request([]), (1, 2, 1)),
        (wire.request([(2, wire.CT, [wire.EXPLICIT])]), (1, 2, 1)),
        (wire.request([(1, wire.CT, [wire.EXPLICIT])] * 2), (1, 2, 1)),
        (wire.request([(n % 256, wire.CT, [wire.EXPLICIT]) for n in range(1, 600, 2)]), (1, 2, 1)),
        (wire.request([(1, wire.CT, [])]), (1, 2, 1)),
        (wire.request([(1, "1.2." + "3" * 61, [wire.EXPLICIT])]), (1, 2, 1)),
        (wire.request([(1, "1.2.\n3", [wire.EXPLICIT])]), (1, 2, 1)),
        (wire.pdu(1, wire.request()[6:74] + b"\x10\x00\xff\xff" * 16_000), (1, 2, 1)),
        (wire.pdu(1, wire.request()[6:74] + b"\x10\x00\x00\x00" * 16_000), (1, 2, 1)),
        (wire.pdu(1, bytes(40)), (1, 2, 1)),
        (wire.pdu(1, b"\x00\x02" + wire.request()[8:]), (1, 2, 2)),
        (wire.request().replace(b"1.2.840.10008.3.1.1.1", b"1.2.840.10008.3.1.1.2"), (1, 1, 2)),
    ],
)
def test_a_request_that_cannot_be_understood_is_rejected(stream: bytes, rejection: tuple[int, int, int]) -> None:
    peer = Peer().feed(stream)
    assert answers(peer.sent) == [(3, bytes((0, *rejection)))]
    assert not any(isinstance(event, Requested) for event in peer.events)


def test_the_peers_abort_ends_it_without_a_word() -> None:
    peer = Peer().feed(wire.request() + STORE + wire.ABORT)
    assert isinstance(peer.events[-1], Aborted)
    assert [kind for kind, _ in answers(peer.sent)] == [2]


def test_nothing_is_taken_after_the_end() -> None:
    peer = Peer().feed(wire.request() + wire.RELEASE + wire.ECHO)
    assert isinstance(peer.events[-1], Released)


def test_a_request_that_claims_much_is_not_waited_for() -> None:
    tracemalloc.start()
    peer = Peer().feed(wire.request()[:6].replace(b"\x00\x00\x00", b"\xff\xff\xff") + bytes(60_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peer.association.closed
    assert peak < 1_000_000


def test_long_responses_are_cut_to_what_the_peer_takes() -> None:
    peer = Peer().feed(wire.request(max_pdu=128))
    peer.association.respond(3, bytes(300))
    units = answers(peer.association.outgoing())
    assert [len(body) for _, body in units] == [128, 128, 62]
    assert [body[5] for _, body in units] == [1, 1, 3]
    assert isinstance(peer.events[0], Requested)
    assert not any(isinstance(event, CommandReceived) for event in peer.events)
