"""Events become rows; twice, late and in any order they become the same rows."""

from datetime import datetime
from functools import partial

from fakes import FakeObjectStore
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.index.arrivals import (
    CT,
    EXPLICIT_LE,
    NOON_US,
    STUDY,
    TRACE,
    after,
    dataset,
    deidentified,
    identity,
    produced,
    quarantined,
    received,
    revised,
    sha,
)
from unit.index.memory_rows import MemoryRows

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.handler import handle
from bildstrom.runtime.events import Event

S = 1_000_000
SERIES, SOP = f"{STUDY}.1", f"{STUDY}.1.1"
RAW, CLEAN = sha(f"raw {SOP}"), sha(f"clean raw {SOP}")
KEY = {"project": "demo", "study_uid": STUDY}


async def projected(*events: Event, now: datetime | None = None) -> MemoryRows:
    store = MemoryRows()
    project = partial(handle, store=store, objects=FakeObjectStore(), now=lambda: now or after(60))
    for event in events:
        await project(event)
    return store


async def test_an_arrival_begins_a_journey_and_lists_its_study() -> None:
    store = await projected(received())

    journey = {
        "series_uid": SERIES,
        "received_us": NOON_US,
        "deidentified_us": None,
        "quarantined_us": None,
        "quarantine_reason": None,
        "indexed_us": None,
        "traceparent": TRACE,
    }
    study = {"first_received_us": NOON_US, "last_received_us": NOON_US, "traceparent": TRACE}
    study |= {"attributes": None, "summary": None}
    assert store.dump() == {
        "study": [KEY | study],
        "journey": [KEY | {"sop_uid": SOP, "source_sha256": RAW} | journey],
        "study_by_day": [
            {"project": "demo", "day": "2026-03-04T12:0", "study_uid": STUDY, "last_received_us": NOON_US},
        ],
        "day": [{"project": "demo", "day": "2026-03-04T12:0"}],
    }


async def test_a_clean_object_becomes_a_member_of_its_study() -> None:
    event = deidentified()
    dump = (await projected(event)).dump()

    key = KEY | {"series_uid": SERIES, "sop_uid": SOP, "sha256": CLEAN}
    member = {
        "received_us": NOON_US,
        "derived": False,
        "sop_class_uid": CT,
        "transfer_syntax_uid": EXPLICIT_LE,
        "object_key": f"clean/demo/{STUDY}/{SERIES}/{SOP}_{CLEAN}.dcm",
        "object_size": 900,
        "source_sha256": RAW,
    }
    assert dump["instance"] == [key | member]
    assert dump["instance_metadata"] == [key | {"content": event.message.metadata.inline, "object_key": None}]  # type: ignore[attr-defined]
    assert [(row["series_uid"], row["modality"], row["derived"]) for row in dump["series"]] == [(SERIES, "CT", False)]
    assert b"Thorax" in dump["series"][0]["attributes"]
    assert b"Subject^One" in dump["study"][0]["attributes"]
    assert [(row["deidentified_us"], row["indexed_us"]) for row in dump["journey"]] == [(NOON_US + S, NOON_US + 60 * S)]
    assert [(row["attribute"], row["value"]) for row in dump["study_by_value"]] == [
        ("AccessionNumber", "A1"),
        ("Modality", "CT"),
        ("PatientID", "P1"),
        ("StudyDate", "20240131"),
    ]


async def test_of_two_reasons_for_quarantine_the_later_one_counts_in_either_order() -> None:
    first = quarantined(at=0, reason=pb.QUARANTINE_REASON_UNREADABLE)
    second = quarantined(at=5, reason=pb.QUARANTINE_REASON_TRUNCATED)

    for events in ([first, second], [second, first]):
        (row,) = (await projected(*events)).dump()["journey"]
        assert (row["quarantined_us"], row["quarantine_reason"]) == (NOON_US + 6 * S, pb.QUARANTINE_REASON_TRUNCATED)


async def test_a_result_is_indexed_beside_its_study_and_keeps_no_metadata() -> None:
    dump = (await projected(produced())).dump()

    (result,) = dump["result"]
    message = pb.ResultProduced.FromString(result["message"])
    assert result["produced_us"] == NOON_US + 40 * S
    assert [item.HasField("metadata") for item in message.objects] == [False]
    assert [(row["series_uid"], row["derived"]) for row in dump["instance"]] == [(f"{STUDY}.90", True)]
    assert [(row["modality"], row["derived"]) for row in dump["series"]] == [("SEG", True)]
    assert "journey" not in dump
    assert "study" not in dump


async def test_a_failed_result_is_replaced_by_the_one_produced_later() -> None:
    failed = produced(at=40, status=pb.RESULT_STATUS_FAILED, objects=0)
    good = produced(at=50)

    for events in ([failed, good], [good, failed]):
        (row,) = (await projected(*events)).dump()["result"]
        assert pb.ResultProduced.FromString(row["message"]).status == pb.RESULT_STATUS_PRODUCED


async def test_a_resent_object_keeps_its_first_arrival() -> None:
    store = await projected(received(at=0), deidentified(at=0), received(at=9, trace=None), deidentified(at=9))

    dump = store.dump()
    assert [row["received_us"] for row in dump["journey"]] == [NOON_US]
    assert [row["received_us"] for row in dump["instance"]] == [NOON_US]
    assert [(row["first_received_us"], row["last_received_us"]) for row in dump["study"]] == [
        (NOON_US, NOON_US + 9 * S)
    ]


HISTORY = [
    received(identity(1), at=0),
    deidentified(identity(1), at=0),
    received(identity(2), at=1),
    deidentified(identity(2), at=1, content=dataset(identity(2), x0008103E=("LO", "Other"))),
    received(identity(1), at=2, raw="other bytes"),
    deidentified(identity(1), at=2, raw="other bytes", content=dataset(identity(1), x00100020=("LO", "P2"))),
    received(identity(3, series=2), at=100_000),
    quarantined(identity(3, series=2), at=100_000),
    received(identity(1), at=200_000),
    deidentified(identity(1), at=200_000),
    revised(),
    revised(2, "d2", at=60),
    produced(status=pb.RESULT_STATUS_FAILED, objects=0),
    produced(at=70),
]


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(len(HISTORY))), st.lists(st.integers(0, len(HISTORY) - 1), max_size=8))
async def test_redelivery_and_reordering_give_the_same_catalogue(order: list[int], again: list[int]) -> None:
    undisturbed = await projected(*HISTORY)
    disturbed = await projected(*(HISTORY[number] for number in [*order, *again]))

    assert disturbed.dump() == undisturbed.dump()
