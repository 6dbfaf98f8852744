"""Attacks by many connections, by slowness, by breaking off, and by what was sent before."""

import contextlib
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.ingest.requestor import Requestor
from integration.ingest_attacks import objects as o
from integration.ingest_attacks.attack import answer_of, stored
from integration.ingest_attacks.target import Target
from polling import poll_until
from unit.dicom.datasets import element
from unit.ingest import wire

ARTIM_SECONDS, LIMIT = 2.0, 4
MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The service with a short timer and few places."""
    folder = tmp_path_factory.mktemp("target")
    limits = ("--max-associations", str(LIMIT), "--reserved-associations", "0")
    running = Target(folder, "--artim-seconds", str(ARTIM_SECONDS), *limits)
    for _ in range(8):
        running.stores_a_good_one()
    yield running
    assert running.stop() == 0


def test_line_2_a_request_without_an_end_is_not_read(target: Target) -> None:
    before = target.forget_peak()
    taken = 0
    with Requestor(target.port) as requestor, contextlib.suppress(OSError):
        requestor.send(struct.pack(">BxL", 1, 0xFFFFFFFF))
        while taken < 300 * MEGABYTE:
            taken += requestor.socket.send(bytes(MEGABYTE))
    assert taken < 32 * MEGABYTE, "what the kernel's buffers hold, and what is thrown away so that the abort is seen"
    assert target.peak() - before < 4 * MEGABYTE
    assert target.stores_a_good_one() == "0000"


def test_line_6_thousands_of_items_take_no_memory(target: Target) -> None:
    body = wire.request()[6:74] + struct.pack(">BxH", 0x50, 0xFFFF) * 16_000
    flood = wire.pdu(1, body)
    answers = [_sent(target, flood) for _ in range(8)]
    before, seconds = target.forget_peak(), target.seconds()
    answers += [_sent(target, flood) for _ in range(20)]
    assert set(answers) == {"reject 1/2/1"}
    assert target.peak() - before < MEGABYTE
    assert target.seconds() - seconds < 20 * 0.03


def test_line_5_128_contexts_take_milliseconds(target: Target) -> None:
    syntaxes = [f"1.2.840.10008.1.2.4.{number}" for number in range(50, 66)]
    whole = wire.request([(number, wire.CT, syntaxes) for number in range(1, 256, 2)])
    assert {_sent(target, whole) for _ in range(4)} == {"accepted"}
    seconds = target.seconds()
    assert {_sent(target, whole) for _ in range(20)} == {"accepted"}
    assert (target.seconds() - seconds) / 20 < 0.03


def test_line_7_a_byte_now_and_then_ends_with_the_timer(target: Target) -> None:
    began = time.monotonic()
    with Requestor(target.port) as requestor, contextlib.suppress(BrokenPipeError, ConnectionResetError):
        requestor.socket.settimeout(0.2)
        for byte in wire.request():
            requestor.send(bytes((byte,)))
            with contextlib.suppress(TimeoutError):
                assert requestor.socket.recv(1) == b""
                break
    assert ARTIM_SECONDS <= time.monotonic() - began < ARTIM_SECONDS + 2
    poll_until(lambda: target.counts()["request_timeout"], "the count")


def test_line_8_500_idle_sockets_keep_a_listed_sender_neither_out_nor_waiting(target: Target) -> None:
    before = target.forget_peak()
    idle = [socket.create_connection(("127.0.0.1", target.port)) for _ in range(500)]
    began = time.monotonic()
    assert target.stores_a_good_one() == "0000"
    assert time.monotonic() - began < 2
    assert target.peak() - before < 64 * MEGABYTE
    for one in idle:
        one.close()


def test_line_8_the_limit_of_associations_holds(target: Target) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(LIMIT):
            stack.enter_context(Requestor(target.port)).associate()
        assert _sent(target, wire.request()) == "reject 2/3/2"
    poll_until(lambda: _sent(target, wire.request()) == "accepted", "a free place")


@pytest.mark.parametrize("how", ["abort", "reset", "end"])
def test_line_15_what_breaks_off_after_99_percent_leaves_nothing(target: Target, how: str) -> None:
    interrupted, entries = target.counts()["interrupted"], len(target.files())
    sent = stored(o.an_image({o.PIXELS: element(o.PIXELS, b"OW", bytes(8 * MEGABYTE))}), o.INSTANCE)
    with Requestor(target.port).associate() as requestor:
        requestor.send(sent[: len(sent) * 99 // 100])
        poll_until(target.half_files, "a draft")
        if how == "abort":  # inside a value: seen as its bytes, so the connection's end counts
            requestor.send(wire.ABORT)
        elif how == "reset":
            requestor.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    poll_until(lambda: target.half_files() == [], "an empty place")
    assert len(target.files()) == entries
    poll_until(lambda: target.counts()["interrupted"] > interrupted, "the count")
    assert target.stores_a_good_one() == "0000"


def _sent(target: Target, data: bytes) -> str:
    with Requestor(target.port) as requestor:
        return answer_of(requestor.send(data))


def test_lines_31_and_39_notation_makes_no_other_instance_and_content_does(tmp_path: Path) -> None:
    target = Target(tmp_path)
    plain, leading = o.STUDY_UID, o.STUDY_UID.replace(b".1.", b".01.")
    sets = [
        o.an_image({o.STUDY: element(o.STUDY, b"UI", study + padding)})
        for study, padding in ((plain, b""), (plain, b"\0\0"), (plain, b"  "), (leading, b"\0"))
    ]
    with Requestor(target.port).associate() as requestor:
        assert [requestor.store(one, o.INSTANCE) for one in sets] == [0, 0, 0, 0]
        assert requestor.store(sets[0], o.INSTANCE) == 0
    assert target.stop() == 0
    entries = [entry for entry in target.entries() if entry.event.object.size > 8192]
    assert len({entry.event.instance.sop_instance_uid for entry in entries}) == 1
    assert len({entry.event.instance.study_uid for entry in entries}) == 1
    assert [len(entries), len({entry.event.object.sha256 for entry in entries})] == [5, 4]
