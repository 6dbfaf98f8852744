"""Fills the catalogue with synthetic studies: rows as the index's projection makes them, by its stores, no broker.

A study's rows are made and written together, and one data set stands for all of its instances: what a million of them
cost to be parsed is the projector's to be measured on. A study is summed up at once, for nobody else writes it.
"""

import asyncio
import functools
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

from index_events import PROJECT, Study

from bildstrom.index import projection
from bildstrom.index.cassandra.driver import Contact
from bildstrom.index.cassandra.store import CassandraStore
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.grouping import GroupedStore
from bildstrom.index.moments import micros
from bildstrom.index.settings import contact_points
from bildstrom.index.settling import Marking, Settling
from bildstrom.index.tables import Write
from bildstrom.runtime.collector import settle

PROCESSES = 2
AT_ONCE = 4  # studies under way in each process


def load(cassandra: str, keyspace: str, studies: Sequence[Study], processes: int = PROCESSES) -> float:
    """Write everything about these studies; seconds."""
    began = time.monotonic()
    asyncio.run(_loaded(cassandra, keyspace, studies[:1]))  # the schema, before others look for it
    parts = [part for number in range(processes) if (part := studies[1 + number :: processes])]
    if parts:
        with ProcessPoolExecutor(len(parts)) as pool:
            list(pool.map(functools.partial(_load, cassandra, keyspace), parts))
    return time.monotonic() - began


def _load(cassandra: str, keyspace: str, studies: Sequence[Study]) -> None:
    asyncio.run(_loaded(cassandra, keyspace, studies))


async def _loaded(cassandra: str, keyspace: str, studies: Sequence[Study]) -> None:
    waiting = iter(studies)
    async with _opened(cassandra, keyspace) as store:
        catalogue = Catalogue(store)
        settling = Settling(catalogue, store, time.monotonic, lambda: micros(datetime.now(UTC)))
        grouped = GroupedStore(Marking(store, uuid4().hex, lambda _: None))

        async def some() -> None:
            for study in waiting:
                await grouped.write(list(_rows(study)))
                found = await catalogue.summaries(PROJECT, [study.uid])
                await settling.sum_up((PROJECT, study.uid), found[study.uid].mark)

        await asyncio.gather(*(some() for _ in range(AT_ONCE)))


@asynccontextmanager
async def _opened(cassandra: str, keyspace: str) -> AsyncIterator[CassandraStore]:
    store = CassandraStore(Contact(contact_points(cassandra), keyspace))
    await store.open()
    settle()
    try:
        yield store
    finally:
        await store.close()


def _rows(study: Study) -> Iterator[Write]:
    dataset, trace, now = study.dataset(), study.trace, micros(datetime.now(UTC))
    for arrived, received, deidentified in study.messages():
        yield from projection.received(received, trace)
        yield from projection.deidentified(deidentified, dataset, micros(arrived) + 1_000_000, now)
