"""Records that cannot be events: each becomes a dead letter with its reason and its bytes, and the others flow."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import STUDY, TRACEPARENT, received
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st
from unit.runtime.running import DEAD, IN, Flow, number_of, pass_on, uid

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_RECEIVED, TOPICS, Topic
from bildstrom.runtime.bus import Record
from bildstrom.runtime.deadletters import bury, exhume
from bildstrom.runtime.errors import Rejected
from bildstrom.runtime.events import Event, decode, encode, event_id
from bildstrom.runtime.tracing import trace_id

GOOD = encode(received(1, traceparent=TRACEPARENT), "ingest")


def without(name: str) -> Record:
    return replace(GOOD, headers=tuple(header for header in GOOD.headers if header[0] != name))


def changed(name: str, value: bytes) -> Record:
    return replace(without(name), headers=(*without(name).headers, (name, value)))


def cut(path: str) -> Record:
    """The good event without one field."""
    message = pb.InstanceReceived.FromString(GOOD.value)
    *parents, name = path.split(".")
    parent: Message = message
    for step in parents:
        parent = getattr(parent, step)
    parent.ClearField(name)
    return replace(GOOD, value=message.SerializeToString())


POISON = {
    "bytes that end too early": (replace(GOOD, value=GOOD.value[:-3]), "undecodable"),
    "bytes that are no protobuf": (replace(GOOD, value=b"\xff" * 40), "undecodable"),
    "nothing": (replace(GOOD, value=b""), "field_missing"),
    "a string that is not UTF-8": (replace(GOOD, value=b"\x0a\x03\x0a\x01\xff" + GOOD.value), "undecodable"),
    "another event's type": (changed("ce_type", b"bildstrom.events.v1.StudyRevised"), "wrong_type"),
    "another version of CloudEvents": (changed("ce_specversion", b"2.0"), "wrong_type"),
    "no type": (without("ce_type"), "wrong_type"),
    "no headers": (replace(GOOD, headers=()), "wrong_type"),
    "no id": (without("ce_id"), "header_missing"),
    "no time": (without("ce_time"), "header_missing"),
    "a time that is none": (changed("ce_time", b"yesterday"), "undecodable"),
    "a time without a zone": (changed("ce_time", b"2026-03-04T05:06:07"), "field_missing"),
    "a time that is no text": (changed("ce_time", b"\xff"), "undecodable"),
    "an id that is no text": (changed("ce_id", b"\xff"), "undecodable"),
    "a key that is no text": (replace(GOOD, key=b"\xff\xfe"), "undecodable"),
    **{f"without {path}": (cut(path), "field_missing") for path in INSTANCE_RECEIVED.required},
}


@pytest.mark.parametrize("kind", POISON)
async def test_a_record_that_is_no_event_becomes_a_dead_letter_and_the_others_flow(kind: str) -> None:
    poison, reason = POISON[kind]
    flow = Flow(pass_on)
    await flow.publish([received(1)])
    await flow.broker.publish([poison])
    await flow.publish([received(2)])
    async with flow.running():
        await flow.done()
    assert flow.outputs == [uid(1), uid(2)]
    (letter,) = flow.dead
    assert datetime.now(UTC).timestamp() - letter.failed_at.ToDatetime(tzinfo=UTC).timestamp() < 60
    letter.ClearField("failed_at")
    assert letter == pb.DeadLetter(
        service="index",
        topic=IN,
        partition=0,
        offset=1,
        key=poison.key or b"",
        value=poison.value,
        headers=[pb.Header(key=name, value=value) for name, value in poison.headers],
        error_class="Rejected",
        reason=reason,
    )


def test_an_event_that_is_cut_anywhere_is_rejected() -> None:
    for length in range(len(GOOD.value)):
        with pytest.raises(Rejected):
            decode(replace(GOOD, value=GOOD.value[:length]), {IN: INSTANCE_RECEIVED})


@pytest.mark.parametrize("traceparent", [None, b"", b"nonsense", b"\xff"])
async def test_an_event_without_a_usable_trace_is_handled(traceparent: bytes | None) -> None:
    flow = Flow(pass_on)
    await flow.broker.publish([without("traceparent") if traceparent is None else changed("traceparent", traceparent)])
    async with flow.running():
        await flow.done()
    assert (flow.outputs, flow.dead) == ([uid(1)], [])


@pytest.mark.usefixtures("spans")
async def test_a_dead_letter_is_an_event_like_any_other_and_in_the_trace_of_its_record() -> None:
    flow = Flow(pass_on)
    await flow.broker.publish([without("ce_id")])
    async with flow.running():
        await flow.done()
    (record,) = flow.broker.records(DEAD)
    event = decode(record, {topic.name: topic for topic in TOPICS})
    assert (event.topic.name, event.key, event.id) == (DEAD, STUDY, event_id(event.topic, IN, "0", "0"))
    assert trace_id(event.traceparent) == trace_id(TRACEPARENT)


async def test_a_bug_leaves_its_class_name_and_never_its_text() -> None:
    async def handle(event: Event) -> list[Event]:
        if number_of(event) == 2:
            raise LookupError("no patient DOE^JOHN")
        return await pass_on(event)

    flow = Flow(handle)
    await flow.publish([received(number) for number in (1, 2, 3)])
    async with flow.running():
        await flow.done()
    assert [(letter.error_class, letter.reason, letter.offset) for letter in flow.dead] == [("LookupError", "bug", 1)]
    assert flow.outputs == [uid(1), uid(3)]
    assert all(b"DOE" not in bytes(repr(record), "utf-8") for record in flow.broker.records(DEAD))


async def test_an_output_that_is_too_large_is_a_dead_letter_of_its_input() -> None:
    async def handle(event: Event) -> list[Event]:
        (output,) = await pass_on(event)
        if number_of(event) == 1:
            assert isinstance(output.message, pb.InstanceIndexed)
            output.message.sha256 = "x" * 1_000_000
        return [output]

    flow = Flow(handle)
    await flow.publish([received(1), received(2)])
    async with flow.running():
        await flow.done()
    assert flow.outputs == [uid(2)]
    assert [(letter.error_class, letter.reason) for letter in flow.dead] == [("Rejected", "output_too_large")]


@given(
    key=st.none() | st.binary(min_size=1),
    value=st.binary(),
    headers=st.lists(st.tuples(st.text(max_size=20), st.binary(max_size=20)), max_size=5),
)
def test_what_was_buried_is_exhumed_as_it_was(
    key: bytes | None, value: bytes, headers: list[tuple[str, bytes]]
) -> None:
    record = Record("bildstrom.instance.received.v1", key, value, tuple(headers), partition=3, offset=14)
    letter = bury("deid", record, Rejected("unknown_project")).message
    assert isinstance(letter, pb.DeadLetter)
    sent = pb.DeadLetter.FromString(letter.SerializeToString())
    assert exhume(sent) == replace(record, partition=-1, offset=-1)


def test_a_record_of_a_topic_that_was_not_asked_for_is_no_event() -> None:
    with pytest.raises(KeyError):
        decode(GOOD, {"other": Topic("other", pb.StudyRevised)})


@pytest.mark.parametrize("reason", ["", "Unknown", "no patient DOE", "x" * 65, "9th", "a-b", "a\n"])
def test_a_reason_is_a_closed_word(reason: str) -> None:
    with pytest.raises(ValueError, match=r"^a reason is a lower_snake_case word"):
        Rejected(reason)
