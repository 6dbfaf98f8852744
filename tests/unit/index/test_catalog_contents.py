"""The gRPC Catalog about what a study holds, where it comes from, and when it can be read."""

import asyncio
from typing import Any

import grpc
import pytest
from unit.index.arrivals import (
    CT,
    EXPLICIT_LE,
    NOON_US,
    SEG,
    STUDY,
    TRACE,
    deidentified,
    identity,
    produced,
    quarantined,
    received,
    revised,
    sha,
)
from unit.index.test_catalog_service import DEADLINE, World, refused, world

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.moments import timestamp

__all__ = ["world"]
S = 1_000_000
A: dict[str, Any] = {"project": "demo", "study_uid": STUDY}


def version(series: int, sop: int, raw: str, at: int) -> catalog.InstanceVersion:
    who = identity(sop, series)
    digest = sha(f"clean {raw}")
    key = f"clean/demo/{STUDY}/{who.series_uid}/{who.sop_instance_uid}_{digest}.dcm"
    return catalog.InstanceVersion(
        series_uid=who.series_uid,
        sop_instance_uid=who.sop_instance_uid,
        sop_class_uid=CT,
        transfer_syntax_uid=EXPLICIT_LE,
        object=pb.ObjectRef(key=key, size=900, sha256=digest),
        received_at=timestamp(NOON_US + at * S),
        source_sha256=sha(raw),
    )


async def test_series_are_listed_with_what_is_visible_of_them(world: World) -> None:
    await world.happened(deidentified(identity(1)), deidentified(identity(2)), deidentified(identity(1, 2)), produced())

    answer = await world.stub.ListSeries(catalog.ListSeriesRequest(**A), timeout=DEADLINE)
    segmentations = await world.stub.ListSeries(catalog.ListSeriesRequest(**A, modality="SEG"), timeout=DEADLINE)

    made = catalog.SeriesSummary(series_uid=f"{STUDY}.90", modality="SEG", instances=1, derived=True)
    assert list(answer.series) == [
        catalog.SeriesSummary(series_uid=f"{STUDY}.1", modality="CT", instances=2),
        catalog.SeriesSummary(series_uid=f"{STUDY}.2", modality="CT", instances=1),
        made,
    ]
    assert list(segmentations.series) == [made]


async def test_instances_are_listed_page_by_page_of_a_series_or_a_class(world: World) -> None:
    await world.happened(*(deidentified(identity(n, 1 + n % 2)) for n in range(1, 6)), produced())

    found, token = list[str](), ""
    while True:
        request = catalog.ListInstancesRequest(**A, page_size=2, page_token=token)
        answer = await world.stub.ListInstances(request, timeout=DEADLINE)
        found += [item.sop_instance_uid.removeprefix(f"{STUDY}.") for item in answer.instances]
        token = answer.next_page_token
        if not token:
            break
    one = await world.stub.ListInstances(catalog.ListInstancesRequest(**A, series_uid=f"{STUDY}.2"), timeout=DEADLINE)
    made = await world.stub.ListInstances(catalog.ListInstancesRequest(**A, sop_class_uid=SEG), timeout=DEADLINE)

    assert found == ["1.2", "1.4", "2.1", "2.3", "2.5", "90.1"]
    assert [item.sop_instance_uid for item in one.instances] == [f"{STUDY}.2.{n}" for n in (1, 3, 5)]
    assert [(item.sop_instance_uid, item.derived) for item in made.instances] == [(f"{STUDY}.90.1", True)]


async def test_conflicts_tell_what_is_visible_and_what_is_hidden(world: World) -> None:
    await world.happened(
        deidentified(identity(1), at=9, raw="late"),
        deidentified(identity(1), at=1, raw="first"),
        deidentified(identity(1), at=5, raw="later"),
        deidentified(identity(2)),
    )

    answer = await world.stub.ListConflicts(catalog.ListConflictsRequest(**A), timeout=DEADLINE)

    assert list(answer.conflicts) == [
        catalog.Conflict(
            sop_instance_uid=f"{STUDY}.1.1",
            visible=version(1, 1, "first", 1),
            hidden=[version(1, 1, "later", 5), version(1, 1, "late", 9)],
        )
    ]


async def test_an_instance_tells_where_it_comes_from_and_what_was_made_of_it(world: World) -> None:
    raw = f"raw {STUDY}.1.1"
    await world.happened(received(), deidentified(), revised(1, "d1"), produced("d1"))

    request = catalog.GetProvenanceRequest(**A, sop_instance_uid=f"{STUDY}.1.1")
    answer = await world.stub.GetProvenance(request, timeout=DEADLINE)

    run = catalog.ModelRun(
        model="laa950",
        model_version="1",
        revision=1,
        content_digest="d1",
        series_uid=f"{STUDY}.1",
        status=pb.RESULT_STATUS_PRODUCED,
        produced_at=timestamp(NOON_US + 40 * S),
        sop_instance_uids=[f"{STUDY}.90.1"],
    )
    told = [
        catalog.ProvenanceEvent(
            topic=f"bildstrom.instance.{word}.v1", at=timestamp(NOON_US + at * S), traceparent=TRACE
        )
        for word, at in (("received", 0), ("deidentified", 1), ("indexed", 60))
    ]
    assert answer == catalog.GetProvenanceResponse(
        instances=[
            catalog.InstanceProvenance(
                sop_instance_uid=f"{STUDY}.1.1",
                version=version(1, 1, raw, 0),
                visible=True,
                events=told,
                report_sha256=sha(raw),
                used_by=[run],
            )
        ],
        revisions=[catalog.Revision(number=1, content_digest="d1", published_at=timestamp(NOON_US + 30 * S))],
    )
    request = catalog.GetProvenanceRequest(**A, sop_instance_uid=f"{STUDY}.90.1")
    (made,) = (await world.stub.GetProvenance(request, timeout=DEADLINE)).instances
    assert (made.produced_by, made.visible, [event.topic for event in made.events]) == (
        run,
        True,
        ["bildstrom.result.produced.v1"],
    )


