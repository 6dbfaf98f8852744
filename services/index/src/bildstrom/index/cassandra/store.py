"""The row store on Cassandra: prepared, idempotent statements; one unlogged batch for each partition."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cassandra.query import BatchStatement, BatchType

from bildstrom.index.cassandra.binding import Insert
from bildstrom.index.cassandra.driver import Contact, Driver
from bildstrom.index.cassandra.schema import migrate, migrations
from bildstrom.index.rowstore import Given, Row
from bildstrom.index.selections import DAYS_OF_PROJECT, SELECTIONS, Selection
from bildstrom.index.tables import UPSERTS, Upsert, Write
from bildstrom.runtime.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Prepared:
    """The statements of one session."""

    upserts: Mapping[Upsert, Insert]
    selections: Mapping[Selection, Any]


class CassandraStore:
    """Rows in Cassandra; see :class:`bildstrom.index.rowstore.RowStore`. Unavailable until it has been opened."""

    def __init__(self, contact: Contact) -> None:
        self._contact = contact
        self._opened: tuple[Driver, Prepared] | None = None

    async def open(self) -> None:
        """Connect, bring the schema up to date, prepare every statement.

        Raises:
            Unavailable: no contact point answers.
            SchemaChanged: the keyspace holds another history than this release.
        """
        self._opened = await Driver.connect(self._contact, self._prepare)

    async def close(self) -> None:
        """Close the session; one that was never opened is fine."""
        if self._opened is not None:
            driver, _ = self._opened
            self._opened = None
            await driver.close()

    async def ping(self) -> None:
        """Ask for nothing.

        Raises:
            Unavailable: the cluster does not answer.
        """
        async for _ in self.read(DAYS_OF_PROJECT, "-"):
            return

    async def write(self, writes: Sequence[Write]) -> None:
        """Write the rows of each partition as one mutation."""
        partitions: dict[tuple[object, ...], list[Write]] = {}
        for write in writes:
            # the tables of a study share a partition key, and so a mutation
            partitions.setdefault(write.partition, []).append(write)
        await asyncio.gather(*(self._write_one(group) for group in partitions.values()))

    async def read(self, selection: Selection, *given: Given) -> AsyncIterator[Row]:
        """Read page by page; the next page is fetched when the last one is used up."""
        driver, prepared = self._ready()
        statement = prepared.selections[selection].bind(given)
        statement.fetch_size = selection.first or selection.page
        state: bytes | None = None
        while True:
            rows, state = await driver.page(statement, state)
            for row in rows:
                yield tuple(row)
            if state is None:
                return
            statement.fetch_size = selection.page

    async def _write_one(self, writes: Sequence[Write]) -> None:
        driver, prepared = self._ready()
        bound = [prepared.upserts[write.upsert].bound(write) for write in writes]
        if len(bound) == 1:
            await driver.page(bound[0])
            return
        batch = BatchStatement(BatchType.UNLOGGED)
        batch.is_idempotent = True
        for statement in bound:
            batch.add(statement)
        await driver.page(batch)

    def _ready(self) -> tuple[Driver, Prepared]:
        if self._opened is None:
            raise Unavailable("cassandra")
        return self._opened

    def _prepare(self, session: Any) -> Prepared:
        keyspace = self._contact.keyspace
        migrate(session, keyspace, self._contact.replication, migrations())
        return Prepared(
            {upsert: Insert(_prepared(session, insert_cql(keyspace, upsert))) for upsert in UPSERTS},
            {selection: _prepared(session, select_cql(keyspace, selection)) for selection in SELECTIONS},
        )


def insert_cql(keyspace: str, upsert: Upsert) -> str:
    """The statement of an upsert: its key, its columns, its write timestamp."""
    names = (*upsert.table.key, *upsert.columns)
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {keyspace}.{upsert.table.name} ({', '.join(names)}) VALUES ({marks}) USING TIMESTAMP ?"


def select_cql(keyspace: str, selection: Selection) -> str:
    """The statement of a selection."""
    conditions = [f"{column} = ?" for column in selection.table.key[: selection.given]]
    if selection.among:
        conditions[-1] = f"{selection.table.key[selection.given - 1]} IN ?"
    if selection.bound is not None:
        conditions[-1] = f"{selection.table.key[selection.given - 1]} {selection.bound} ?"
    where = " AND ".join(conditions)
    select = f"SELECT {', '.join(selection.columns)} FROM {keyspace}.{selection.table.name}"
    return f"{select} WHERE {where}" if where else select


def _prepared(session: Any, cql: str) -> Any:
    statement = session.prepare(cql)
    statement.is_idempotent = True
    return statement
