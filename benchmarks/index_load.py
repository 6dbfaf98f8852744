"""Fills the catalogue with synthetic studies by the real write path: the index's handler over Cassandra, no broker."""

import asyncio
import functools
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import islice

from index_events import Study

from bildstrom.index.cassandra_store import CassandraStore
from bildstrom.index.driver import Contact
from bildstrom.index.grouping import GroupedStore
from bildstrom.index.handler import handle
from bildstrom.index.settings import contact_points
from bildstrom.runtime.collector import settle
from bildstrom.runtime.events import Event
from bildstrom.runtime.stores import open_store

PROCESSES = 2
_AT_ONCE = 500  # events


def load(cassandra: str, keyspace: str, studies: Sequence[Study], processes: int = PROCESSES) -> float:
    """Write everything about these studies; seconds."""
    began = time.monotonic()
    asyncio.run(_loaded(cassandra, keyspace, studies[:1]))  # the schema, before others look for it
    parts = [studies[1 + number :: processes] for number in range(processes)]
    with ProcessPoolExecutor(processes) as pool:
        for done in [pool.submit(_load, cassandra, keyspace, part) for part in parts]:
            done.result()
    return time.monotonic() - began


def _load(cassandra: str, keyspace: str, studies: Sequence[Study]) -> None:
    asyncio.run(_loaded(cassandra, keyspace, studies))


async def _loaded(cassandra: str, keyspace: str, studies: Sequence[Study]) -> None:
    objects = open_store("file:" + tempfile.gettempdir())  # nothing is read from it
    store = CassandraStore(Contact(contact_points(cassandra), keyspace))
    await store.open()
    settle()
    project = functools.partial(
        handle, store=GroupedStore(store), objects=objects, now=functools.partial(datetime.now, UTC)
    )
    try:
        events = _events(studies)
        while batch := list(islice(events, _AT_ONCE)):
            await asyncio.gather(*(project(event) for event in batch))
    finally:
        await store.close()


def _events(studies: Sequence[Study]) -> Iterator[Event]:
    for study in studies:
        for pair in study.events():
            yield from pair
