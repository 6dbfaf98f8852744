"""Answers that begin to be read before their status is sent: what is down or gone is a 503 or a 404, not a cut body."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from itertools import chain, islice

from bildstrom.index.dicomweb.errors import NotFound
from bildstrom.index.dicomweb.files.outflow import Piece, Stretch, opened
from bildstrom.runtime.objects import ObjectMissing

_PIECES = 2  # of a multipart message the first piece is the head of a part


async def begun(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same body, its first pieces read.

    Raises:
        NotFound: an object is gone.
    """
    first: list[bytes] = []
    try:
        while len(first) < _PIECES:
            first.append(await anext(body))
    except StopAsyncIteration:
        pass
    except ObjectMissing:
        raise NotFound("the object is not stored any more") from None

    async def rest() -> AsyncIterator[bytes]:
        for piece in first:
            yield piece
        async for piece in body:
            yield piece

    return rest()


async def opening(pieces: Iterable[Piece]) -> Iterable[Piece]:
    """The same pieces, the first file found to be there.

    Raises:
        NotFound: it is gone.
        Unavailable: it cannot be opened.
    """
    rest = iter(pieces)
    first = list(islice(rest, _PIECES))
    try:
        for path in [piece.path for piece in first if isinstance(piece, Stretch)]:
            os.close(await asyncio.to_thread(opened, path))
    except ObjectMissing:
        raise NotFound("the object is not stored any more") from None
    return chain(first, rest)
