"""Folders are synced after the change, and not once for each who waits."""

import threading
from pathlib import Path

import pytest
from polling import poll_until

from bildstrom.runtime.shared_syncs import SharedSyncs

FOLDER = Path("folder")


class Disk:
    """Syncs when it is told to; knows how many changes each sync has covered."""

    def __init__(self) -> None:
        self.changes = 0
        self.durable: list[int] = []
        self.begun = threading.Semaphore(0)
        self.go = threading.Semaphore(0)

    def fsync(self, _: Path) -> None:
        seen = self.changes
        self.begun.release()
        assert self.go.acquire(timeout=30)
        self.durable.append(seen)


def waiting(syncs: SharedSyncs, disk: Disk) -> threading.Thread:
    disk.changes += 1
    thread = threading.Thread(target=syncs.sync, args=(FOLDER,))
    thread.start()
    return thread


def test_those_who_come_while_a_sync_runs_share_the_next_one() -> None:
    disk = Disk()
    syncs = SharedSyncs(disk.fsync)
    first = waiting(syncs, disk)
    assert disk.begun.acquire(timeout=30)
    others = [waiting(syncs, disk) for _ in range(5)]
    poll_until(lambda: syncs._queues[FOLDER].asked == 6, "all five to have come")
    disk.go.release()
    first.join(30)
    assert disk.begun.acquire(timeout=30)
    disk.go.release()
    for thread in others:
        thread.join(30)
    assert disk.durable == [1, 6]
    assert syncs._queues == {}


def test_who_comes_alone_is_synced_each_time() -> None:
    folders: list[Path] = []
    syncs = SharedSyncs(folders.append)
    for folder in (FOLDER, FOLDER, Path("other")):
        syncs.sync(folder)
    assert folders == [FOLDER, FOLDER, Path("other")]


def test_a_sync_that_fails_is_told_and_counts_for_nobody() -> None:
    failing = [OSError("planted")]

    def fsync(_: Path) -> None:
        if failing:
            raise failing.pop()

    syncs = SharedSyncs(fsync)
    with pytest.raises(OSError, match="planted"):
        syncs.sync(FOLDER)
    syncs.sync(FOLDER)
    assert syncs._queues == {}
