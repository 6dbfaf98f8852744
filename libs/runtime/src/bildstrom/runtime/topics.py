"""The declared topics on a broker: describe what is there, create and correct what is not."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import Topic
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.kafka import MAX_EVENT_BYTES, MAX_RECORD_BYTES


@dataclass(frozen=True, slots=True)
class TopicState:
    """A declared topic and what the broker has of it; ``partitions`` is 0 when it is absent."""

    name: str
    declared_partitions: int
    partitions: int


async def describe(bootstrap: str, topics: Sequence[Topic]) -> list[TopicState]:
    """Compare the declaration with the broker.

    Raises:
        Unavailable: the broker does not answer.
    """
    admin = await _admin(bootstrap)
    try:
        return await _describe(admin, topics)
    finally:
        await admin.close()


async def apply(bootstrap: str, topics: Sequence[Topic], replication: int = 1) -> list[str]:
    """Create absent topics, add partitions, set retention; partitions are never removed.

    Returns:
        One line for each topic that was created or grown.

    Raises:
        Unavailable: the broker does not answer or refuses.
    """
    admin = await _admin(bootstrap)
    try:
        states = {state.name: state for state in await _describe(admin, topics)}
        absent = [topic for topic in topics if not states[topic.name].partitions]
        grown = [topic for topic in topics if 0 < states[topic.name].partitions < topic.partitions]
        created = await admin.create_topics([_new_topic(topic, replication) for topic in absent]) if absent else None
        _check(created.topic_errors if created else ())
        if grown:
            await admin.create_partitions({topic.name: NewPartitions(topic.partitions) for topic in grown})
        await admin.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, topic.name, configs=_configs(topic)) for topic in topics]
        )
    except KafkaError as error:
        raise Unavailable("kafka") from error
    finally:
        await admin.close()
    return [f"created {topic.name}" for topic in absent] + [f"grew {topic.name}" for topic in grown]


async def _describe(admin: AIOKafkaAdminClient, topics: Sequence[Topic]) -> list[TopicState]:
    try:
        found = {
            item["topic"]: len(item["partitions"])
            for item in await admin.describe_topics([topic.name for topic in topics])
            if item["error_code"] == 0
        }
    except KafkaError as error:
        raise Unavailable("kafka") from error
    return [TopicState(topic.name, topic.partitions, found.get(topic.name, 0)) for topic in topics]


async def _admin(bootstrap: str) -> AIOKafkaAdminClient:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=10_000)
    try:
        await admin.start()
    except KafkaError as error:
        await admin.close()
        raise Unavailable("kafka") from error
    return admin


def _new_topic(topic: Topic, replication: int) -> NewTopic:
    return NewTopic(topic.name, topic.partitions, replication, topic_configs=_configs(topic))


def _configs(topic: Topic) -> dict[str, str]:
    return {
        "retention.ms": str(topic.retention_ms),
        "cleanup.policy": "delete",
        "max.message.bytes": str(MAX_RECORD_BYTES if topic.message is pb.DeadLetter else MAX_EVENT_BYTES),
    }


def _check(errors: Sequence[tuple[str, int, str]]) -> None:
    for _name, code, *_ in errors:
        kind = for_code(code)
        if code and kind is not TopicAlreadyExistsError:
            raise kind
