"""The row store in memory: a cell keeps the value with the highest write timestamp, and of two the greater one.

Passes the same contract suite as the one on Cassandra (tests/contract/index).
"""

import asyncio
import operator
from collections.abc import AsyncIterator, Sequence
from typing import Any

from bildstrom.index.rowstore import Given, Row
from bildstrom.index.selections import Selection
from bildstrom.index.tables import DAY, TABLES, Table, Write
from bildstrom.runtime.errors import Unavailable

Key = tuple[str | int, ...]


class MemoryRows:
    """Rows in dicts.

    Attributes:
        failures: how many of the next calls answer ``Unavailable("cassandra")``; a failing write writes half.
        batches: the writes of each call.
    """

    def __init__(self) -> None:
        self.failures = 0
        self.batches: list[list[Write]] = []
        self._rows: dict[str, dict[Key, dict[str, tuple[int, Any]]]] = {table.name: {} for table in TABLES}

    # both methods as in :class:`bildstrom.index.rowstore.RowStore`

    async def write(self, writes: Sequence[Write]) -> None:
        await asyncio.sleep(0)
        failing = self.failures > 0
        self.failures -= failing
        self.batches.append(list(writes))
        for write in writes[: len(writes) // 2] if failing else writes:
            self._set(write)
        if failing:
            raise Unavailable("cassandra")

    async def read(self, selection: Selection, *given: Given) -> AsyncIterator[Row]:
        await asyncio.sleep(0)
        if self.failures:
            self.failures -= 1
            raise Unavailable("cassandra")
        table = selection.table
        rows = self._rows[table.name]
        last = given[-1] if given else None
        wanted = {(*given[:-1], value) for value in last} if isinstance(last, tuple) else {given}
        found = [key for key in rows if key[: selection.given] in wanted]
        if selection.bound is not None:
            at = selection.given - 1
            allowed = {"<=": operator.le, ">=": operator.ge}[selection.bound]
            found = [key for key in rows if key[:at] == given[:at] and allowed(str(key[at]), str(last))]
        for key in sorted(found, reverse=table is DAY):
            yield tuple(self._row(table, key)[column] for column in selection.columns)

    def dump(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table, by primary key."""
        return {
            table.name: [self._row(table, key) for key in sorted(self._rows[table.name])]
            for table in TABLES
            if self._rows[table.name]
        }

    def _set(self, write: Write) -> None:
        table = write.upsert.table
        row = self._rows[table.name].setdefault(write.key, {})
        for column, value in zip(write.upsert.columns, write.cells, strict=True):
            if value is not None:
                row[column] = max(row.get(column, (write.timestamp, value)), (write.timestamp, value))

    def _row(self, table: Table, key: Key) -> dict[str, Any]:
        cells = self._rows[table.name][key]
        values = {column: cells[column][1] if column in cells else None for column in table.values}
        return dict(zip(table.key, key, strict=True)) | values
