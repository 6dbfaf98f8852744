"""What was started: one small file per process in the home's run folder, written whole."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bildstrom.local.identity import Identity


@dataclass(frozen=True, slots=True)
class Record:
    """A process that was started here.

    Attributes:
        log_offset: where this run begins in its log file, in bytes.
    """

    name: str
    identity: Identity
    log_offset: int


class Records:
    """The records of one home."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, record: Record) -> None:
        """Keep a record, in place of an older one of that name."""
        self._folder.mkdir(parents=True, exist_ok=True)
        partial = self._path(record.name).with_suffix(f".{os.getpid()}.partial")
        partial.write_text(json.dumps(asdict(record)))
        partial.replace(self._path(record.name))

    def read(self, name: str) -> Record | None:
        """The record of one name; None when there is none."""
        try:
            found = json.loads(self._path(name).read_text())
        except FileNotFoundError:
            return None
        return Record(found["name"], Identity(**found["identity"]), found["log_offset"])

    def remove(self, name: str) -> None:
        """Forget one; absent is fine."""
        self._path(name).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[Record]:
        for path in sorted(self._folder.glob("*.process")):
            record = self.read(path.stem)
            if record is not None:
                yield record

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.process"
