"""Events and their form on the wire: a bare protobuf value, CloudEvents headers in binary mode, a W3C traceparent.

https://github.com/cloudevents/spec (Kafka protocol binding 1.0.2), https://www.w3.org/TR/trace-context/
"""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter

from google.protobuf.message import DecodeError, Message

from bildstrom.events.v1.topics import Topic
from bildstrom.runtime.bus import Record
from bildstrom.runtime.errors import Rejected

CONTENT_TYPE = b"application/protobuf"
SPEC_VERSION = b"1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened.

    Attributes:
        key: pseudonymous study UID; events of one key stay in order.
        id: derived from what happened, so that saying it twice is the same event.
        time: when it happened, with its zone.
        traceparent: the context it was published in; of an output the runner sets it.

    Raises:
        ValueError: the time has no zone.
    """

    topic: Topic
    key: str
    message: Message
    id: str
    time: datetime
    traceparent: str | None = None

    def __post_init__(self) -> None:
        if self.time.tzinfo is None:
            raise ValueError("an event's time needs its zone")


def event_id(topic: Topic, *parts: str) -> str:
    """Derive an event's id: a UUIDv8 (RFC 9562 section 5.8) of the topic and the parts; the same parts, the same id."""
    digest = hashlib.sha256("\0".join((topic.name, *parts)).encode()).digest()
    value = int.from_bytes(digest[:16], "big")
    value = value & ~(0xF << 76) | (8 << 76)
    value = value & ~(0x3 << 62) | (2 << 62)
    return str(uuid.UUID(int=value))


def encode(event: Event, source: str) -> Record:
    """Write an event as a record; ``source`` is the publishing service."""
    headers = [
        ("ce_id", event.id.encode()),
        ("ce_source", f"/bildstrom/{source}".encode()),
        ("ce_type", event.topic.type.encode()),
        ("ce_specversion", SPEC_VERSION),
        ("ce_time", event.time.astimezone(UTC).isoformat().replace("+00:00", "Z").encode()),
        ("content-type", CONTENT_TYPE),
    ]
    if event.traceparent is not None:
        headers.append(("traceparent", event.traceparent.encode()))
    # deterministic: the same message is the same bytes, whoever writes it
    value = event.message.SerializeToString(deterministic=True)
    return Record(event.topic.name, event.key.encode(), value, tuple(headers))


def decode(record: Record, topics: Mapping[str, Topic]) -> Event:
    """Read a record of one of these topics.

    A proto3 message decodes from nearly any bytes, hence the type header and the topic's required fields are checked.

    Raises:
        Rejected: ``wrong_type``, ``header_missing``, ``undecodable`` or ``field_missing``.
    """
    topic = topics[record.topic]
    headers = dict(record.headers)
    if headers.get("ce_specversion") != SPEC_VERSION or headers.get("ce_type") != topic.type.encode():
        raise Rejected("wrong_type")
    message = topic.message()
    try:
        event_time = datetime.fromisoformat(headers["ce_time"].decode("ascii"))
        identifier = headers["ce_id"].decode("ascii")
        key = (record.key or b"").decode("ascii")
        message.ParseFromString(record.value)
    except KeyError as error:
        raise Rejected("header_missing") from error
    except (DecodeError, ValueError) as error:
        raise Rejected("undecodable") from error
    if event_time.tzinfo is None or not all(map(_present, _required(topic)(message))):
        raise Rejected("field_missing")
    return Event(
        topic=topic,
        key=key,
        message=message,
        id=identifier,
        time=event_time,
        traceparent=traceparent_of(record),
    )


def traceparent_of(record: Record) -> str | None:
    """The W3C traceparent of a record, if it has one that can be text."""
    raw = dict(record.headers).get("traceparent")
    return raw.decode("ascii") if raw is not None and raw.isascii() else None


def in_trace(event: Event, traceparent: str | None) -> Event:
    """The same event, published in this context."""
    return replace(event, traceparent=traceparent)


@lru_cache(maxsize=64)
def _required(topic: Topic) -> Callable[[Message], tuple[object, ...]]:
    """Reads the required fields; compiled once, for it is done for every record."""
    read = attrgetter(*topic.required, "DESCRIPTOR.full_name")  # at least two make a tuple
    return lambda message: read(message)[:-1]


def _present(value: object) -> bool:
    return value.ByteSize() > 0 if isinstance(value, Message) else bool(value)
