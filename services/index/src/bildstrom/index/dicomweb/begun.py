"""Answers that begin to be read before their status is sent: what is down or gone is a 503 or a 404, not a cut body."""

from collections.abc import AsyncIterator

from bildstrom.index.dicomweb.errors import NotFound
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
