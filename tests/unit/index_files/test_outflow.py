"""Pieces of files on a socket: all of them, in order, as fast as they are read; what goes wrong is told."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bildstrom.index.dicomweb.files.outflow import ClientGone, Flow, Outflow, Piece, Stretch
from bildstrom.runtime.objects import ObjectMissing

LARGE = bytes(range(256)) * 40_000  # 10 MB: more than a socket takes at once


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A connection: the end that is written to, which does not block, and the other."""
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as reader:
        writer, _ = listener.accept()
        with writer:
            writer.setblocking(False)
            yield writer, reader


@pytest.fixture
def large(tmp_path: Path) -> Path:
    (tmp_path / "large").write_bytes(LARGE)
    return tmp_path / "large"


def flowed(outflow: Outflow, reader: socket.socket, size: int) -> tuple[bytes, set[Flow]]:
    """What is read, and what the turns said that it took."""
    reader.setblocking(False)
    read, told = bytearray(), set[Flow]()
    while len(read) < size:
        if Flow.DONE not in told:
            told.add(outflow.turn())
        try:
            while found := reader.recv(1 << 20):
                read += found
        except BlockingIOError:
            continue
    return bytes(read), told


def test_words_and_stretches_arrive_in_their_order(
    ends: tuple[socket.socket, socket.socket], large: Path, tmp_path: Path
) -> None:
    (tmp_path / "small").write_bytes(b"0123456789")
    small = tmp_path / "small"
    pieces: list[Piece] = [b"head ", Stretch(small, 2, 5), b" ", Stretch(large, 7, len(LARGE)), Stretch(small, 9, 10)]
    pieces += [Stretch(small, 3, 3), b"", b" tail"]
    expected = b"head 234 " + LARGE[7:] + b"9 tail"

    found, told = flowed(Outflow(ends[0], pieces), ends[1], len(expected))

    assert found == expected
    assert told == {Flow.FULL, Flow.DONE}


def test_nothing_is_sent_at_once() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert Outflow(ours, []).turn() is Flow.DONE


def test_words_larger_than_the_socket_takes_arrive_whole(ends: tuple[socket.socket, socket.socket]) -> None:
    found, _ = flowed(Outflow(ends[0], [LARGE, b"."]), ends[1], len(LARGE) + 1)
    assert found == LARGE + b"."


def test_a_turn_ends_so_that_others_have_theirs(
    ends: tuple[socket.socket, socket.socket], large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bildstrom.index.dicomweb.files.outflow.TURN", 1000)
    outflow = Outflow(ends[0], [Stretch(large, 0, 500), Stretch(large, 0, 600), Stretch(large, 0, 1)])
    assert [outflow.turn(), outflow.turn()] == [Flow.MORE, Flow.DONE]


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(LARGE[:100])], ids=["gone", "shorter"])
def test_a_file_that_is_not_what_it_was_is_missing(
    ends: tuple[socket.socket, socket.socket], large: Path, damage: object
) -> None:
    assert callable(damage)
    damage(large)
    outflow = Outflow(ends[0], [b"head", Stretch(large, 0, 200)])
    with pytest.raises(ObjectMissing):
        outflow.turn()
    outflow.close()


def test_a_client_that_has_gone_is_told_apart(ends: tuple[socket.socket, socket.socket], large: Path) -> None:
    ends[1].close()
    outflow = Outflow(ends[0], [Stretch(large, 0, len(LARGE))] * 2)
    with pytest.raises(ClientGone):
        flowed(outflow, ends[0], 1)
    outflow.close()
