"""Group commit: writes to one partition that come while one is under way go together in the next.

A study's instances arrive side by side and all write the same partition; one mutation of many rows costs one
fsync and one request, where a row each would cost as many of both. Rows that many events share, such as a study's
attributes, are not written again while what is durable hides what would be written.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from bildstrom.index.rowstore import Given, Row, RowStore
from bildstrom.index.selections import Selection
from bildstrom.index.tables import Cell, Upsert, Write

MAX_ROWS = 512
MAX_BYTES = 1024 * 1024  # far below Cassandra's 16 MiB for a mutation (half a commit log segment)
KNOWN_ROWS = 50_000  # some 20 MB
ROW_BYTES = 400  # of a row's key, digests and times

Partition = tuple[str | int, ...]


class _Call:
    """A call of :meth:`GroupedStore.write`: answered when the last of its groups is; one that was cancelled never."""

    __slots__ = ("_answer", "_error", "_left")

    def __init__(self) -> None:
        self._answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._left = 0
        self._error: BaseException | None = None

    def waits(self) -> None:
        """For one group more."""
        self._left += 1

    def told(self, error: BaseException | None) -> None:
        """What became of a group."""
        self._left -= 1
        self._error = self._error or error
        if self._left == 0 and not self._answer.done():
            if self._error is None:
                self._answer.set_result(None)
            else:
                self._answer.set_exception(self._error)

    async def answered(self) -> None:
        """Return when every group is durable; raise the first error."""
        if self._left:
            await self._answer


@dataclass(slots=True)
class _Group:
    """Writes to one partition that go together; closed once they are on their way."""

    rows: dict[tuple[Upsert, Partition], list[Write]] = field(default_factory=dict)
    calls: list[_Call] = field(default_factory=list)
    size: int = 0
    closed: bool = False
    task: asyncio.Task[None] | None = None

    def takes_more(self) -> bool:
        return not self.closed and self.size < MAX_BYTES and len(self.rows) < MAX_ROWS

    def add(self, write: Write, call: _Call) -> None:
        """Take a write; one that another one hides anyway is dropped."""
        if not self.calls or self.calls[-1] is not call:
            self.calls.append(call)
            call.waits()
        row = (write.upsert, write.key)
        same = self.rows.get(row)
        if same is None:
            self.rows[row] = [write]
        elif any(_hides(other, write) for other in same):
            return
        else:
            same[:] = [other for other in same if not _hides(write, other)]
            same.append(write)
        self.size += ROW_BYTES + sum(len(cell) for cell in write.cells if isinstance(cell, bytes))


class GroupedStore:
    """A row store that gathers concurrent writes by partition, and remembers shared rows that are durable already."""

    def __init__(self, store: RowStore) -> None:
        self._store = store
        self._last: dict[Partition, _Group] = {}
        self._known: OrderedDict[tuple[Upsert, Partition], tuple[int, tuple[bool, ...]]] = OrderedDict()

    async def write(self, writes: Sequence[Write]) -> None:
        """Return when every row is durable; see :class:`bildstrom.index.rowstore.RowStore`."""
        # others wait for the same groups: a caller that is cancelled does not take them along
        call = _Call()
        for write in writes:
            if not (write.upsert.shared and self._is_hidden(write)):
                self._group(write.partition).add(write, call)
        await call.answered()

    def read(self, selection: Selection, *given: Given) -> AsyncIterator[Row]:
        """Read from the store underneath."""
        return self._store.read(selection, *given)

    def _group(self, partition: Partition) -> _Group:
        """The one that is being filled."""
        group = self._last.get(partition)
        if group is None or not group.takes_more():
            before = None if group is None else group.task
            group = self._last[partition] = _Group()
            group.task = asyncio.create_task(self._flush(partition, group, before))
        return group

    async def _flush(self, partition: Partition, group: _Group, before: asyncio.Task[None] | None) -> None:
        """Write a group after the one before it, whose failure is its own callers' business."""
        error: BaseException | None = None
        try:
            if before is not None:
                await asyncio.wait({before})
            group.closed = True
            writes = [write for same in group.rows.values() for write in same]
            await self._store.write(writes)
            self._remember(writes)
        except Exception as failure:  # noqa: BLE001 - every caller raises it
            error = failure
        except asyncio.CancelledError as cancelled:
            error = cancelled
            raise
        finally:
            if self._last.get(partition) is group:
                del self._last[partition]
            for call in group.calls:
                call.told(error)

    def _is_hidden(self, write: Write) -> bool:
        """Whether a durable write leaves nothing of this one to be seen."""
        known = self._known.get((write.upsert, write.key))
        if known is None:
            return False
        timestamp, cells = known
        if not write.cells:
            return True
        return timestamp > write.timestamp and all(
            mine or other is None for mine, other in zip(cells, write.cells, strict=True)
        )

    def _remember(self, writes: Sequence[Write]) -> None:
        for write in writes:
            if write.upsert.shared and not self._is_hidden(write):
                self._known[write.upsert, write.key] = (write.timestamp, _set(write.cells))
        while len(self._known) > KNOWN_ROWS:
            self._known.popitem(last=False)


def _set(cells: Sequence[Cell]) -> tuple[bool, ...]:
    return tuple(cell is not None for cell in cells)


def _hides(winner: Write, loser: Write) -> bool:
    """Whether a write to the same row makes another one superfluous: later, and setting all that it sets."""
    if winner.timestamp < loser.timestamp:
        return False
    if winner.timestamp == loser.timestamp:
        return winner.cells == loser.cells
    return all(mine is not None or other is None for mine, other in zip(winner.cells, loser.cells, strict=True))
