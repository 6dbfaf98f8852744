"""Declared topics on the real broker: created, corrected, and never touched again when nothing changed."""

import uuid
from dataclasses import replace

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from integration.runtime.streams import numbered, publish, read_all
from polling import poll_until_async

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import Topic
from bildstrom.runtime import topics
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.topics import TopicState


@pytest.fixture
def declared() -> tuple[Topic, Topic]:
    """An event topic and a dead-letter topic that are not on the broker yet."""
    name = uuid.uuid4().hex
    events = Topic(f"bildstrom.{name}.v1", pb.InstanceReceived, partitions=3, retention_ms=3_600_000)
    return events, Topic(f"bildstrom.{name}.deadletter.v1", pb.DeadLetter, partitions=1, retention_ms=7_200_000)


async def wait_for(bootstrap: str, topic: Topic, partitions: int) -> None:
    """Metadata follows the change of a topic a moment later."""

    async def seen() -> bool:
        return [state.partitions for state in await topics.describe(bootstrap, [topic])] == [partitions]

    await poll_until_async(seen, "the broker knows of the change")


async def configuration(bootstrap: str, topic: Topic) -> dict[str, str]:
    """What the broker says of a topic."""
    names = ("retention.ms", "cleanup.policy", "max.message.bytes")
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        asked = ConfigResource(ConfigResourceType.TOPIC, topic.name, configs=dict.fromkeys(names))
        (answer,) = await admin.describe_configs([asked])
    finally:
        await admin.close()
    return {entry[0]: entry[1] for resource in answer.resources for entry in resource[4]}


async def test_topics_that_are_absent_are_described_and_created(kafka: str, declared: tuple[Topic, Topic]) -> None:
    events, dead = declared
    assert await topics.describe(kafka, declared) == [TopicState(events.name, 3, 0), TopicState(dead.name, 1, 0)]
    assert await topics.apply(kafka, declared) == [f"created {events.name}", f"created {dead.name}"]
    await wait_for(kafka, events, 3)
    await wait_for(kafka, dead, 1)
    assert await topics.describe(kafka, declared) == [TopicState(events.name, 3, 3), TopicState(dead.name, 1, 1)]


async def test_applying_twice_changes_nothing(kafka: str, declared: tuple[Topic, Topic]) -> None:
    await topics.apply(kafka, declared)
    await wait_for(kafka, declared[0], 3)
    await wait_for(kafka, declared[1], 1)
    assert await topics.apply(kafka, declared) == []


async def test_partitions_are_added_with_the_records_kept(kafka: str, declared: tuple[Topic, Topic]) -> None:
    events, _ = declared
    await topics.apply(kafka, [events])
    await wait_for(kafka, events, 3)
    await publish(kafka, numbered(events, 10))
    larger = replace(events, partitions=5)
    assert await topics.apply(kafka, [larger]) == [f"grew {events.name}"]
    await wait_for(kafka, larger, 5)
    assert len(await read_all(kafka, larger)) == 10


async def test_partitions_are_never_removed(kafka: str, declared: tuple[Topic, Topic]) -> None:
    events, _ = declared
    await topics.apply(kafka, [events])
    await wait_for(kafka, events, 3)
    assert await topics.apply(kafka, [replace(events, partitions=1)]) == []
    await wait_for(kafka, events, 3)


async def test_retention_follows_the_declaration(kafka: str, declared: tuple[Topic, Topic]) -> None:
    events, _ = declared
    await topics.apply(kafka, [events])
    await wait_for(kafka, events, 3)
    await topics.apply(kafka, [replace(events, retention_ms=60_000)])
    told = {"retention.ms": "60000", "cleanup.policy": "delete", "max.message.bytes": str(2 << 20)}
    assert await configuration(kafka, events) == told


async def test_a_dead_letter_may_be_larger_than_what_it_wraps(kafka: str, declared: tuple[Topic, Topic]) -> None:
    await topics.apply(kafka, declared)
    await wait_for(kafka, declared[0], 3)
    await wait_for(kafka, declared[1], 1)
    events, dead = [int((await configuration(kafka, topic))["max.message.bytes"]) for topic in declared]
    assert dead >= 2 * events


async def test_a_broker_that_does_not_answer_is_unavailable(declared: tuple[Topic, Topic]) -> None:
    for asking in (topics.describe("127.0.0.1:1", declared), topics.apply("127.0.0.1:1", declared)):
        with pytest.raises(Unavailable) as raised:
            await asking
        assert raised.value.dependency == "kafka"


async def test_a_declaration_that_the_broker_refuses_is_unavailable(kafka: str, declared: tuple[Topic, Topic]) -> None:
    with pytest.raises(Unavailable):
        await topics.apply(kafka, [declared[0]], replication=2)  # there is one broker
