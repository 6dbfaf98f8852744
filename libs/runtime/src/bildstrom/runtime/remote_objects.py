"""Objects in an S3-compatible store, through obstore; conditional create needs If-None-Match (S3, MinIO, Ceph).

Endpoint and credentials come from the usual ``AWS_*`` environment variables, never from Bildstrom's settings files.
"""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import S3Store

from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.objects import Buffer, ObjectMissing, checked, pieces


class RemoteObjectStore:
    """Objects in a bucket; see :class:`bildstrom.runtime.objects.ObjectStore`.

    Args:
        store: obstore's S3 store, with its prefix.
    """

    def __init__(self, store: S3Store) -> None:
        self._store = store

    async def put(self, key: str, data: bytes | Sequence[Buffer]) -> bool:
        """Create an object; S3 answers when it is durable."""
        return await self._create(checked(key), b"".join(pieces(data)))

    async def put_file(self, key: str, path: Path) -> bool:
        """Create an object from a file, read in one piece: a conditional create cannot be a multipart upload."""
        return await self._create(checked(key), path)

    async def get(self, key: str, start: int = 0, end: int | None = None) -> bytes:
        """Read a range, or all of it; a range that begins behind the end is empty, like a slice (S3 answers 416)."""
        try:
            return await self._read(checked(key), start, end)
        except BaseError as error:
            if start and await self._size(key) <= start:
                return b""
            raise Unavailable("objects") from error

    async def exists(self, key: str) -> bool:
        """Ask for the head of an object."""
        try:
            await self._size(checked(key))
        except ObjectMissing:
            return False
        return True

    async def delete(self, key: str) -> None:
        """Remove an object; S3 does not mind an absent one."""
        try:
            await obstore.delete_async(self._store, checked(key))
        except (NotFoundError, FileNotFoundError):
            return
        except BaseError as error:
            raise Unavailable("objects") from error

    async def keys(self, prefix: str) -> AsyncIterator[str]:
        """List in pages of the store's own size."""
        try:
            async for page in obstore.list(self._store, prefix=checked(prefix.rstrip("/")) + "/"):
                for item in page:
                    yield str(item["path"])
        except BaseError as error:
            raise Unavailable("objects") from error

    async def _read(self, key: str, start: int, end: int | None) -> bytes:
        if end is not None and end <= start:
            await self._size(key)
            return b""
        try:
            if end is not None:
                return bytes(await obstore.get_range_async(self._store, key, start=start, end=end))
            result = await obstore.get_async(self._store, key, options={"range": {"offset": start}} if start else None)
            return bytes(await result.bytes_async())
        except (NotFoundError, FileNotFoundError) as error:
            raise ObjectMissing from error

    async def _size(self, key: str) -> int:
        try:
            return int((await obstore.head_async(self._store, key))["size"])
        except (NotFoundError, FileNotFoundError) as error:
            raise ObjectMissing from error
        except BaseError as error:
            raise Unavailable("objects") from error

    async def _create(self, key: str, data: bytes | Path) -> bool:
        try:
            await obstore.put_async(self._store, key, data, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return False
        except BaseError as error:
            raise Unavailable("objects") from error
        return True
