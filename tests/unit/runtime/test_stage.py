"""Stages: one span per trace and window, with counts; however many the records, few spans."""

import time
from dataclasses import replace

import pytest
from builders import TRACEPARENT, indexed, read_record, received
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from bildstrom.runtime import stage
from bildstrom.runtime.bus import Record
from bildstrom.runtime.stage import Stages

TOPIC = "bildstrom.instance.received.v1"
TRACE_ID = int(TRACEPARENT.split("-")[1], 16)
OTHER = "00-99999999999999999999999999999999-8888888888888888-01"


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stages(clock: Clock, spans: InMemorySpanExporter) -> Stages:
    assert spans.get_finished_spans() == ()
    return Stages("process", SpanKind.CONSUMER, {"messaging.consumer.group.name": "bildstrom.deid"}, clock)


def record(offset: int = 0, traceparent: str | None = TRACEPARENT, partition: int = 0) -> Record:
    return read_record(received(offset, traceparent=traceparent), offset=offset, partition=partition)


def ended(spans: InMemorySpanExporter) -> list[ReadableSpan]:
    return list(spans.get_finished_spans())


def test_records_of_a_trace_share_one_span_with_their_counts(stages: Stages, spans: InMemorySpanExporter) -> None:
    first, second = stages.of(record(7)), stages.of(record(8))
    assert first is second
    first.count("bildstrom.outputs", 2)
    first.count("bildstrom.outputs")
    stages.close()
    (span,) = ended(spans)
    assert (span.name, span.kind) == (f"process {TOPIC}", SpanKind.CONSUMER)
    assert span.context is not None
    assert span.parent is not None
    assert (span.context.trace_id, f"{span.parent.span_id:016x}") == (TRACE_ID, TRACEPARENT.split("-")[2])
    assert dict(span.attributes or {}) == {
        "messaging.system": "kafka",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.destination.name": TOPIC,
        "messaging.destination.partition.id": "0",
        "messaging.kafka.offset": 7,
        "messaging.consumer.group.name": "bildstrom.deid",
        "messaging.batch.message_count": 2,
        "bildstrom.outputs": 3,
    }


def test_traces_and_topics_have_spans_of_their_own(stages: Stages, spans: InMemorySpanExporter) -> None:
    stages.of(record(1))
    stages.of(record(2, traceparent=OTHER))
    stages.of(replace(record(3), topic="bildstrom.study.revised.v1"))
    stages.close()
    assert len(ended(spans)) == 3


@pytest.mark.parametrize("traceparent", [None, "", "nonsense", "00-" + "0" * 32 + "-8888888888888888-01"])
def test_records_without_a_valid_context_start_traces_of_their_own(
    stages: Stages, spans: InMemorySpanExporter, traceparent: str | None
) -> None:
    stages.of(record(5, traceparent))
    stages.of(record(6, traceparent))
    stages.of(record(5, traceparent, partition=1))
    stages.close()
    made = ended(spans)
    assert [span.parent for span in made] == [None, None, None]
    assert len({span.context.trace_id for span in made if span.context is not None}) == 3


def test_a_context_that_is_no_text_starts_a_trace(stages: Stages, spans: InMemorySpanExporter) -> None:
    stages.of(replace(record(5), headers=(("traceparent", b"\xff\xfe"),)))
    stages.close()
    assert [span.parent for span in ended(spans)] == [None]


def test_a_span_ends_with_its_window_and_each_window_is_twice_as_long(
    stages: Stages, spans: InMemorySpanExporter, clock: Clock
) -> None:
    lasted = []
    for offset in range(8):
        began = clock.now
        stages.of(record(offset))
        stages.sweep()
        while len(ended(spans)) == offset:
            clock.now += 0.5
            stages.sweep()
        lasted.append(clock.now - began)
    assert lasted == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_study_of_2000_instances_over_100_seconds_makes_seven_spans(
    stages: Stages, spans: InMemorySpanExporter, clock: Clock
) -> None:
    for offset in range(2000):
        stages.of(record(offset))
        clock.now += 0.05
        stages.sweep()
    stages.close()
    counts = [(span.attributes or {})["messaging.batch.message_count"] for span in ended(spans)]
    assert (len(counts), sum(int(str(count)) for count in counts)) == (7, 2000)


def test_a_span_stays_open_while_a_record_of_it_is_being_handled(
    stages: Stages, spans: InMemorySpanExporter, clock: Clock
) -> None:
    opened = stages.of(record(1))
    with opened.handling():
        clock.now += 300
        stages.sweep()
        opened.count("bildstrom.dead_letters")
    assert ended(spans) == []
    stages.sweep()
    assert [(span.attributes or {})["bildstrom.dead_letters"] for span in ended(spans)] == [1]


def test_queue_time_is_the_longest_wait_between_publishing_and_handling(
    stages: Stages, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_000.0)
    stages.of(replace(record(1), timestamp_ms=997_500))
    stages.of(replace(record(2), timestamp_ms=999_000))
    stages.close()
    assert [(span.attributes or {})["bildstrom.queue_ms"] for span in ended(spans)] == [2_500.0]


def test_what_is_remembered_of_traces_is_bounded(stages: Stages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "MAX_TRACES", 10)
    for number in range(30):
        stages.of(record(1, f"00-{number + 1:032x}-8888888888888888-01"))
        stages.close()
    assert len(stages._next_window) == 10


def test_an_output_is_published_in_its_stage_unless_it_has_a_span_of_its_own(stages: Stages) -> None:
    opened = stages.of(record(1))
    assert opened.traceparent is not None
    assert opened.traceparent.split("-")[1] == TRACEPARENT.split("-")[1]
    assert opened.carry(indexed(1)) == replace(indexed(1), traceparent=opened.traceparent)
    assert opened.carry(replace(indexed(1), traceparent=OTHER)) == replace(indexed(1), traceparent=OTHER)
    stages.close()
