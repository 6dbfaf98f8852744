"""What lies in a spool: its files without the spares, which are empty, and the objects without their seals."""

from contextlib import closing
from pathlib import Path

from bildstrom.ingest.spool.claims import Claims
from bildstrom.ingest.spool.seal import read_seal


def files(folder: Path) -> list[Path]:
    """The files of one writer's folder that hold anything, in the order of their names."""
    return sorted(path for path in folder.iterdir() if path.stat().st_size)


def entries(spool: Path) -> list[Path]:
    """The files of all writers' folders that are entries, sealed or claimed; the relay is idle or waits."""
    with closing(Claims(spool)) as claims:
        claimed = {spool / f"{name}.entry" for name in claims.last}
    return [path for path in sorted(spool.glob("*/*.entry")) if path in claimed or read_seal(path) is not None]


def spooled_object(path: Path) -> bytes:
    """The object in an entry's file, with its seal or claimed."""
    seal = read_seal(path)
    return path.read_bytes()[: None if seal is None else seal.size]
