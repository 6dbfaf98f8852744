"""What services ask of the object store. Two adapters hold one contract suite: local files, and S3-compatible stores.

An object is written once: a key names its content, so writing it again changes nothing.
"""

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

# A name of 64 characters, a digest and a suffix have to fit; file systems take 255.
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,191}")
MAX_KEY = 900  # S3 allows 1,024 bytes, the prefix included

Buffer = bytes | bytearray | memoryview


class ObjectMissing(Exception):
    """There is no object under this key."""


class ObjectStore(Protocol):
    """Objects by key. Every method raises ``Unavailable("objects")`` when the store does not answer or is full."""

    async def put(self, key: str, data: bytes | Sequence[Buffer]) -> bool:
        """Create an object, durable on return.

        Returns:
            True when it was created; False when there was one already, which stays as it is.
        """

    async def put_file(self, key: str, path: Path) -> bool:
        """Create an object from a file that has been fsynced; see :meth:`put`. The file stays."""

    async def get(self, key: str, start: int = 0, end: int | None = None) -> bytes:
        """Read the bytes from ``start`` up to, not including, ``end``.

        Raises:
            ObjectMissing: there is none.
        """

    async def exists(self, key: str) -> bool:
        """Whether there is such an object."""

    async def delete(self, key: str) -> None:
        """Remove an object; one that is absent is fine."""

    def keys(self, prefix: str) -> AsyncIterator[str]:
        """The keys that begin with ``prefix`` (whole path parts), in no particular order."""


@runtime_checkable
class Filed(Protocol):
    """A store whose objects are files of this machine, byte by byte, so that they can be sent without being read."""

    def file(self, key: str) -> Path:
        """Where an object lies, if there is one."""


def checked(key: str) -> str:
    """A key that is a relative path of plain parts.

    Raises:
        ValueError: it is not; the message does not quote it.
    """
    if len(key) > MAX_KEY or not all(_PART.fullmatch(part) for part in key.split("/")):
        raise ValueError("an object key is made of letters, digits, '.', '_' and '-' between slashes")
    return key


def pieces(data: bytes | Sequence[Buffer]) -> Sequence[Buffer]:
    """The data as a sequence of buffers."""
    return [data] if isinstance(data, bytes) else data
