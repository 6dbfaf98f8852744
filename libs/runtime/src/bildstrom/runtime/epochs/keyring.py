"""The keys of all epochs, in folders ``OWNER.epochs/NAME`` beside the keys without epochs, shared by processes.

What falls into which epoch is decided under a lock of the owner's folder, so that two processes that see the same
newcomer at the moment when an epoch ends decide alike. An epoch is prepared aside and appears as a whole, durably,
before its key is used.
"""

import contextlib
import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bildstrom.runtime.epochs.epoch import NAME, Epoch, EpochDestroyed, write_durably
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.shared_syncs import fsync

KEY_BYTES = 32
_OWNER = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_PREPARED = "prepared"


class Keyring:
    """All epochs of all owners.

    Args:
        root: the folder of keys.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def epochs(self, owner: str) -> list[Epoch]:
        """All of an owner, the newest first."""
        folder = self._folder(owner)
        try:
            names = [name for name in os.listdir(folder) if NAME.fullmatch(name)]  # noqa: PTH208
        except FileNotFoundError:
            return []
        return [Epoch(folder / name) for name in sorted(names, key=int, reverse=True)]

    def named(self, owner: str, epoch: str) -> Epoch | None:
        """One of them, if there is such a one."""
        folder = self._folder(owner) / epoch
        return Epoch(folder) if NAME.fullmatch(epoch) and folder.is_dir() else None

    def of(
        self, owner: str, naming: Callable[[bytes], str], at: datetime, length: timedelta, *, remember: bool = True
    ) -> tuple[str, bytes]:
        """The open epoch that a newcomer's name is in, or else the running one; its name and key.

        Args:
            naming: what the newcomer is called under a key.
            at: when it came.
            length: of an epoch.
            remember: durably that its name is in there from now on.

        Raises:
            Unavailable: the folder cannot be written, or a key that should be there cannot be read.
        """
        with self._deciding(owner):
            for epoch in self.epochs(owner):
                if epoch.open and epoch.holds(naming(key := epoch.key())):
                    return epoch.name, key
            running = self._running(owner, at, length)
            key = running.key()
            if remember:
                running.add(naming(key))
            return running.name, key

    def running(self, owner: str, at: datetime, length: timedelta) -> tuple[str, bytes]:
        """The epoch that a newcomer falls into at a time, begun if there is none; its name and key.

        Raises:
            Unavailable: as of ``of``.
        """
        with self._deciding(owner):
            epoch = self._running(owner, at, length)
            return epoch.name, epoch.key()

    def holding(self, owner: str, member: str) -> str | None:
        """The epoch that a name is in."""
        return next((epoch.name for epoch in self.epochs(owner) if epoch.holds(member)), None)

    def open(self, owner: str, epoch: str) -> bool:
        """Whether an epoch takes more of what belongs to it."""
        found = self.named(owner, epoch)
        return found is not None and found.open

    def key(self, owner: str, epoch: str) -> bytes:
        """The key of an epoch.

        Raises:
            EpochDestroyed: there is none any more.
            Unavailable: it cannot be read, or is not here yet.
        """
        found = self.named(owner, epoch)
        if found is None:
            raise Unavailable("keys")
        return found.key()

    def keys(self, owner: str) -> Iterable[tuple[str, bytes]]:
        """All epochs that have keys, with them, the newest first."""
        for epoch in self.epochs(owner):
            with contextlib.suppress(EpochDestroyed):
                yield epoch.name, epoch.key()

    def close(self, owner: str, epoch: Epoch, now: datetime) -> None:
        """Let nothing more fall into an epoch; whatever is being decided has been decided when this returns."""
        with self._deciding(owner):
            epoch.close(now)

    def _running(self, owner: str, at: datetime, length: timedelta) -> Epoch:
        known = self.epochs(owner)
        if known and known[0].open and at < known[0].began + length:
            return known[0]
        return self._begun(self._folder(owner), int(known[0].name) + 1 if known else 1, at)

    def _begun(self, folder: Path, number: int, at: datetime) -> Epoch:
        prepared = folder / _PREPARED
        if prepared.exists():  # of a process that died over it; its key was never used
            shutil.rmtree(prepared)
        (prepared / "members").mkdir(mode=0o700, parents=True)
        write_durably(prepared / "key", secrets.token_hex(KEY_BYTES) + "\n")
        write_durably(prepared / "began", f"{at.astimezone(UTC).isoformat(timespec='seconds')}\n")
        fsync(prepared)
        name = f"{number:04d}"
        prepared.rename(folder / name)
        fsync(folder)
        return Epoch(folder / name)

    @contextlib.contextmanager
    def _deciding(self, owner: str) -> Iterator[None]:
        folder = self._folder(owner)
        try:
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
                fsync(self._root)
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)  # of this open file, so threads exclude each other too
                yield
            finally:
                os.close(lock)
        except OSError as error:
            raise Unavailable("keys") from error

    def _folder(self, owner: str) -> Path:
        if not _OWNER.fullmatch(owner):
            raise Unavailable("keys")
        return self._root / f"{owner}.epochs"
