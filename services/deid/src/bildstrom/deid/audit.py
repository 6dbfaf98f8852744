"""The audit trail: who asked for what, when and why, on a topic of its own. What cannot be written is not done."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import AUDIT_RECORDED
from bildstrom.runtime.bus import Publisher
from bildstrom.runtime.events import Event, encode, event_id


class Audit:
    """Writes audit records.

    Args:
        publisher: of the bus; a record is durable when :meth:`record` returns.
        now: the time, with its zone.
    """

    def __init__(self, publisher: Publisher, now: Callable[[], datetime]) -> None:
        self._publisher = publisher
        self._now = now

    def dated(self, record: pb.AuditRecorded) -> pb.AuditRecorded:
        """The record with the time that it is now."""
        dated = pb.AuditRecorded()
        dated.CopyFrom(record)
        dated.recorded_at.FromDatetime(self._now())
        return dated

    async def record(self, record: pb.AuditRecorded) -> None:
        """Write a dated record; the same one has the same id, however often it is written.

        Raises:
            Unavailable: the broker does not answer.
        """
        digest = hashlib.sha256(record.SerializeToString(deterministic=True)).hexdigest()
        event = Event(
            topic=AUDIT_RECORDED,
            key=record.study_uid or record.project,
            message=record,
            id=event_id(AUDIT_RECORDED, digest),
            time=self._now(),
        )
        await self._publisher.publish([encode(event, "deid")])
