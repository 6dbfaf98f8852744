"""Gathers a body's small pieces: each piece that is sent costs a system call and some 0.1 ms, whatever its size."""

from collections.abc import AsyncIterator

PIECE = 256 * 1024  # bytes


async def gathered(body: AsyncIterator[bytes], at_least: int = PIECE) -> AsyncIterator[bytes]:
    """The same bytes in pieces of at least this size, but for the last; larger ones pass as they are."""
    waiting: list[bytes] = []
    size = 0
    async for piece in body:
        waiting.append(piece)
        size += len(piece)
        if size >= at_least:
            yield b"".join(waiting) if len(waiting) > 1 else piece
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)
