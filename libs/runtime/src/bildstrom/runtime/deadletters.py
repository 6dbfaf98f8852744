"""Dead letters: a record that could not be handled becomes an event, with all that is needed to send it again."""

from datetime import UTC, datetime

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import deadletter
from bildstrom.runtime.bus import Record
from bildstrom.runtime.errors import Rejected
from bildstrom.runtime.events import Event, event_id


def bury(service: str, record: Record, error: Exception, traceparent: str | None = None) -> Event:
    """Make the dead letter of a record: original bytes and place, the error's class name and reason, never its text."""
    topic = deadletter(service)
    letter = pb.DeadLetter(
        service=service,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key or b"",
        value=record.value,
        headers=[pb.Header(key=name, value=value) for name, value in record.headers],
        error_class=type(error).__name__,
        reason=error.reason if isinstance(error, Rejected) else "bug",
    )
    now = datetime.now(UTC)
    letter.failed_at.FromDatetime(now)
    place = (record.topic, str(record.partition), str(record.offset))
    key = (record.key or b"").decode("ascii", "backslashreplace")
    return Event(topic=topic, key=key, message=letter, id=event_id(topic, *place), time=now, traceparent=traceparent)


def exhume(letter: pb.DeadLetter) -> Record:
    """The record as it was, to be published again."""
    return Record(
        topic=letter.topic,
        key=letter.key or None,
        value=letter.value,
        headers=tuple((header.key, header.value) for header in letter.headers),
    )
