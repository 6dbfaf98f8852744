"""Reads a body's next piece while the last one is sent."""

import asyncio
from collections.abc import AsyncIterator


async def read_ahead(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same pieces; one more of them is in memory."""
    reading = asyncio.ensure_future(anext(body, None))
    try:
        while (piece := await reading) is not None:
            reading = asyncio.ensure_future(anext(body, None))
            yield piece
    finally:
        reading.cancel()
        await asyncio.wait((reading,))
        if not reading.cancelled():
            reading.exception()  # nobody waits for it any more
