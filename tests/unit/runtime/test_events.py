"""The form of events on the wire: CloudEvents 1.0 headers in binary mode, a bare protobuf value, derived ids."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from builders import NOW, STUDY, TRACEPARENT, identity, received
from hypothesis import given
from hypothesis import strategies as st

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_INDEXED, INSTANCE_QUARANTINED, INSTANCE_RECEIVED, TOPICS, deadletter
from bildstrom.runtime.events import Event, decode, encode, event_id

BY_NAME = {topic.name: topic for topic in TOPICS}

words = st.text(st.characters(codec="ascii", exclude_categories=["C"]), min_size=1, max_size=40)
identities = st.builds(
    pb.InstanceIdentity, project=words, study_uid=words, series_uid=words, sop_instance_uid=words, sop_class_uid=words
)
moments = st.datetimes(datetime(1900, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC))
events = st.builds(
    Event,
    topic=st.just(INSTANCE_INDEXED),
    key=words,
    message=st.builds(pb.InstanceIndexed, instance=identities, sha256=words, derived=st.booleans()),
    id=words,
    time=moments,
    traceparent=st.none() | st.just(TRACEPARENT),
)


@given(events)
def test_what_is_encoded_is_decoded(event: Event) -> None:
    assert decode(encode(event, "index"), BY_NAME) == event


def test_a_record_carries_the_cloudevents_headers_and_the_trace() -> None:
    event = received(7, traceparent=TRACEPARENT)
    record = encode(event, "ingest")
    assert (record.topic, record.key) == ("bildstrom.instance.received.v1", STUDY.encode())
    assert record.headers == (
        ("ce_id", event.id.encode()),
        ("ce_source", b"/bildstrom/ingest"),
        ("ce_type", b"bildstrom.events.v1.InstanceReceived"),
        ("ce_specversion", b"1.0"),
        ("ce_time", b"2026-03-04T05:06:07.890000Z"),
        ("content-type", b"application/protobuf"),
        ("traceparent", TRACEPARENT.encode()),
    )
    assert pb.InstanceReceived.FromString(record.value) == event.message


def test_without_a_trace_there_is_no_trace_header() -> None:
    assert "traceparent" not in dict(encode(received(), "ingest").headers)


def test_times_are_written_in_utc() -> None:
    event = replace(received(), time=NOW.astimezone(timezone(timedelta(hours=5, minutes=30))))
    assert dict(encode(event, "ingest").headers)["ce_time"] == b"2026-03-04T05:06:07.890000Z"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        replace(received(), time=NOW.replace(tzinfo=None))


def test_the_same_message_is_the_same_bytes() -> None:
    assert encode(received(3), "ingest") == encode(received(3), "ingest")


def test_a_reason_that_this_release_does_not_know_is_kept() -> None:
    message = pb.InstanceQuarantined(instance=identity(), object=pb.ObjectRef(key="raw/x", sha256="0f"), reason=99)  # type: ignore[arg-type]
    message.received_at.FromDatetime(NOW)
    event = Event(topic=INSTANCE_QUARANTINED, key=STUDY, message=message, id="1", time=NOW)
    decoded = decode(encode(event, "deid"), BY_NAME).message
    assert isinstance(decoded, pb.InstanceQuarantined)
    assert decoded.reason == 99


def test_an_event_id_is_the_rfc_9562_version_8_uuid_of_topic_and_parts() -> None:
    # independent of the implementation: the bits put together as text, after RFC 9562 section 5.8
    digest = hashlib.sha256(b"bildstrom.instance.received.v1\x002.25.1\x00aa").hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    expected = f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"
    assert event_id(INSTANCE_RECEIVED, "2.25.1", "aa") == expected


@given(st.lists(words, min_size=1, max_size=4), st.lists(words, min_size=1, max_size=4))
def test_event_ids_are_the_same_exactly_when_the_parts_are(first: list[str], second: list[str]) -> None:
    same = event_id(INSTANCE_RECEIVED, *first) == event_id(INSTANCE_RECEIVED, *second)
    assert same == (first == second)


def test_the_same_parts_of_another_topic_are_another_event() -> None:
    assert event_id(INSTANCE_RECEIVED, "2.25.1") != event_id(INSTANCE_INDEXED, "2.25.1")


def test_topics_are_declared_once_each() -> None:
    assert len(BY_NAME) == len(TOPICS)
    assert deadletter("deid") in TOPICS
