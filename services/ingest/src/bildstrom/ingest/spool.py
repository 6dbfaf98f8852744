"""The spool is the outbox: an object with its event, durable before the sender hears of success.

An entry is two files. ``<name>.dcm`` holds the object, ``<name>.json`` the event that will announce it; the entry
exists from the moment that the second has been renamed into place, and ends when the second is removed. Names sort by
arrival.
"""

import itertools
import json
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from google.protobuf import json_format

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.runtime.local_objects import fsync, make_durable_folder


class SpoolFull(Exception):
    """There is no durable place for another object now."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An object that is durable here, and the event that is owed for it.

    Attributes:
        path: of the object.
        traceparent: of its arrival.
    """

    path: Path
    event: pb.InstanceReceived
    traceparent: str | None


class Spool:
    """Entries in one folder; threads may put at the same time, one relay takes.

    Args:
        reserve_bytes: free space of the disk below which nothing is taken.
    """

    def __init__(self, folder: Path, reserve_bytes: int) -> None:
        self._folder = folder.resolve()
        self._reserve_bytes = reserve_bytes
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        make_durable_folder(self._folder, set())

    def put(self, data: Sequence[bytes], event: pb.InstanceReceived, traceparent: str | None) -> Entry:
        """Make an object and its event durable.

        Raises:
            SpoolFull: the disk is below its reserve, or full.
            OSError: the disk failed; nothing may be promised.
        """
        disk = os.statvfs(self._folder)
        if disk.f_bavail * disk.f_frsize < self._reserve_bytes + sum(map(len, data)):
            raise SpoolFull
        path = self._folder / f"{self._name()}.dcm"
        sidecar = {"event": json_format.MessageToDict(event), "traceparent": traceparent}
        try:
            _write(path, data)
            _write(path.with_suffix(".json"), [json.dumps(sidecar).encode()])
        except OSError as error:
            self._remove(path)
            if error.errno in (28, 122):  # ENOSPC, EDQUOT
                raise SpoolFull from error
            raise
        fsync(self._folder)
        return Entry(path, event, traceparent)

    def recover(self) -> list[Entry]:
        """The entries that an earlier process left, in order of arrival; removes files that never became one."""
        for path in self._folder.iterdir():
            unfinished = path.suffix == ".part" or (path.suffix == ".dcm" and not path.with_suffix(".json").exists())
            if unfinished:
                path.unlink()
        return [self._read(path) for path in sorted(self._folder.glob("*.json"))]

    def retire(self, entries: Sequence[Entry]) -> None:
        """Forget entries that are in the object store and announced; twice is fine."""
        for entry in entries:
            self._remove(entry.path)

    def _read(self, sidecar: Path) -> Entry:
        content = json.loads(sidecar.read_bytes())
        event = json_format.ParseDict(content["event"], pb.InstanceReceived())
        return Entry(sidecar.with_suffix(".dcm"), event, content["traceparent"])

    def _remove(self, path: Path) -> None:
        path.with_suffix(".json").unlink(missing_ok=True)
        path.unlink(missing_ok=True)

    def _name(self) -> str:
        with self._lock:  # the clock may stand still or step back; the number keeps two names apart
            return f"{time.time_ns():020d}-{next(self._numbers):08d}"


def _write(path: Path, data: Sequence[bytes]) -> None:
    part = path.with_suffix(path.suffix + ".part")
    try:
        with part.open("xb") as file:
            file.writelines(data)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
