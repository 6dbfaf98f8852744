"""The bytes of one frame, as they are stored: streamed, or whole where they have to be cut."""

from collections.abc import AsyncIterator

from bildstrom.index.dicomweb.pixels import bits
from bildstrom.index.dicomweb.pixels.locating import Located
from bildstrom.index.dicomweb.pixels.source import streamed


async def frame_chunks(located: Located, index: int) -> AsyncIterator[bytes]:
    """A frame's bytes, a chunk at a time; those of single bits begin with a byte of their own.

    Raises:
        NotAcceptable: it cannot be found.
    """
    ranges = await located.ranges(index)
    if located.layout.frames is None and located.layout.image.frame_bits % 8:
        first, behind = located.bits(index)
        ((start, end),) = ranges
        yield bits.cut(await located.source.read(start, end), first % 8, behind - first)
        return
    for start, end in ranges:
        async for chunk in streamed(located.source, start, end):
            yield chunk


async def frame_bytes(located: Located, index: int) -> bytes:
    """A whole frame; see :func:`frame_chunks`."""
    return b"".join([chunk async for chunk in frame_chunks(located, index)])
