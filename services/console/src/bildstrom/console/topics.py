"""``bildstrom topics``: the declared topics, and what the broker has of them."""

import click

from bildstrom.console.broker.session import visit
from bildstrom.console.exits import Exit
from bildstrom.console.output import emit, json_option, table
from bildstrom.console.settings import ConsoleSettings
from bildstrom.events.v1.topics import TOPICS
from bildstrom.runtime.topics import apply as apply_topics
from bildstrom.runtime.topics import describe

DAY_MS = 24 * 60 * 60 * 1000


@click.group()
def topics() -> None:
    """Kafka topics, declared in code."""


@topics.command("list")
@json_option
@click.pass_obj
def list_(settings: ConsoleSettings, as_json: bool) -> Exit:
    """Compare the declared topics with the broker.

    Exit code 1 when one is absent or too small.
    """
    states = {state.name: state for state in visit(settings.kafka, describe(settings.kafka, TOPICS))}
    entries = [
        {
            "name": topic.name,
            "message": topic.type,
            "partitions": states[topic.name].partitions,
            "declared_partitions": topic.partitions,
            "retention_days": topic.retention_ms // DAY_MS,
            "complete": states[topic.name].partitions >= topic.partitions,
        }
        for topic in TOPICS
    ]
    columns = ("name", "message", "partitions", "declared_partitions", "retention_days")
    rows = [[entry[column] for column in columns] for entry in entries]
    emit({"topics": entries}, as_json, lambda console: console.print(table("", columns, rows)))
    return Exit.OK if all(entry["complete"] for entry in entries) else Exit.FAILED


@topics.command("apply")
@click.option("--replication", default=1, show_default=True, type=click.IntRange(1, 9), help="Copies of new topics.")
@json_option
@click.pass_obj
def apply(settings: ConsoleSettings, replication: int, as_json: bool) -> Exit:
    """Create what is absent, add partitions.

    Sets retention, too. Nothing is ever removed; doing it again changes nothing.
    """
    changed = visit(settings.kafka, apply_topics(settings.kafka, TOPICS, replication))
    emit(
        {"changed": changed},
        as_json,
        lambda console: console.print("\n".join(changed) or "everything is as declared", highlight=False),
    )
    return Exit.OK
