"""Whatever happens while events are projected, the rows are those of an undisturbed run, table by table."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from fakes import FakeObjectStore
from integration.index.running import Servers, announced, publish
from integration.index.test_projection_on_cassandra import dump, history, project_all, store
from polling import poll_until, poll_until_async
from unit.index.arrivals import after

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.cassandra.store import CassandraStore
from bildstrom.index.grouping import GroupedStore
from bildstrom.index.handler import handle
from bildstrom.index.rowstore import Given, Row
from bildstrom.index.selections import Selection
from bildstrom.index.tables import Write
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.events import Event

__all__ = ["store"]
INSTANCES = 83  # contents of 82 instances, and results, that the history makes visible


@dataclass
class Forgetful:
    """A store whose writes are applied, and time out, half of the times."""

    inner: CassandraStore
    chance: random.Random
    timed_out: int = field(default=0)

    async def write(self, writes: Sequence[Write]) -> None:
        """Write, and perhaps deny it."""
        await self.inner.write(writes)
        if self.chance.random() < 0.5:
            self.timed_out += 1
            raise Unavailable("cassandra")

    async def read(self, selection: Selection, *given: Given) -> AsyncIterator[Row]:
        """Read."""
        async for row in self.inner.read(selection, *given):
            yield row


async def again_and_again(store: Forgetful, events: Sequence[Event]) -> None:
    """Project as the runner does: what is unavailable is tried again."""
    project = partial(handle, store=GroupedStore(store), objects=FakeObjectStore(), now=lambda: after(600))

    async def one(event: Event) -> None:
        while True:
            try:
                await project(event)
            except Unavailable:
                continue
            return

    await asyncio.gather(*(one(event) for event in events))


async def test_writes_that_were_applied_and_timed_out_change_nothing(servers: Servers, store: CassandraStore) -> None:
    await project_all(store, history("calm-for-timeouts"))
    forgetful = Forgetful(store, random.Random(7))

    await again_and_again(forgetful, history("timeouts"))

    assert forgetful.timed_out > 5
    calm = await asyncio.to_thread(dump, servers, "calm-for-timeouts")
    assert await asyncio.to_thread(dump, servers, "timeouts") == calm


async def test_projectors_whose_clocks_are_an_hour_apart_lose_no_row(servers: Servers, store: CassandraStore) -> None:
    """Write times are the events' own; only when something was indexed is told by the projector's clock."""
    await project_all(store, history("calm-for-clocks"))
    clocks = [after(600 + skew) for skew in (-3600, 0, 3600)]
    chance = random.Random(11)
    events = history("clocks") * 2
    chance.shuffle(events)
    grouped = GroupedStore(store)

    async def one(event: Event) -> None:
        await handle(event, store=grouped, objects=FakeObjectStore(), now=lambda: chance.choice(clocks))

    await asyncio.gather(*(one(event) for event in events))

    calm, skewed = [await asyncio.to_thread(dump, servers, name) for name in ("calm-for-clocks", "clocks")]
    assert without_index_times(skewed) == without_index_times(calm)
    indexed = {row["indexed_us"] for row in skewed["journey"]} - {None}
    assert indexed <= {int(clock.timestamp() * 1_000_000) for clock in clocks}


def without_index_times(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return rows | {"journey": [row | {"indexed_us": row["indexed_us"] is not None} for row in rows["journey"]]}


@pytest.mark.timeout(600)
async def test_a_killed_projector_and_a_restarted_cassandra_leave_an_undisturbed_runs_rows(servers: Servers) -> None:
    kafka = servers.kafka()
    servers.cassandra()
    stack = servers.stack
    await asyncio.to_thread(stack.up, ["index"])

    def rows(project: str) -> dict[str, list[dict[str, Any]]]:
        return without_index_times(dump(servers, project, "bildstrom"))

    async with announced(kafka) as listening:

        async def count(project: str) -> int:
            await listening.of("2.25.100")
            return len({identity(message) for message in listening.seen if message.instance.project == project})

        async def at_least(project: str, number: int) -> None:
            async def enough() -> bool:
                return await count(project) >= number

            await poll_until_async(enough, f"{number} contents of {project} announced", deadline=120)

        await publish(kafka, history("calm-process"))
        await at_least("calm-process", INSTANCES)
        events = history("stormy-process")
        quarter = len(events) // 4
        for part, name in enumerate(("index", "cassandra", "index", "")):
            await publish(kafka, events[part * quarter : (part + 1) * quarter if part < 3 else None])
            await at_least("stormy-process", 1 + part * 15)
            if name:
                await asyncio.to_thread(stack.kill, name)
                await asyncio.to_thread(stack.start, name)
        await at_least("stormy-process", INSTANCES)
    calm = await asyncio.to_thread(rows, "calm-process")
    await asyncio.to_thread(
        poll_until, lambda: rows("stormy-process") == calm or None, "the rows of both runs are the same", 90
    )
    await asyncio.to_thread(stack.stop, "index")


def identity(message: pb.InstanceIndexed) -> tuple[str, str]:
    return message.instance.sop_instance_uid, message.sha256
