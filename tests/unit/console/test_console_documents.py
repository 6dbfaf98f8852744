"""The documents that ``--json`` prints."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiokafka import TopicPartition

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.console.broker.lag import Lag, Span, behind, by_service
from bildstrom.console.catalogue import begins
from bildstrom.console.deadletters import document as deadletters
from bildstrom.console.deadletters.command import distinct
from bildstrom.console.deadletters.reading import Buried, Place
from bildstrom.console.results.document import numbers, result
from bildstrom.console.send import report, statuses
from bildstrom.console.send.files import StoredFile
from bildstrom.console.send.part10 import FileMeta
from bildstrom.console.studies import document as studies
from bildstrom.console.times import ago
from bildstrom.console.trace.command import arrivals
from bildstrom.console.trace.context import trace_id
from bildstrom.console.trace.tree import Node, edges, tree, walk
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.runtime.bus import Record

TRACE = "0af7651916cd43dd8448eb211c80319c"
TRACEPARENT = f"00-{TRACE}-b7ad6b7169203331-01"


def produced() -> pb.ResultProduced:
    made = pb.ResultProduced(
        study_uid="2.25.1",
        revision=1,
        content_digest="aa",
        model="laa950",
        model_version="1",
        status=pb.RESULT_STATUS_PRODUCED,
        series_uid="2.25.2",
    )
    made.measurements.add(
        name="laa950",
        concept=pb.Code(value="112371", scheme="DCM", meaning="Emphysema"),
        value=12.345,
        unit=pb.Code(value="%", scheme="UCUM", meaning="percent"),
    )
    made.produced_at.FromDatetime(datetime(2024, 5, 1, 12, 0, 0, 250000, tzinfo=UTC))
    return made


RESULT: dict[str, Any] = {
    "study": "2.25.1",
    "revision": 1,
    "content_digest": "aa",
    "current": True,
    "model": "laa950",
    "model_version": "1",
    "status": "produced",
    "reason": None,
    "series": "2.25.2",
    "measurements": [{"name": "laa950", "meaning": "Emphysema", "code": "112371^DCM", "value": 12.345, "unit": "%"}],
    "objects": [],
    "produced_at": "2024-05-01T12:00:00.250Z",
}


def test_a_result_keeps_its_numbers_and_units() -> None:
    assert result(produced(), "aa") == RESULT
    assert result(produced(), "bb") == {**RESULT, "current": False}
    assert numbers({"measurements": [{**RESULT["measurements"][0], "value": 12.25}]}) == "laa950 12.25 %"


def test_a_study_shows_stages_reasons_results_and_links() -> None:
    made = catalog.GetStudyResponse(results=[produced()])
    made.summary.CopyFrom(
        catalog.StudySummary(
            project="demo",
            study_uid="2.25.1",
            modalities=["CT"],
            received=1,
            quarantined=1,
            revision=1,
            content_digest="aa",
            traceparent=TRACEPARENT,
        )
    )
    quarantined = made.instances.add(sop_instance_uid="2.25.3", series_uid="2.25.2", source_sha256="ff")
    quarantined.quarantine_reason = pb.QUARANTINE_REASON_BURNED_IN_TEXT
    quarantined.received_at.FromDatetime(datetime(2024, 5, 1, tzinfo=UTC))
    quarantined.quarantined_at.FromDatetime(datetime(2024, 5, 1, 0, 0, 1, tzinfo=UTC))

    assert studies.show(made, [], {"trace": "http://t"}) == {
        "project": "demo",
        "study": "2.25.1",
        "modalities": ["CT"],
        "stages": {"received": 1, "deidentified": 0, "quarantined": 1, "indexed": 0, "results": 0},
        "revision": 1,
        "content_digest": "aa",
        "first_received_at": None,
        "last_received_at": None,
        "last_indexed_at": None,
        "trace_id": TRACE,
        "done": True,
        "waits": [],
        "quarantined": [{"reason": "burned_in_text", "objects": 1}],
        "results": [RESULT],
        "instances": [
            {
                "sop_instance": "2.25.3",
                "series": "2.25.2",
                "source_sha256": "ff",
                "received_at": "2024-05-01T00:00:00.000Z",
                "deidentified_at": None,
                "quarantined_at": "2024-05-01T00:00:01.000Z",
                "quarantine_reason": "burned_in_text",
                "indexed_at": None,
            }
        ],
        "links": {"trace": "http://t"},
    }


def test_a_dead_letter_shows_why_and_what_but_no_content() -> None:
    letter = pb.DeadLetter(
        service="deid",
        topic="bildstrom.instance.received.v1",
        partition=2,
        offset=40,
        key=b"2.25.1",
        value=b"abc",
        headers=[pb.Header(key="traceparent", value=TRACEPARENT.encode()), pb.Header(key="x", value=b"\xff")],
        error_class="Rejected",
        reason="field_missing",
    )

    assert deadletters.show(Buried(Place("deid", 0, 7), letter)) == {
        "id": "deid:0:7",
        "service": "deid",
        "study": "2.25.1",
        "error_class": "Rejected",
        "reason": "field_missing",
        "failed_at": None,
        "record": "bildstrom.instance.received.v1:2:40",
        "trace_id": TRACE,
        "headers": {"traceparent": TRACEPARENT, "x": "\\xff"},
        "size": 3,
        # sha256 of "abc": FIPS 180-2, appendix B.1
        "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    }


def test_a_place_survives_its_text() -> None:
    assert Place.parse("deid:0:7") == Place("deid", 0, 7)
    with pytest.raises(ValueError, match="not enough values"):
        Place.parse("deid:7")


def test_lag_is_what_is_kept_and_not_committed() -> None:
    a0, a1, b0 = TopicPartition("a", 0), TopicPartition("a", 1), TopicPartition("b", 0)
    held = {a0: Span(0, 10), a1: Span(90, 100), b0: Span(0, 4)}
    # a1 was last committed before what retention has removed; nothing is committed of b's group in "a"
    committed = {"bildstrom.deid": {a0: 7, a1: 20}, "downstream": {b0: 4}}

    found = behind(committed, held)

    assert found == [Lag("bildstrom.deid", "a", 3 + 10), Lag("downstream", "b", 0)]
    assert by_service(found) == {"deid": 13, "downstream": 0}


def span(identifier: str, parent: str | None, service: str, start: int, **tags: str) -> dict[str, object]:
    made: dict[str, object] = {
        "id": identifier,
        "name": f"do {identifier}",
        "timestamp": 1_000_000 + start,
        "duration": 1500,
        "localEndpoint": {"serviceName": service},
        "tags": tags,
    }
    return made if parent is None else {**made, "parentId": parent}


def test_a_trace_is_a_tree_in_order_of_time() -> None:
    spans = [
        span("c", "a", "index", 3000, **{"error.type": "X"}),
        span(
            "b",
            "a",
            "deid",
            2000,
            **{"messaging.batch.message_count": "12", "topic": "t", "messaging.kafka.offset": "7"},
        ),
        span("a", None, "ingest", 0),
        span("d", "gone", "studies", 9000),
    ]

    roots = tree(spans)

    leaf_b = Node("deid", "do b", 2.0, 1.5, False, {"messaging.batch.message_count": 12})
    leaf_c = Node("index", "do c", 3.0, 1.5, True, {})
    assert roots == [
        Node("ingest", "do a", 0.0, 1.5, False, {}, [leaf_b, leaf_c]),
        Node("studies", "do d", 9.0, 1.5, False, {}),
    ]
    assert [(depth, node.name) for depth, node in walk(roots)] == [(0, "do a"), (1, "do b"), (1, "do c"), (0, "do d")]
    assert edges(roots) == {("ingest", "deid"), ("ingest", "index")}
    assert tree([]) == []


def test_the_arrivals_of_a_study_are_in_order_and_the_last_one_last() -> None:
    def traceparent(digit: str) -> str:
        return f"00-{digit * 32}-b7ad6b7169203331-01"

    made = catalog.GetStudyResponse()
    made.summary.traceparent = traceparent("3")
    for second, digit in ((2, "2"), (1, "1"), (3, "2")):
        made.instances.add(traceparent=traceparent(digit)).received_at.FromSeconds(second)
    made.instances.add().received_at.FromSeconds(9)

    assert arrivals(made) == ["1" * 32, "2" * 32, "3" * 32]
    assert arrivals(catalog.GetStudyResponse()) == []


def test_a_record_that_two_services_have_buried_is_sent_once() -> None:
    def letter(service: str, offset: int, value: bytes) -> Buried:
        record = pb.DeadLetter(service=service, topic="t", offset=offset, key=b"k", value=value)
        record.headers.add(key="ce_id", value=b"1")
        return Buried(Place(service, 0, offset), record)

    found = distinct(
        [letter("deid", 1, b"a"), letter("index", 1, b"a"), letter("deid", 2, b"b"), letter("deid", 9, b"a")]
    )

    assert found == [Record("t", b"k", b"a", (("ce_id", b"1"),)), Record("t", b"k", b"b", (("ce_id", b"1"),))]


def test_a_trace_id_is_read_only_from_a_valid_traceparent() -> None:
    assert trace_id(TRACEPARENT) == TRACE
    assert [trace_id(text) for text in (None, "", "00-xyz", f"00-{'0' * 32}-b7ad6b7169203331-01")] == [None] * 4


def test_a_study_is_found_by_its_beginning_with_or_without_the_root() -> None:
    assert begins("2.25.123", "2.25.12")
    assert begins("2.25.123", "12")
    assert not begins("2.25.123", "23")


def test_what_was_sent_is_counted_by_outcome() -> None:
    tally = report.Tally()
    files = [StoredFile(Path(name), FileMeta("1", "2", "3", 200), 1000) for name in "cab"]
    for file, outcome in zip(files, ("0000", "B000", "A700"), strict=True):
        tally.add(file, outcome)

    assert report.document(tally, others=4, seconds=0.5, each=True) == {
        "objects": 3,
        "stored": 2,
        "refused": 1,
        "not_dicom": 4,
        "bytes": 2000,
        "seconds": 0.5,
        "objects_per_second": 4.0,
        "outcomes": {"0000": 1, "A700": 1, "B000": 1},
        "files": [
            {"path": "a", "outcome": "B000"},
            {"path": "b", "outcome": "A700"},
            {"path": "c", "outcome": "0000"},
        ],
    }


def test_what_had_no_answer_when_the_receiver_went_away_is_lost() -> None:
    tally = report.Tally()
    files = [StoredFile(Path(name), FileMeta("1", "2", "3", 200), 1000) for name in "abc"]
    tally.add(files[1], "0000")

    tally.lose(files)

    assert sorted((file.path.name, outcome) for file, outcome in tally.outcomes) == [
        ("a", "lost"),
        ("b", "0000"),
        ("c", "lost"),
    ]


def test_every_status_has_a_meaning() -> None:
    assert [statuses.meaning(word)[0] for word in ("0000", "A700", "A7FF", "B007", "C123", "0122", "lost", "0110")] == [
        "stored",
        "no durable place now",
        "no durable place now",
        "stored with a warning",
        "cannot be understood",
        "SOP class not supported",
        "no answer",
        "failed",
    ]


def test_durations_are_told_in_one_unit() -> None:
    assert [ago(s) for s in (0, 119, 120, 7199, 7200, 200000)] == ["0 s", "119 s", "2 min", "120 min", "2 h", "2 d"]
