"""How one record is handled: decoded, handled, tried again while something is down, or buried.

=============  ==========================================================================
Rejected       dead letter, with its reason
Unavailable    back off and try again, for as long as it takes
anything else  a bug: dead letter, counted by the runner
=============  ==========================================================================
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from opentelemetry import trace

from bildstrom.events.v1.topics import Topic
from bildstrom.runtime import metrics
from bildstrom.runtime.bus import Record
from bildstrom.runtime.deadletters import bury
from bildstrom.runtime.errors import Rejected
from bildstrom.runtime.events import Event, decode
from bildstrom.runtime.logs import log, where
from bildstrom.runtime.retrying import until_available
from bildstrom.runtime.stage import Stage

Handle = Callable[[Event], Awaitable[list[Event]]]

MAX_OUTPUT_BYTES = 1_000_000  # below the broker's 1 MB default for consumers that are not ours


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record: its events, and whether it ran into a bug."""

    events: list[Event]
    bug: bool = False


class Handling:
    """Turns one record into its outcome; never raises but for cancellation.

    Args:
        free: bounds how many handlers run at once.
    """

    def __init__(self, service: str, topics: Mapping[str, Topic], handle: Handle, free: asyncio.Semaphore) -> None:
        self._service = service
        self._topics = topics
        self._handle = handle
        self._free = free
        self._handled = metrics.counter("bildstrom.events.handled", "Events handled, by topic and outcome")

    async def outcome(self, record: Record, stage: Stage) -> Outcome:
        """Handle a record within its stage's span."""
        async with self._free:
            with trace.use_span(stage.span, end_on_exit=False, record_exception=False, set_status_on_exception=False):
                try:
                    events = await self._handled_events(record, stage)
                except Rejected as error:
                    return self._buried(record, stage, error)
                except Exception as error:  # noqa: BLE001 - any other error is a bug: buried, counted, never swallowed
                    return self._buried(record, stage, error)
        self._count(record.topic, "handled")
        stage.count("bildstrom.outputs", len(events))
        return Outcome(events)

    async def _handled_events(self, record: Record, stage: Stage) -> list[Event]:
        event = decode(record, self._topics)

        def retried() -> None:
            stage.count("bildstrom.retries")
            self._count(record.topic, "retried")

        events = await until_available(lambda: self._handle(event), retried)
        if any(output.message.ByteSize() > MAX_OUTPUT_BYTES for output in events):
            raise Rejected("output_too_large")
        return events

    def _buried(self, record: Record, stage: Stage, error: Exception) -> Outcome:
        stage.count("bildstrom.dead_letters")
        self._count(record.topic, "buried")
        reason = error.reason if isinstance(error, Rejected) else "bug"
        place = {"topic": record.topic, "partition": record.partition, "offset": record.offset, "where": where(error)}
        log.error("dead letter", **place, **{"error.type": type(error).__name__, "bildstrom.reason": reason})
        return Outcome([bury(self._service, record, error)], bug=not isinstance(error, Rejected))

    def _count(self, topic: str, outcome: str) -> None:
        self._handled.add(1, {"messaging.destination.name": topic, "bildstrom.outcome": outcome})
