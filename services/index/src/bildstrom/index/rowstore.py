"""What the catalogue asks of its store: idempotent writes in, rows out.

Two adapters hold one contract suite: Cassandra, and the in-memory store of the tests.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from bildstrom.index.selections import Selection
from bildstrom.index.tables import Cell, Write

Row = tuple[Cell, ...]
Given = str | int | tuple[str, ...]


class RowStore(Protocol):
    """Rows by table. Every method raises ``Unavailable("cassandra")`` when the store does not answer."""

    async def write(self, writes: Sequence[Write]) -> None:
        """Return when every row is durable. Rows of one partition become visible together, others in any order.

        Per column the value with the highest write timestamp stays, of two with the same one the greater; so writes
        may come twice and in any order. After an error some rows may have been written: write all of them again.
        """

    def read(self, selection: Selection, *given: Given) -> AsyncIterator[Row]:
        """The rows under these leading key columns, in clustering order, each as the selection's columns.

        Where the last one is given as several values, each value's rows come together.
        """
