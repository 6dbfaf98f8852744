"""Group commit: writes to one partition that come while one is under way go together in the next.

A study's instances arrive side by side and all write the same partition; one mutation of many rows costs one
fsync and one request, where a row each would cost as many of both.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from bildstrom.index.rowstore import Row, RowStore
from bildstrom.index.tables import Selection, Upsert, Write

MAX_ROWS = 512
MAX_BYTES = 1024 * 1024  # far below Cassandra's 16 MiB for a mutation (half a commit log segment)
KNOWN_MARKS = 50_000  # some 10 MB

Partition = tuple[str | int, ...]


@dataclass(slots=True)
class _Group:
    """Writes to one partition that go together; closed once they are on their way."""

    rows: dict[tuple[Upsert, Partition], list[Write]] = field(default_factory=dict)
    size: int = 0
    closed: bool = False
    task: asyncio.Task[None] | None = None

    def takes_more(self) -> bool:
        return not self.closed and self.size < MAX_BYTES and len(self.rows) < MAX_ROWS

    def add(self, write: Write) -> None:
        """Take a write; one that another one hides anyway is dropped."""
        same = self.rows.setdefault((write.upsert, write.key), [])
        if any(_hides(other, write) for other in same):
            return
        same[:] = [other for other in same if not _hides(write, other)]
        same.append(write)
        self.size += sum(len(cell) if isinstance(cell, str | bytes) else 8 for cell in (*write.key, *write.cells))


class GroupedStore:
    """A row store that gathers concurrent writes by partition, and remembers markers that are durable already."""

    def __init__(self, store: RowStore) -> None:
        self._store = store
        self._last: dict[Partition, _Group] = {}
        self._marks: OrderedDict[tuple[Upsert, Partition], None] = OrderedDict()

    async def write(self, writes: Sequence[Write]) -> None:
        """Return when every row is durable; see :class:`bildstrom.index.rowstore.RowStore`."""
        groups = {id(group): group for write in writes if not self._known(write) for group in [self._join(write)]}
        tasks = [group.task for group in groups.values() if group.task is not None]
        # others wait for the same groups: a caller that is cancelled must not take them along
        for result in await asyncio.shield(asyncio.gather(*tasks, return_exceptions=True)):
            if result is not None:
                raise result

    def read(self, selection: Selection, *given: str | int) -> AsyncIterator[Row]:
        """Read from the store underneath."""
        return self._store.read(selection, *given)

    def _join(self, write: Write) -> _Group:
        partition = write.partition
        group = self._last.get(partition)
        if group is None or not group.takes_more():
            before = None if group is None else group.task
            group = self._last[partition] = _Group()
            group.task = asyncio.create_task(self._flush(partition, group, before))
            group.task.add_done_callback(_retrieved)
        group.add(write)
        return group

    async def _flush(self, partition: Partition, group: _Group, before: asyncio.Task[None] | None) -> None:
        """Write a group after the one before it, whose failure is its own waiters' business."""
        try:
            if before is not None:
                await asyncio.wait({before})
            group.closed = True
            writes = [write for same in group.rows.values() for write in same]
            await self._store.write(writes)
            self._remember(writes)
        finally:
            if self._last.get(partition) is group:
                del self._last[partition]

    def _known(self, write: Write) -> bool:
        return not write.upsert.columns and (write.upsert, write.key) in self._marks

    def _remember(self, writes: Sequence[Write]) -> None:
        for write in writes:
            if not write.upsert.columns:
                self._marks[write.upsert, write.key] = None
        while len(self._marks) > KNOWN_MARKS:
            self._marks.popitem(last=False)


def _hides(winner: Write, loser: Write) -> bool:
    """Whether a write to the same row makes another one superfluous: later, and setting all that it sets."""
    if winner.timestamp < loser.timestamp:
        return False
    if winner.timestamp == loser.timestamp:
        return winner.cells == loser.cells
    return all(mine is not None or other is None for mine, other in zip(winner.cells, loser.cells, strict=True))


def _retrieved(task: asyncio.Task[None]) -> None:
    """Every waiter may be gone; those that are left raise the error themselves."""
    if not task.cancelled():
        task.exception()
