"""An entry of the spool, and a look at all of them from any process."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.ingest.spool.claims import read_claims
from bildstrom.ingest.spool.key import key_of
from bildstrom.ingest.spool.seal import Sealed, Seals, Unreadable
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
    seals, claims = Seals(key_of(root)), read_claims(root)
    for path in root.glob(f"*/*{SUFFIX}"):
        name = f"{path.parent.name}/{path.stem}"
        try:
            seal = seal_of(path, claims.get(name), seals)
            if seal is None and path.stat().st_size:  # claimed meanwhile: that comes before the seal comes off
                seal = seal_of(path, read_claims(root).get(name), seals)
            if seal is not None:
                yield Entry(name, path, seal.event, seal.traceparent)
        except (FileNotFoundError, Unreadable):  # retired meanwhile; the relay puts aside what cannot be read
            continue


def seal_of(path: Path, claimed: Sealed | None, seals: Seals) -> Sealed | None:
    """What the seal of a file says, or said before it came off; None when the file is no entry.

    Raises:
        FileNotFoundError: retired.
    """
    if claimed is not None and path.stat().st_size == claimed.size:
        return claimed
    return seals.read(path)
