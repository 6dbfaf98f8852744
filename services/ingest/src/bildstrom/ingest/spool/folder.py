"""The spool is the outbox: an object with its event, durable before the sender hears of success.

An entry is one file in a folder that one process writes: the object, and behind it the seal that holds what will
announce it. Names sort by arrival.
"""

import os
from pathlib import Path

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.ingest.spool.draft import Draft, SpoolFull, full_disk
from bildstrom.ingest.spool.key import key_of
from bildstrom.ingest.spool.seal import Seals
from bildstrom.ingest.spool.spares import Spares
from bildstrom.runtime.local_objects import make_durable_folder

MOST_RESERVED = 5_000_000_000


class Spool:
    """The writing side of one folder; threads of one process may write at the same time.

    Args:
        folder: nobody else's, in that of the spool.

    Attributes:
        reserve_bytes: free space of the disk below which nothing is taken; None means a tenth, or 5 GB if that is less.
    """

    def __init__(self, folder: Path, reserve_bytes: int | None = None) -> None:
        self._folder = folder.resolve()
        make_durable_folder(self._folder, set())
        self._seals = Seals(key_of(self._folder.parent))
        self._descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._spares = Spares(self._folder, self._descriptor)
        self.reserve_bytes = reserve_bytes

    @property
    def full(self) -> bool:
        """Whether the disk is below its reserve."""
        disk = os.fstatvfs(self._descriptor)
        reserve = self.reserve_bytes
        if reserve is None:
            reserve = min(MOST_RESERVED, disk.f_blocks * disk.f_frsize // 10)
        return disk.f_bavail * disk.f_frsize < reserve

    def begin(self) -> Draft:
        """Start an object.

        Raises:
            SpoolFull: the disk is below its reserve, or full.
            OSError: the disk failed; nothing may be promised.
        """
        if self.full:
            raise SpoolFull
        with full_disk:
            return Draft(self._spares.take(), self._seals)

    def commit(self, draft: Draft, event: pb.InstanceReceived, traceparent: str | None) -> str:
        """Make an object and its event durable.

        Returns:
            The entry's name: folder and file below the spool's root.

        Raises:
            SpoolFull, OSError: as in ``begin``; the draft is still one.
        """
        draft.commit(event, traceparent)
        return draft.name

    def close(self) -> None:
        """Let go of the folder."""
        self._spares.close()
        os.close(self._descriptor)
