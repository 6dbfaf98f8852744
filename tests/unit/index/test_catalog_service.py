"""The gRPC Catalog answers from the catalogue, over a real channel."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from fakes import FakeObjectStore
from unit.index.arrivals import (
    NOON_US,
    STUDY,
    TRACE,
    after,
    deidentified,
    identity,
    produced,
    quarantined,
    received,
    revised,
    sha,
)
from unit.index.memory_rows import MemoryRows

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.catalog.v1.catalog_pb2_grpc import CatalogStub, add_CatalogServicer_to_server
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.grpc.catalog import CatalogService
from bildstrom.index.handler import handle
from bildstrom.index.moments import timestamp
from bildstrom.runtime.events import Event

if TYPE_CHECKING:
    from bildstrom.catalog.v1.catalog_pb2_grpc import CatalogAsyncStub  # only in the type stubs

S = 1_000_000
DEADLINE = 5.0


@dataclass
class World:
    """A catalogue and its service."""

    stub: "CatalogAsyncStub"
    store: MemoryRows = field(default_factory=MemoryRows)

    async def happened(self, *events: Event) -> None:
        """Project events."""
        for event in events:
            await partial(handle, store=self.store, objects=FakeObjectStore(), now=lambda: after(60))(event)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """A service on a free port of loopback, over an empty store."""
    store, server = MemoryRows(), grpc.aio.server()
    add_CatalogServicer_to_server(CatalogService(Catalogue(store)), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield World(CatalogStub(channel), store)
    await server.stop(None)


async def refused(call: Callable[[], Awaitable[object]]) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call()
    return caught.value.code(), caught.value.details() or ""


async def test_a_study_tells_how_far_each_of_its_instances_has_come(world: World) -> None:
    await world.happened(
        received(identity(1)),
        deidentified(identity(1)),
        received(identity(2), at=5),
        quarantined(identity(2), at=5),
        received(identity(3), at=9, trace=None),
        revised(1, "d1"),
        revised(2, "d2", at=50),
        produced("d1"),
        produced("d2", at=70, status=pb.RESULT_STATUS_NOT_APPLICABLE, objects=0),
    )

    answer = await world.stub.GetStudy(catalog.GetStudyRequest(project="demo", study_uid=STUDY), timeout=DEADLINE)

    assert answer.summary == catalog.StudySummary(
        project="demo",
        study_uid=STUDY,
        modalities=["CT"],
        received=3,
        deidentified=1,
        quarantined=1,
        indexed=1,
        revision=2,
        content_digest="d2",
        results=1,
        first_received_at=timestamp(NOON_US),
        last_received_at=timestamp(NOON_US + 9 * S),
        last_indexed_at=timestamp(NOON_US + 60 * S),
        traceparent=TRACE,
        last_revised_at=timestamp(NOON_US + 50 * S),
    )
    assert list(answer.instances) == [
        catalog.InstanceJourney(
            sop_instance_uid=f"{STUDY}.1.1",
            series_uid=f"{STUDY}.1",
            source_sha256=sha(f"raw {STUDY}.1.1"),
            received_at=timestamp(NOON_US),
            deidentified_at=timestamp(NOON_US + S),
            indexed_at=timestamp(NOON_US + 60 * S),
            traceparent=TRACE,
        ),
        catalog.InstanceJourney(
            sop_instance_uid=f"{STUDY}.1.2",
            series_uid=f"{STUDY}.1",
            source_sha256=sha(f"raw {STUDY}.1.2"),
            received_at=timestamp(NOON_US + 5 * S),
            quarantined_at=timestamp(NOON_US + 6 * S),
            quarantine_reason=pb.QUARANTINE_REASON_BURNED_IN_TEXT,
            traceparent=TRACE,
        ),
        catalog.InstanceJourney(
            sop_instance_uid=f"{STUDY}.1.3",
            series_uid=f"{STUDY}.1",
            source_sha256=sha(f"raw {STUDY}.1.3"),
            received_at=timestamp(NOON_US + 9 * S),
        ),
    ]
    assert [(item.content_digest, item.status) for item in answer.results] == [
        ("d1", pb.RESULT_STATUS_PRODUCED),
        ("d2", pb.RESULT_STATUS_NOT_APPLICABLE),
    ]


async def test_a_study_tells_its_instances_page_by_page(world: World) -> None:
    await world.happened(
        *(received(identity(number)) for number in range(1, 6)),
        received(identity(3), raw="other bytes"),
        deidentified(identity(1)),
        produced(),
    )
    request = catalog.GetStudyRequest(project="demo", study_uid=STUDY)
    whole = await world.stub.GetStudy(request, timeout=DEADLINE)

    pages: list[catalog.GetStudyResponse] = []
    request.page_size = 4
    while not pages or request.page_token:
        pages.append(await world.stub.GetStudy(request, timeout=DEADLINE))
        request.page_token = pages[-1].next_page_token

    assert [len(page.instances) for page in pages] == [4, 2]
    assert [instance for page in pages for instance in page.instances] == list(whole.instances)
    assert [page.summary for page in pages] == [whole.summary] * 2
    assert ([list(page.results) for page in pages], whole.next_page_token) == ([list(whole.results), []], "")


async def test_a_page_that_ends_with_the_study_is_the_last(world: World) -> None:
    await world.happened(received(identity(1)), received(identity(2)))

    request = catalog.GetStudyRequest(project="demo", study_uid=STUDY, page_size=2)
    assert (await world.stub.GetStudy(request, timeout=DEADLINE)).next_page_token == ""


@pytest.mark.parametrize("wrong", [{"page_size": 1001}, {"page_token": "made up"}], ids=str)
async def test_a_page_of_a_study_that_cannot_be_is_refused(world: World, wrong: dict[str, Any]) -> None:
    await world.happened(received())

    code, text = await refused(
        lambda: world.stub.GetStudy(catalog.GetStudyRequest(project="demo", study_uid=STUDY, **wrong))
    )

    assert (code, text.split(":")[0]) == (grpc.StatusCode.INVALID_ARGUMENT, next(iter(wrong)))


async def test_an_object_that_a_better_profile_understood_is_not_quarantined_any_more(world: World) -> None:
    await world.happened(received(), quarantined(), deidentified(at=0))

    answer = await world.stub.GetStudy(catalog.GetStudyRequest(project="demo", study_uid=STUDY), timeout=DEADLINE)

    assert (answer.summary.quarantined, answer.summary.deidentified) == (0, 1)


async def test_a_snapshot_is_the_visible_membership(world: World) -> None:
    await world.happened(
        deidentified(identity(1), at=2, raw="late bytes"),
        deidentified(identity(1), at=1, raw="first bytes"),
        produced(),
    )

    request = catalog.GetStudySnapshotRequest(project="demo", study_uid=STUDY)
    snapshot = (await world.stub.GetStudySnapshot(request, timeout=DEADLINE)).snapshot

    (series,) = snapshot.series
    (instance,) = series.instances
    assert (series.series_uid, series.modality) == (f"{STUDY}.1", "CT")
    assert (instance.object.sha256, instance.conflicting) == (sha("clean first bytes"), True)
    assert snapshot.content_digest == sha(f"{STUDY}.1.1 {sha('clean first bytes')}\n")


async def pages(world: World, size: int) -> list[list[str]]:
    found, token = [], ""
    while True:
        request = catalog.ListStudiesRequest(project="demo", page_size=size, page_token=token)
        answer = await world.stub.ListStudies(request, timeout=DEADLINE)
        found.append([study.study_uid for study in answer.studies])
        token = answer.next_page_token
        if not token:
            return found


async def test_studies_are_listed_page_by_page(world: World) -> None:
    await world.happened(*(received(identity(study=f"2.25.{n}"), at=n * 40_000) for n in range(1, 8)))

    assert await pages(world, 3) == [["2.25.7", "2.25.6", "2.25.5"], ["2.25.4", "2.25.3", "2.25.2"], ["2.25.1"]]
    assert await pages(world, 7) == [[f"2.25.{n}" for n in range(7, 0, -1)]]


async def test_a_project_without_studies_has_one_empty_page(world: World) -> None:
    assert await pages(world, 0) == [[]]


async def test_what_was_never_received_is_not_found(world: World) -> None:
    study = catalog.GetStudyRequest(project="demo", study_uid="2.25.1")
    snapshot = catalog.GetStudySnapshotRequest(project="demo", study_uid="2.25.1")

    assert (await refused(lambda: world.stub.GetStudy(study)))[0] is grpc.StatusCode.NOT_FOUND
    assert (await refused(lambda: world.stub.GetStudySnapshot(snapshot)))[0] is grpc.StatusCode.NOT_FOUND


async def test_a_study_of_another_project_is_not_found(world: World) -> None:
    await world.happened(received(), deidentified())

    request = catalog.GetStudyRequest(project="other", study_uid=STUDY)
    assert (await refused(lambda: world.stub.GetStudy(request)))[0] is grpc.StatusCode.NOT_FOUND


async def test_what_is_received_and_not_indexed_has_no_snapshot(world: World) -> None:
    await world.happened(received())

    request = catalog.GetStudySnapshotRequest(project="demo", study_uid=STUDY)
    assert (await refused(lambda: world.stub.GetStudySnapshot(request)))[0] is grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize(
    ("request_", "field_name"),
    [
        (catalog.ListStudiesRequest(project=""), "project"),
        (catalog.ListStudiesRequest(project="a b"), "project"),
        (catalog.ListStudiesRequest(project="demo", page_size=1001), "page_size"),
        (catalog.ListStudiesRequest(project="demo", page_token="made up"), "page_token"),
    ],
)
async def test_a_listing_that_cannot_be_is_refused(
    world: World, request_: catalog.ListStudiesRequest, field_name: str
) -> None:
    code, text = await refused(lambda: world.stub.ListStudies(request_))

    assert code is grpc.StatusCode.INVALID_ARGUMENT
    assert text.startswith(f"{field_name}:")


@pytest.mark.parametrize("uid", ["", "abc", "1/2", "1" * 65])
async def test_what_cannot_be_a_uid_is_refused(world: World, uid: str) -> None:
    request = catalog.GetStudyRequest(project="demo", study_uid=uid)

    code, text = await refused(lambda: world.stub.GetStudy(request))

    assert (code, text.split(":")[0]) == (grpc.StatusCode.INVALID_ARGUMENT, "study_uid")


async def test_a_store_that_is_down_is_unavailable(world: World) -> None:
    calls: list[Callable[[], Awaitable[object]]] = [
        lambda: world.stub.ListStudies(catalog.ListStudiesRequest(project="demo")),
        lambda: world.stub.GetStudy(catalog.GetStudyRequest(project="demo", study_uid="1")),
        lambda: world.stub.GetStudySnapshot(catalog.GetStudySnapshotRequest(project="demo", study_uid="1")),
    ]
    for call in calls:
        world.store.failures = 1
        assert await refused(call) == (grpc.StatusCode.UNAVAILABLE, "cassandra does not answer")
        world.store.failures = 0
