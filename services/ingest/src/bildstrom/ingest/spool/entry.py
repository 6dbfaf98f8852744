"""An entry of the spool, and a look at all of them from any process."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.ingest.spool.claims import read_claims
from bildstrom.ingest.spool.seal import Sealed, Unreadable, read_seal
from bildstrom.ingest.spool.spares import SUFFIX


@dataclass(frozen=True, slots=True)
class Entry:
    """An object that is durable here, and the event that is owed for it.

    Attributes:
        name: folder and file below the spool's root, without suffix.
        path: of the object; its seal follows it there until the entry is claimed.
        traceparent: of its arrival.
    """

    name: str
    path: Path
    event: pb.InstanceReceived
    traceparent: str | None


def entries(root: Path) -> Iterator[Entry]:
    """All entries of a spool that are there now, in any order, those too that are just being made durable."""
    for path in root.glob(f"*/*{SUFFIX}"):
        name = f"{path.parent.name}/{path.stem}"
        try:
            # an entry is claimed before its seal comes off, so who finds no seal looks for the claim afterwards
            seal = read_seal(path) or _claimed(root, name, path)
            if seal is not None:
                yield Entry(name, path, seal.event, seal.traceparent)
        except (FileNotFoundError, Unreadable):  # retired meanwhile; the relay puts aside what cannot be read
            continue


def _claimed(root: Path, name: str, path: Path) -> Sealed | None:
    claimed = read_claims(root).get(name) if path.stat().st_size else None
    return claimed if claimed is not None and path.stat().st_size == claimed.size else None
