"""The worker: an agent that notes what was indexed, and a timer that settles what has come to rest.

Faust acknowledges an event whose agent raised, so nothing is raised here: a record that cannot be read becomes a dead
letter, an unexpected error is a bug and becomes one too. Concurrency is 1: more would commit past events in flight.
"""

from typing import Any

import faust
from opentelemetry.trace import SpanKind

from bildstrom.events.v1.topics import INSTANCE_INDEXED
from bildstrom.runtime.bus import Record
from bildstrom.runtime.deadletters import bury
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.events import encode
from bildstrom.runtime.logs import log
from bildstrom.runtime.retrying import until_available
from bildstrom.runtime.stage import Stages
from bildstrom.studies import handler
from bildstrom.studies.handler import Sources
from bildstrom.studies.watch import Watch

TICK_SECONDS = 0.25


class Worker:
    """Attaches agent, timer and rebalance hooks to a Faust application."""

    def __init__(self, app: faust.App, sources: Sources, watch: Watch) -> None:
        self._sources = sources
        self._watch = watch
        self._stages = Stages("process", SpanKind.CONSUMER, {"messaging.consumer.group.name": "bildstrom.studies"})
        topic = app.topic(
            INSTANCE_INDEXED.name,
            key_serializer="raw",
            value_serializer="raw",
            allow_empty=True,
            partitions=INSTANCE_INDEXED.partitions,
        )
        app.agent(topic, concurrency=1, name="note")(self._note_all)
        app.timer(TICK_SECONDS, name="settle")(self._settle_due)
        app.on_partitions_revoked.connect(self._revoked, weak=False)
        app.on_rebalance_complete.connect(self._rebalanced, weak=False)

    def close(self) -> None:
        """End the open spans."""
        self._stages.close()

    async def _note_all(self, stream: Any) -> None:
        async for event in stream.events():
            await self._note(_record(event))

    async def _note(self, record: Record) -> None:
        stage = self._stages.of(record)
        try:
            key = await handler.note(record, stage.traceparent, table=self._sources.table)
        except Exception as error:  # noqa: BLE001 - Faust would acknowledge and forget it; here it is buried
            log.error("dead letter", **{"error.type": type(error).__name__, "offset": record.offset})
            stage.count("bildstrom.dead_letters")
            await self._bury(record, error, stage.traceparent)
            return
        if key is not None:
            self._watch.wake(key)

    async def _bury(self, record: Record, error: Exception, traceparent: str | None) -> None:
        letter = encode(bury("studies", record, error, traceparent), "studies")
        await until_available(lambda: self._sources.publisher.publish([letter]))

    async def _settle_due(self) -> None:
        self._stages.sweep()
        for key in self._watch.take_due():
            try:
                if await handler.settle(key, sources=self._sources):
                    log.info("study revised")
            except Unavailable as error:
                log.warning("waiting", **{"bildstrom.dependency": error.dependency})
                self._watch.wake(key)
            except Exception as error:  # noqa: BLE001 - a bug with one study must not stop the others
                log.error("settling failed unexpectedly", **{"error.type": type(error).__name__})
                self._watch.wake(key)

    async def _revoked(self, *_: Any, **__: Any) -> None:
        self._watch.forget()

    async def _rebalanced(self, *_: Any, **__: Any) -> None:
        self._watch.rebuild()


def _record(event: Any) -> Record:
    """A Faust event as a record; Faust gives the headers as a dict."""
    message = event.message
    return Record(
        topic=message.topic,
        key=message.key,
        value=message.value or b"",
        headers=tuple((name, value) for name, value in event.headers.items() if value is not None),
        partition=message.partition,
        offset=message.offset,
        timestamp_ms=int((message.timestamp or 0) * 1000),
    )
