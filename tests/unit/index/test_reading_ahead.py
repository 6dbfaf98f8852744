"""The next piece is read while the last one is sent, and no more than that."""

from collections.abc import AsyncIterator

import pytest

from bildstrom.index.dicomweb.ahead import read_ahead
from bildstrom.runtime.errors import Unavailable


class Pieces:
    """Pieces that are counted as they are read; closed with their reader."""

    def __init__(self, *pieces: bytes | Exception) -> None:
        self._pieces = pieces
        self.read = 0
        self.closed = False

    async def __call__(self) -> AsyncIterator[bytes]:
        """The pieces, or what one of them raises."""
        try:
            for piece in self._pieces:
                self.read += 1
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        finally:
            self.closed = True


async def test_every_piece_comes_in_order_and_one_is_read_before_it_is_asked_for() -> None:
    pieces = Pieces(b"1", b"2", b"", b"3")
    found = []
    async for piece in read_ahead(pieces()):
        found.append((piece, pieces.read))
    assert [piece for piece, _ in found] == [b"1", b"2", b"", b"3"]
    assert all(read <= number + 2 for number, (_, read) in enumerate(found))


async def test_a_failure_comes_behind_the_pieces_before_it() -> None:
    body = read_ahead(Pieces(b"1", b"2", Unavailable("objects"))())
    assert [await anext(body), await anext(body)] == [b"1", b"2"]
    with pytest.raises(Unavailable):
        await anext(body)


async def test_a_reader_that_goes_away_ends_the_reading() -> None:
    pieces = Pieces(b"1", Unavailable("objects"))
    body = read_ahead(pieces())
    assert await anext(body) == b"1"
    await body.aclose()  # type: ignore[attr-defined]
    assert pieces.closed