async def test_what_is_kept_back_tells_why(world: World) -> None:
    await world.happened(received(), quarantined())

    answer = await world.stub.GetProvenance(catalog.GetProvenanceRequest(**A), timeout=DEADLINE)

    (kept,) = answer.instances
    assert (kept.HasField("version"), kept.visible) == (False, False)
    assert kept.quarantine_reason == pb.QUARANTINE_REASON_BURNED_IN_TEXT
    assert [event.topic.split(".")[2] for event in kept.events] == ["received", "quarantined"]


async def test_studies_are_listed_by_modality_and_by_arrival(world: World) -> None:
    await world.happened(
        *(received(identity(study=f"2.25.{n}"), at=n) for n in range(1, 6)),
        *(deidentified(identity(study=f"2.25.{n}"), at=n) for n in (2, 4)),
    )

    async def listed(**filters: object) -> list[str]:
        request = catalog.ListStudiesRequest(project="demo", **filters)  # type: ignore[arg-type]
        return [study.study_uid for study in (await world.stub.ListStudies(request, timeout=DEADLINE)).studies]

    assert await listed(modality="CT") == ["2.25.4", "2.25.2"]
    assert await listed(modality="MR") == []
    early, late = timestamp(NOON_US + 2 * S), timestamp(NOON_US + 4 * S)
    assert await listed(received_from=early, received_until=late) == ["2.25.3", "2.25.2"]


async def state(world: World, instances: int = 0, wait_ms: int = 1) -> tuple[bool, int, int, int]:
    request = catalog.WaitUntilIndexedRequest(**A, instances=instances, wait_ms=wait_ms)
    found = await world.stub.WaitUntilIndexed(request, timeout=DEADLINE)
    return found.complete, found.received, found.indexed, found.quarantined


async def test_a_study_is_complete_when_what_was_sent_can_be_read(world: World) -> None:
    assert await state(world) == (False, 0, 0, 0)
    await world.happened(received(identity(1)), received(identity(2)), deidentified(identity(1)))
    assert await state(world) == (False, 2, 1, 0)
    assert await state(world, instances=1) == (True, 2, 1, 0)
    await world.happened(deidentified(identity(2)))
    assert await state(world) == (True, 2, 2, 0)
    assert await state(world, instances=3) == (False, 2, 2, 0)


async def test_waiting_ends_when_the_last_one_arrives(world: World) -> None:
    waiting = asyncio.create_task(state(world, instances=1, wait_ms=4000))
    await world.happened(received(), deidentified())

    assert await waiting == (True, 1, 1, 0)


async def test_waiting_ends_when_something_is_kept_back(world: World) -> None:
    await world.happened(received(identity(1)), received(identity(2)), deidentified(identity(1)))
    await world.happened(quarantined(identity(2)))

    assert await state(world, wait_ms=4000) == (False, 2, 1, 1)


@pytest.mark.parametrize("method", ["ListSeries", "ListInstances", "ListConflicts", "GetProvenance"])
async def test_a_study_of_another_project_is_not_found_whatever_is_asked(world: World, method: str) -> None:
    await world.happened(received(), deidentified())
    kind = {"GetProvenance": catalog.GetProvenanceRequest}.get(method, getattr(catalog, f"{method}Request"))

    code, _ = await refused(lambda: getattr(world.stub, method)(kind(project="other", study_uid=STUDY)))

    assert code is grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (catalog.ListSeriesRequest(**A, page_size=1001), "page_size"),
        (catalog.ListSeriesRequest(**A, page_token="made up"), "page_token"),
        (catalog.ListInstancesRequest(**A, page_token="MTp4IQ=="[:-2]), "page_token"),
        (catalog.ListInstancesRequest(**A, series_uid="x"), "series_uid"),
        (catalog.GetProvenanceRequest(**A, sop_instance_uid="../x"), "sop_uid"),
        (catalog.WaitUntilIndexedRequest(project="demo", study_uid="?"), "study_uid"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(world: World, request_: object, field: str) -> None:
    await world.happened(deidentified())
    method = getattr(world.stub, type(request_).__name__.removesuffix("Request"))

    code, text = await refused(lambda: method(request_))

    assert (code, text.split(":")[0]) == (grpc.StatusCode.INVALID_ARGUMENT, field)
