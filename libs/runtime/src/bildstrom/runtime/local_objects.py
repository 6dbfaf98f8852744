"""Objects as local files: created by hard link, so never half, and fsynced with every folder that changed."""

import asyncio
import contextlib
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.objects import Buffer, ObjectMissing, checked, pieces
from bildstrom.runtime.shared_syncs import SharedSyncs, fsync

MAX_KNOWN_FOLDERS = 100_000  # a folder per instance: about 20 MB

_SCRATCH = ".scratch"
_ABSENT = (FileNotFoundError, IsADirectoryError, NotADirectoryError)


class LocalObjectStore:
    """Objects below one folder.

    Args:
        root: created when absent; unfinished files lie in ``.scratch`` below it and are removed at start by nobody but
            their own writer, so several processes may share the folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        make_durable_folder(self._root / _SCRATCH, set())
        self._durable_folders = {self._root}
        self._syncs = SharedSyncs()

    async def put(self, key: str, data: bytes | Sequence[Buffer]) -> bool:
        """See :class:`bildstrom.runtime.objects.ObjectStore`."""
        return await asyncio.to_thread(self._put, checked(key), pieces(data))

    async def put_file(self, key: str, path: Path) -> bool:
        """See :class:`bildstrom.runtime.objects.ObjectStore`; a hard link where both lie on one file system."""
        return await asyncio.to_thread(self._put_file, checked(key), path)

    async def get(self, key: str, start: int = 0, end: int | None = None) -> bytes:
        """See :class:`bildstrom.runtime.objects.ObjectStore`."""
        return await asyncio.to_thread(self._get, checked(key), start, end)

    def file(self, key: str) -> Path:
        """See :class:`bildstrom.runtime.objects.Filed`."""
        return self._root / checked(key)

    async def exists(self, key: str) -> bool:
        """See :class:`bildstrom.runtime.objects.ObjectStore`."""
        with _store_errors():
            return await asyncio.to_thread((self._root / checked(key)).is_file)

    async def delete(self, key: str) -> None:
        """See :class:`bildstrom.runtime.objects.ObjectStore`."""
        path = self._root / checked(key)
        with _store_errors():
            await asyncio.to_thread(path.unlink, True)

    async def keys(self, prefix: str) -> AsyncIterator[str]:
        """See :class:`bildstrom.runtime.objects.ObjectStore`."""
        folder = self._root / checked(prefix.rstrip("/"))
        with _store_errors():
            found = await asyncio.to_thread(lambda: [item for item in folder.rglob("*") if item.is_file()])
        for path in found:
            yield path.relative_to(self._root).as_posix()

    def _put(self, key: str, data: Sequence[Buffer]) -> bool:
        with _store_errors(), self._scratch_file() as scratch:
            with scratch.open("xb") as file:
                file.writelines(data)
                file.flush()
                os.fsync(file.fileno())
            return self._link(scratch, key)

    def _put_file(self, key: str, path: Path) -> bool:
        with _store_errors():
            try:
                return self._link(path, key)
            except OSError as error:
                if error.errno not in (18, 1, 95):  # EXDEV, EPERM, EOPNOTSUPP: no hard link between the two
                    raise
            with self._scratch_file() as scratch:
                shutil.copyfile(path, scratch)
                fsync(scratch)
                return self._link(scratch, key)

    def _link(self, source: Path, key: str) -> bool:
        target = self._root / key
        if len(self._durable_folders) > MAX_KNOWN_FOLDERS:
            self._durable_folders = {self._root}
        make_durable_folder(target.parent, self._durable_folders)
        try:
            os.link(source, target)
            created = True
        except FileExistsError:
            created = False
        self._syncs.sync(target.parent)  # also when it existed: its writer may not have come that far
        return created

    def _get(self, key: str, start: int, end: int | None) -> bytes:
        try:
            with _store_errors(), (self._root / key).open("rb") as file:
                file.seek(start)
                return file.read() if end is None else file.read(max(0, end - start))
        except _ABSENT as error:
            raise ObjectMissing from error

    @contextlib.contextmanager
    def _scratch_file(self) -> Iterator[Path]:
        path = self._root / _SCRATCH / uuid.uuid4().hex
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def _store_errors() -> Iterator[None]:
    try:
        yield
    except _ABSENT:
        raise
    except OSError as error:
        raise Unavailable("objects") from error


def make_durable_folder(folder: Path, known: set[Path]) -> None:
    """Create a folder with its parents, durable with every entry that leads to it.

    A folder that exists may have been created a moment ago by somebody who has not come to his fsync yet. So below a
    known folder every parent is fsynced here as well, once; with nothing known above, what exists is taken as durable.

    Args:
        known: folders that are durable; grows.
    """
    lineage = [folder, *folder.parents]
    above = next((at for at, item in enumerate(lineage) if item in known), None)
    if above is None:
        above = next(at for at, item in enumerate(lineage) if item.exists())
    folder.mkdir(parents=True, exist_ok=True)
    for item in reversed(lineage[:above]):
        fsync(item.parent)
        known.add(item)
