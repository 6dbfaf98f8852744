"""The bytes that pixels are read from, range by range: a stored object, or what a deflated one inflates to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from bildstrom.index.dicomweb.errors import NotFound
from bildstrom.runtime.objects import ObjectMissing, ObjectStore

CHUNK = 1024 * 1024  # bytes of an object in memory for each request


class Source(Protocol):
    """Bytes by range."""

    @property
    def size(self) -> int:
        """How many there are."""

    async def read(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` up to, not including, ``end`` or the last one.

        Raises:
            NotFound: the object is gone.
        """


@dataclass(frozen=True, slots=True)
class StoredSource:
    """An object of the store."""

    objects: ObjectStore
    key: str
    size: int

    async def read(self, start: int, end: int) -> bytes:
        """See :class:`Source`."""
        if min(end, self.size) <= start:
            return b""
        try:
            return await self.objects.get(self.key, start, min(end, self.size))
        except ObjectMissing:
            raise NotFound("the object is not stored any more") from None


@dataclass(frozen=True, slots=True)
class HeldSource:
    """Bytes in memory."""

    content: bytes

    @property
    def size(self) -> int:
        """See :class:`Source`."""
        return len(self.content)

    async def read(self, start: int, end: int) -> bytes:
        """See :class:`Source`."""
        return self.content[start:end]


async def streamed(source: Source, start: int, end: int) -> AsyncIterator[bytes]:
    """A range, a chunk at a time."""
    for at in range(start, end, CHUNK):
        yield await source.read(at, min(at + CHUNK, end))
