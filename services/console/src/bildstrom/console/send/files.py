"""Finds the DICOM files under the paths that a user names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bildstrom.console.send.part10 import FileMeta, read_file_meta

# The meta group of real files is below 1 kB; private information (0002,0102) may make it longer.
HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A DICOM file that can be sent as it is."""

    path: Path
    meta: FileMeta
    size: int

    @property
    def context(self) -> tuple[str, str]:
        """Abstract and transfer syntax of the presentation context that it needs."""
        return self.meta.sop_class, self.meta.transfer_syntax


@dataclass(frozen=True, slots=True)
class Selection:
    """What was found: the files to send, and how many others lay beside them."""

    files: list[StoredFile]
    others: int


def find(paths: Iterable[Path]) -> Selection:
    """All DICOM files among ``paths`` and below them, in the order of their names.

    Raises:
        FileNotFoundError: one of the paths does not exist.
    """
    files: list[StoredFile] = []
    others = 0
    for path in _walk(paths):
        found = _look_into(path)
        if found is None:
            others += 1
        else:
            files.append(found)
    return Selection(files, others)


def _walk(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file())
        elif path.exists():
            yield path
        else:
            raise FileNotFoundError(path)


def _look_into(path: Path) -> StoredFile | None:
    with path.open("rb") as file:
        head = file.read(4096)
        meta = read_file_meta(head)
        if meta is None and len(head) == 4096:
            meta = read_file_meta(head + file.read(HEAD))
    return None if meta is None else StoredFile(path, meta, path.stat().st_size)
