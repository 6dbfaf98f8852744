"""``bildstrom deadletters``: what could not be handled, and sending it again."""

from collections.abc import Sequence

import click

from bildstrom.console.broker.session import visit
from bildstrom.console.deadletters import document
from bildstrom.console.deadletters.reading import Buried, Place, read
from bildstrom.console.exits import Exit, Problem
from bildstrom.console.output import emit, emit_list, json_option, lines
from bildstrom.console.settings import ConsoleSettings
from bildstrom.events.v1.topics import SERVICES
from bildstrom.runtime.bus import Record
from bildstrom.runtime.deadletters import exhume
from bildstrom.runtime.kafka import KafkaPublisher

service_option = click.option("--service", type=click.Choice(SERVICES), help="Only those of one service.")


@click.group()
def deadletters() -> None:
    """Records that a service could not handle."""


@deadletters.command("list")
@service_option
@json_option
@click.pass_obj
def list_(settings: ConsoleSettings, service: str | None, as_json: bool) -> Exit:
    """List dead letters, oldest first.

    A redriven one stays listed: the topic is a log, kept for 90 days.
    """
    entries = [document.entry(buried) for buried in _read(settings, service)]
    columns = ("id", "study", "error_class", "reason", "failed_at", "record")
    emit_list("deadletters", entries, columns, as_json, "no dead letters")
    return Exit.OK


@deadletters.command("show")
@click.argument("identifier", metavar="ID")
@json_option
@click.pass_obj
def show(settings: ConsoleSettings, identifier: str, as_json: bool) -> Exit:
    """Show one dead letter.

    Why, when, from where, its headers; of its content only size and digest.
    """
    place = _place(identifier)
    made = document.show(_chosen(_read(settings, place.service), [place])[0])
    emit(made, as_json, lambda console: lines(console, made))
    return Exit.OK


@deadletters.command("redrive")
@click.argument("identifiers", metavar="[ID]...", nargs=-1)
@service_option
@click.option("--all", "everything", is_flag=True, help="All of them (with --service: all of that service).")
@json_option
@click.pass_obj
def redrive(
    settings: ConsoleSettings, identifiers: tuple[str, ...], service: str | None, everything: bool, as_json: bool
) -> Exit:
    """Publish their records again.

    With their own key, value and headers, to the topic that they came from. Doing it twice is harmless: every
    effect is idempotent. What fails again becomes a new dead letter. A record that
    several services have buried, or that was buried several times, is sent once.
    """
    if everything == bool(identifiers):
        raise click.UsageError(
            "name dead letters by their ID, or give --all; `bildstrom deadletters list` shows the IDs"
        )
    buried = _read(settings, service)
    if identifiers:
        buried = _chosen(buried, [_place(identifier) for identifier in identifiers])
    records = distinct(buried)
    visit(settings.kafka, _publish(settings.kafka, records))
    made = {"redriven": [str(item.place) for item in buried], "records": len(records)}
    emit(made, as_json, lambda console: console.print(f"{len(records)} records sent again", highlight=False))
    return Exit.OK


def distinct(buried: Sequence[Buried]) -> list[Record]:
    """The records of these dead letters, each once.

    A topic has several readers, and each buries the same record; sending all of them would double them every time.
    """
    return list(dict.fromkeys(exhume(item.letter) for item in buried))


async def _publish(bootstrap: str, records: Sequence[Record]) -> None:
    publisher = KafkaPublisher(bootstrap, "console")
    try:
        await publisher.publish(records)
    finally:
        await publisher.stop()


def _read(settings: ConsoleSettings, service: str | None) -> list[Buried]:
    return visit(settings.kafka, read(settings.kafka, [service] if service else SERVICES))


def _place(identifier: str) -> Place:
    try:
        place = Place.parse(identifier)
    except ValueError as error:
        raise click.UsageError(f"{identifier!r} is no ID; they look like deid:0:12") from error
    if place.service not in SERVICES:
        raise click.UsageError(f"{place.service!r} is no service; choose of {', '.join(SERVICES)}")
    return place


def _chosen(buried: list[Buried], places: list[Place]) -> list[Buried]:
    by_place = {item.place: item for item in buried}
    absent = [place for place in places if place not in by_place]
    if absent:
        raise Problem(
            f"no dead letter {absent[0]}",
            "`bildstrom deadletters list` shows what there is; they are kept for 90 days",
            Exit.NOT_FOUND,
        )
    return [by_place[place] for place in places]
