"""What lies in a spool: its files without the spares, which are empty, and the objects without their seals."""

from contextlib import closing
from pathlib import Path

from bildstrom.ingest.spool.claims import Claims
from bildstrom.ingest.spool.key import key_of
from bildstrom.ingest.spool.seal import Sealed, Seals


def files(folder: Path) -> list[Path]:
    """The files of one writer's folder that hold anything, in the order of their names."""
    return sorted(path for path in folder.iterdir() if path.stat().st_size)


def seal_of(path: Path) -> Sealed | None:
    """What the seal of a file in a writer's folder says; None when it has none."""
    return Seals(key_of(path.parent.parent)).read(path)


def sealed_bytes(path: Path, seal: Sealed) -> bytes:
    """A seal as the spool of that file would write it."""
    return Seals(key_of(path.parent.parent)).encoded(seal)


def entries(spool: Path) -> list[Path]:
    """The files of all writers' folders that are entries, sealed or claimed; the relay is idle or waits."""
    with closing(Claims(spool)) as claims:
        claimed = {spool / f"{name}.entry" for name in claims.last}
    return [path for path in sorted(spool.glob("*/*.entry")) if path in claimed or seal_of(path) is not None]


def spooled_object(path: Path) -> bytes:
    """The object in an entry's file, with its seal or claimed."""
    seal = seal_of(path)
    return path.read_bytes()[: None if seal is None else seal.size]
