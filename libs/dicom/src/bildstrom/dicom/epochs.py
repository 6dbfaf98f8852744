"""Epochs of a project: stretches of time, each with a key of its own, so that destroying one key severs what it named.

This is what a project asks of them; where keys lie is the caller's business.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol

Naming = Callable[[bytes], str]  # a key to what a study is called under it


class Epochs(Protocol):
    """The epochs of all projects. What an implementation raises passes through :class:`Project` unchanged."""

    def of(self, owner: str, naming: Naming, at: datetime, length: timedelta, *, remember: bool) -> tuple[str, bytes]:
        """The open epoch that knows a study, or else the running one, which may remember it; its name and key."""
        ...

    def running(self, owner: str, at: datetime, length: timedelta) -> tuple[str, bytes]:
        """The epoch that runs at a time, begun if none does; its name and key."""
        ...

    def holding(self, owner: str, member: str) -> str | None:
        """The epoch that knows a study by its pseudonym."""
        ...

    def open(self, owner: str, epoch: str) -> bool:
        """Whether objects of its studies still fall into an epoch."""
        ...

    def key(self, owner: str, epoch: str) -> bytes:
        """The key of an epoch."""
        ...

    def keys(self, owner: str) -> Iterable[tuple[str, bytes]]:
        """All epochs whose keys are left, with them, the newest first."""
        ...


class NoEpochs:
    """A project without any."""

    def of(self, owner: str, naming: Naming, at: datetime, length: timedelta, *, remember: bool) -> tuple[str, bytes]:
        """Nothing falls into an epoch that is kept nowhere."""
        raise ValueError("epochs_absent")

    def running(self, owner: str, at: datetime, length: timedelta) -> tuple[str, bytes]:
        """None runs."""
        raise ValueError("epochs_absent")

    def holding(self, owner: str, member: str) -> str | None:
        """Nothing is known."""
        return None

    def open(self, owner: str, epoch: str) -> bool:
        """None is."""
        return False

    def key(self, owner: str, epoch: str) -> bytes:
        """There is none."""
        raise ValueError("epochs_absent")

    def keys(self, owner: str) -> Iterable[tuple[str, bytes]]:
        """None."""
        return ()


NO_EPOCHS = NoEpochs()
