"""One epoch: a folder with its key, the times that it began, was closed and destroyed, and who belongs to it.

``key`` is secret, in hexadecimal digits like every key, for its owner alone. What else there is tells nothing of
anybody: members are empty files, named by pseudonyms that came from this key.
"""

import contextlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.shared_syncs import fsync

NAME = re.compile(r"[0-9]{4,9}")
_MEMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


class EpochDestroyed(Exception):
    """The key of this epoch was destroyed: nothing can be named by it any more."""


class Epoch:
    """An epoch that is there.

    Args:
        folder: its own; the name of it is the epoch's.
    """

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self._folder = folder

    @property
    def began(self) -> datetime:
        """When the first object fell into it."""
        began = self._time("began")
        if began is None:
            raise Unavailable("keys")
        return began

    @property
    def closed(self) -> datetime | None:
        """Since when nothing falls into it any more."""
        return self._time("closed")

    @property
    def destroyed(self) -> datetime | None:
        """When its key was destroyed."""
        return self._time("destroyed")

    @property
    def open(self) -> bool:
        """Whether what belongs to it still falls into it."""
        return not (self._folder / "closed").exists() and not (self._folder / "destroyed").exists()

    @property
    def key_is_there(self) -> bool:
        """Whether its key lies here still, usable or not."""
        return (self._folder / "key").exists()

    def key(self) -> bytes:
        """Its key, read each time: what is destroyed is not remembered here.

        Raises:
            EpochDestroyed: there is none any more.
            Unavailable: there should be one, and it cannot be read.
        """
        if (self._folder / "destroyed").exists():
            raise EpochDestroyed
        try:
            return bytes.fromhex((self._folder / "key").read_text(encoding="ascii"))
        except (OSError, ValueError) as error:
            raise Unavailable("keys") from error

    def holds(self, member: str) -> bool:
        """Whether a pseudonym belongs to it."""
        return _MEMBER.fullmatch(member) is not None and (self._folder / "members" / member).exists()

    def members(self) -> list[str]:
        """All of them, in any order."""
        return os.listdir(self._folder / "members")  # noqa: PTH208 - names alone, of a hundred thousand files

    def add(self, member: str) -> None:
        """Let a pseudonym belong to it, durably; twice is fine.

        Raises:
            OSError: the disk is full, or failed.
        """
        (self._folder / "members" / member).touch(mode=0o600)
        fsync(self._folder / "members")

    def close(self, now: datetime) -> None:
        """Let nothing more fall into it; the first time counts."""
        self._mark("closed", now)

    def destroy(self, now: datetime) -> None:
        """Overwrite and remove its key; what was interrupted is finished by the next call.

        The mark comes first: from then on the key is used by nobody, whatever happens.
        """
        self._mark("destroyed", now)
        with contextlib.suppress(FileNotFoundError):
            path = self._folder / "key"
            with path.open("r+b", buffering=0) as file:
                file.write(bytes(path.stat().st_size))
                os.fsync(file.fileno())
            path.unlink()
        fsync(self._folder)

    def _mark(self, word: str, now: datetime) -> None:
        path = self._folder / word
        if self._time(word) is None:
            write_durably(path, f"{now.astimezone(UTC).isoformat(timespec='seconds')}\n")
            fsync(self._folder)

    def _time(self, word: str) -> datetime | None:
        try:
            text = (self._folder / word).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        # a crash may leave a mark without its text; that it was made is what counts
        return datetime.fromisoformat(text) if text else datetime.fromtimestamp(0, UTC)


def write_durably(path: Path, text: str) -> None:
    """Write a file that its owner alone may read, and sync it; its name is not durable yet."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
