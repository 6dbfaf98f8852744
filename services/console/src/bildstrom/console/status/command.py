"""``bildstrom status``: what is up, how far consumers are behind, how many dead letters there are."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

import click
from aiokafka.errors import KafkaError
from rich.console import Console

from bildstrom.console.broker.lag import Lag, lags, spans
from bildstrom.console.exits import Exit
from bildstrom.console.output import emit, json_option, table
from bildstrom.console.settings import ConsoleSettings
from bildstrom.console.status.probes import TAKES_NOTHING, Probe, probe_all
from bildstrom.events.v1.topics import SERVICES, deadletter


@click.command()
@json_option
@click.pass_obj
def status(settings: ConsoleSettings, as_json: bool) -> Exit:
    """Show what is up, behind or dead-lettered.

    Services, servers, lag of consumers, dead letters; exit code 3 when something is down or takes nothing.
    """
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    made = asyncio.run(_gather(settings))
    emit(made, as_json, lambda console: render(made, console))
    return Exit.OK if made["up"] else Exit.DOWN


async def _gather(settings: ConsoleSettings) -> dict[str, Any]:
    probes = await probe_all(settings)
    if not any(probe.name == "kafka" and probe.up for probe in probes):
        return document(probes, [], {})
    try:
        held = await spans(settings.kafka, [deadletter(service).name for service in SERVICES])
        counts = {
            service: sum(s.end - s.beginning for p, s in held.items() if p.topic == deadletter(service).name)
            for service in SERVICES
        }
        return document(probes, await lags(settings.kafka), counts)
    except KafkaError:
        lost = [Probe(p.name, p.kind, p.address, "no_answer" if p.name == "kafka" else p.state) for p in probes]
        return document(lost, [], {})


def document(probes: Sequence[Probe], behind: Sequence[Lag], dead: dict[str, int]) -> dict[str, Any]:
    """The JSON document of ``status``; ``lags`` and ``deadletters`` are empty when Kafka does not answer."""
    return {
        "up": all(probe.up for probe in probes),
        "parts": [{"name": p.name, "kind": p.kind, "address": p.address, "state": p.state} for p in probes],
        "lags": [{"group": lag.group, "topic": lag.topic, "records": lag.records} for lag in behind],
        "deadletters": dead,
    }


def render(made: dict[str, Any], console: Console) -> None:
    """The same for people."""
    columns = ("name", "kind", "address", "state")
    parts = [[part[column] for column in columns] for part in made["parts"]]
    console.print(table("", columns, parts))
    if made["lags"]:
        rows = [[lag["group"], lag["topic"], lag["records"]] for lag in made["lags"]]
        console.print(table("\nconsumer groups", ("group", "topic", "behind"), rows))
    total = sum(made["deadletters"].values())
    if total:
        places = ", ".join(f"{service} {count}" for service, count in made["deadletters"].items() if count)
        console.print(
            f"\n{total} dead letter{'s' if total > 1 else ''} ({places}): `bildstrom deadletters list`", highlight=False
        )
    if any(part["state"] == TAKES_NOTHING for part in made["parts"]):
        console.print(
            "\ningest takes nothing now: the disk of its spool is below the reserve (spool_reserve_bytes), or all"
            " associations are in use; .bildstrom/logs/ingest.log says which. Free space, and it goes on by itself",
            highlight=False,
        )
    down = ", ".join(part["name"] for part in made["parts"] if part["state"] not in ("up", TAKES_NOTHING))
    if down:
        console.print(f"\nnot up: {down}. Start the stack by `make up`; logs lie in .bildstrom/logs", highlight=False)
