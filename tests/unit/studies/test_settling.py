"""When a study comes to rest: asked for once, revised by new content only, said again exactly after a crash."""

from dataclasses import replace

import pytest
from builders import STUDY, TRACEPARENT, indexed, read_record
from fakes import FakeBroker, FakeObjectStore

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import STUDY_REVISED
from bildstrom.runtime.errors import Rejected, Unavailable
from bildstrom.studies.handler import Sources, key_of, note, settle
from bildstrom.studies.state import Study, from_json, to_json

KEY = key_of("demo", STUDY)
OTHER_TRACE = "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class MemoryTable:
    """The table without Faust, through its JSON form."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self.saves = 0

    def load(self, key: str) -> Study | None:
        value = self.values.get(key)
        return from_json(value) if isinstance(value, dict) else None

    async def save(self, key: str, study: Study) -> None:
        self.saves += 1
        self.values[key] = to_json(study)


class OneStudy:
    """A catalogue that knows one study with so many instances."""

    def __init__(self, instances: int = 2) -> None:
        self.instances = instances
        self.down = False

    async def snapshot(self, project: str, study_uid: str) -> catalog.StudySnapshot | None:
        if self.down:
            raise Unavailable("catalog")
        if not self.instances:
            return None
        series = catalog.SeriesSnapshot(series_uid="2.25.7", modality="CT")
        for number in range(self.instances):
            series.instances.add(sop_instance_uid=f"2.25.7.{number}")
        return catalog.StudySnapshot(
            project=project, study_uid=study_uid, content_digest=f"digest-of-{self.instances}", series=[series]
        )


class World:
    """Everything a revision touches, in memory."""

    def __init__(self, instances: int = 2) -> None:
        self.table = MemoryTable()
        self.catalogue = OneStudy(instances)
        self.objects = FakeObjectStore()
        self.broker = FakeBroker()
        self.sources = Sources(self.table, self.catalogue, self.objects, self.broker)

    async def note(self, number: int = 1, at: float = 0.0, traceparent: str | None = TRACEPARENT) -> str | None:
        return await note(read_record(indexed(number)), traceparent, table=self.table, clock=lambda: at)

    async def settle(self) -> bool:
        return await settle(KEY, sources=self.sources)

    def revisions(self) -> list[pb.StudyRevised]:
        return [pb.StudyRevised.FromString(record.value) for record in self.broker.records(STUDY_REVISED.name)]

    def ids(self) -> list[bytes]:
        return [dict(record.headers)["ce_id"] for record in self.broker.records(STUDY_REVISED.name)]


async def test_a_study_at_rest_is_revised_with_a_reference_to_its_exact_membership() -> None:
    world = World()
    assert await world.note() == KEY

    assert await world.settle()

    (revision,) = world.revisions()
    assert (revision.revision, revision.content_digest) == (1, "digest-of-2")
    assert [(s.series_uid, s.modality, s.instances, s.added) for s in revision.series] == [("2.25.7", "CT", 2, 2)]
    manifest = catalog.StudySnapshot.FromString(await world.objects.get(revision.manifest.key))
    assert [item.sop_instance_uid for item in manifest.series[0].instances] == ["2.25.7.0", "2.25.7.1"]
    assert world.table.load(KEY) == Study(
        "demo", STUDY, 0, revision=1, content_digest="digest-of-2", instances={"2.25.7": 2}
    )


async def test_the_same_content_makes_no_second_revision() -> None:
    world = World()
    await world.note()
    await world.settle()

    await world.note(at=100)

    assert not await world.settle()
    assert len(world.revisions()) == 1
    study = world.table.load(KEY)
    assert study is not None
    assert study.touched_ms is None


async def test_a_late_instance_makes_a_new_revision_that_tells_what_was_added() -> None:
    world = World(instances=2)
    await world.note()
    await world.settle()
    world.catalogue.instances = 5

    await world.note(at=100)
    await world.settle()

    assert [(item.revision, item.series[0].instances, item.series[0].added) for item in world.revisions()] == [
        (1, 2, 2),
        (2, 5, 3),
    ]


async def test_a_decided_revision_is_said_again_after_a_crash_even_if_the_content_has_moved_on() -> None:
    world = World(instances=2)
    await world.note()
    world.broker.failures = 1
    with pytest.raises(Unavailable):
        await world.settle()
    decided = world.table.load(KEY)
    assert decided is not None
    assert decided.pending is not None
    assert decided.revision == 0

    world.catalogue.instances = 5  # what a restarted process finds
    await world.settle()
    await world.note(at=100)
    await world.settle()

    assert [(item.revision, item.content_digest) for item in world.revisions()] == [
        (1, "digest-of-2"),
        (2, "digest-of-5"),
    ]


async def test_saying_a_revision_twice_is_one_event() -> None:
    world = World()
    await world.note()
    await world.settle()
    done = world.table.load(KEY)
    assert done is not None

    await world.table.save(KEY, Study("demo", STUDY, 0, touched_ms=0))  # the changelog lost everything
    await world.settle()

    first, second = world.ids()
    assert first == second


async def test_news_while_settling_keep_the_study_awake() -> None:
    world = World()
    await world.note()
    publish = world.broker.publish

    async def publish_and_hear(records) -> None:  # type: ignore[no-untyped-def]
        await world.note(number=2, at=50)
        await publish(records)

    world.broker.publish = publish_and_hear  # type: ignore[method-assign]
    await world.settle()

    study = world.table.load(KEY)
    assert study is not None
    assert (study.revision, study.touched_ms) == (1, 50_000)


async def test_a_catalogue_that_is_down_leaves_the_study_as_it_was() -> None:
    world = World()
    await world.note()
    before = world.table.load(KEY)
    world.catalogue.down = True

    with pytest.raises(Unavailable):
        await world.settle()

    assert world.table.load(KEY) == before


async def test_a_study_that_the_catalogue_does_not_know_comes_to_rest() -> None:
    world = World(instances=0)
    await world.note()
    assert not await world.settle()
    assert world.revisions() == []


async def test_derived_instances_never_touch_their_study() -> None:
    world = World()
    event = indexed()
    assert isinstance(event.message, pb.InstanceIndexed)
    event.message.derived = True
    assert await note(read_record(event), None, table=world.table) is None
    assert world.table.values == {}


async def test_a_burst_of_instances_is_written_once_a_second() -> None:
    world = World()
    for number in range(100):
        await world.note(number, at=10 + number / 100)
    assert world.table.saves == 1
    await world.note(101, at=11.1)
    assert world.table.saves == 2


async def test_the_revision_continues_the_last_arrival_and_keeps_the_others_for_links() -> None:
    world = World()
    await world.note(traceparent=OTHER_TRACE)
    await world.note(number=2, traceparent=TRACEPARENT)
    study = world.table.load(KEY)
    assert study is not None
    assert list(study.traces.values()) == [OTHER_TRACE, TRACEPARENT]


async def test_what_cannot_be_read_is_rejected() -> None:
    with pytest.raises(Rejected, match="undecodable"):
        await note(replace(read_record(indexed()), value=b"\xff\xff"), None, table=MemoryTable())
