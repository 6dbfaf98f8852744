"""The runner: five lines that everything flows through, and what they promise.

At least once: a batch is committed only after every output it made, dead letters included, was acknowledged.
"""

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, TypeVar

from opentelemetry.trace import SpanKind

from bildstrom.events.v1.topics import Topic
from bildstrom.runtime.bus import Batch, Bus, Record
from bildstrom.runtime.events import encode
from bildstrom.runtime.handling import Handle, Handling, Outcome
from bildstrom.runtime.logs import log
from bildstrom.runtime.retrying import until_available
from bildstrom.runtime.stage import Stages

KEEP_ALIVE_SECONDS = 5.0

T = TypeVar("T")


class TooManyBugs(Exception):
    """Several events in a row failed with errors that no handler should raise: the release is bad, not the events."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process takes on.

    Attributes:
        concurrency: events handled at once.
        bugs_in_a_row: unexpected errors in a row after which the process stops, with nothing of that batch committed:
            a bad release cannot empty a topic into the dead letters.
        drain_seconds: how long a batch in hand may take after the process was told to stop.
    """

    concurrency: int = 8
    bugs_in_a_row: int = 5
    drain_seconds: float = 20.0


class Runner:
    """Feeds a bus through a handler.

    Args:
        service: its name: source of events, owner of the dead-letter topic.
        bus: subscribed to the topics.
        topics: what the handler understands, by name.
        handle: event in, events out; repeated calls with one event have one effect.
    """

    def __init__(
        self, service: str, bus: Bus, topics: Mapping[str, Topic], handle: Handle, limits: Limits | None = None
    ) -> None:
        self._service = service
        self._bus = bus
        self._limits = limits or Limits()
        self._handling = Handling(service, topics, handle, asyncio.Semaphore(self._limits.concurrency))
        self._stages = Stages("process", SpanKind.CONSUMER, {"messaging.consumer.group.name": f"bildstrom.{service}"})
        self._bugs = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Handle batches until ``stop`` is set; the batch in hand is finished, or left to be delivered again.

        Raises:
            TooManyBugs: see :class:`Limits`.
        """
        background = [
            asyncio.create_task(self._drain_on(stop)),
            asyncio.create_task(self._stages.sweep_regularly()),
        ]
        try:
            async for batch in self._bus.batches():
                outputs = await self._unless_lost(batch, stop, self._handle_all(batch))
                if outputs is not None and await self._unless_lost(batch, stop, self._publish(outputs)):
                    await self._unless_lost(batch, stop, self._bus.commit(batch))
        finally:
            for task in background:
                task.cancel()
            await asyncio.wait(background)

    async def _handle_all(self, batch: Batch) -> list[Record]:
        staged = [(record, self._stages.of(record)) for record in batch.records]
        with ExitStack() as in_hand:
            for _, stage in staged:
                in_hand.enter_context(stage.handling())
            outcomes = await asyncio.gather(*(self._handling.outcome(record, stage) for record, stage in staged))
        self._count_bugs(outcomes)
        return [
            encode(event, self._service)
            for (_, stage), outcome in zip(staged, outcomes, strict=True)
            for event in map(stage.carry, outcome.events)
        ]

    def _count_bugs(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            self._bugs = self._bugs + 1 if outcome.bug else 0
            if self._bugs >= self._limits.bugs_in_a_row:
                raise TooManyBugs(f"{self._bugs} events in a row failed unexpectedly: see the log, correct the release")

    async def _publish(self, outputs: list[Record]) -> bool:
        await until_available(lambda: self._bus.publish(outputs))
        return True

    async def _unless_lost(self, batch: Batch, stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
        """Await work on a batch; None when the batch was lost, or the process has to stop before it is done."""
        task = asyncio.create_task(work)
        try:
            left = self._limits.drain_seconds
            while not batch.lost.is_set() and left > 0:
                done, _ = await asyncio.wait({task}, timeout=KEEP_ALIVE_SECONDS)
                if done:
                    return task.result()
                await self._bus.keep_alive(batch)
                left -= KEEP_ALIVE_SECONDS if stop.is_set() else 0
            log.warning("batch left to be delivered again", count=len(batch.records))
            return None
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def _drain_on(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._bus.drain()
