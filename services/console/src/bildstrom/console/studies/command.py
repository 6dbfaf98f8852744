"""``bildstrom studies``: what has arrived, how far it has come, and why it is not done."""

import time
from itertools import islice
from typing import Any

import click

from bildstrom.console.catalogue import Catalogue, whole
from bildstrom.console.exits import Exit
from bildstrom.console.links import links
from bildstrom.console.output import emit, json_option, progress
from bildstrom.console.settings import ConsoleSettings
from bildstrom.console.studies import document, rendering
from bildstrom.console.studies.surroundings import survey
from bildstrom.console.studies.wait import wait
from bildstrom.console.studies.waiting import Surroundings, waits
from bildstrom.console.trace.context import trace_id

POLL_S = 0.5


@click.group()
def studies() -> None:
    """Studies of a project, by their pseudonymous UIDs."""


studies.add_command(wait)


@studies.command("list")
@click.argument("only", metavar="[STUDY]...", nargs=-1)
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="The last received ones.")
@click.option("--full", is_flag=True, help="In the JSON: each study as `studies show` has it, without why it waits.")
@json_option
@click.pass_obj
def list_(settings: ConsoleSettings, only: tuple[str, ...], limit: int, full: bool, as_json: bool) -> Exit:
    """List studies, the last received first.

    With STUDY: those that are named by their whole UID, and known.
    """
    catalogue = Catalogue(settings.catalog, settings.project)
    found = catalogue.known(map(whole, only)) if only else islice(catalogue.studies(), limit)
    if full:
        entries = [_document(settings, catalogue, study.study_uid, explain=False) for study in found]
    else:
        entries = [document.summary(study) for study in found]
    catalogue.close()
    nothing = f"no studies in project {settings.project}; `bildstrom deid profiles` shows the projects that there are"
    emit(
        {"studies": entries},
        as_json,
        lambda console: console.print(rendering.overview(entries) if entries else nothing),
    )
    return Exit.OK


@studies.command("show")
@click.argument("study")
@click.option("--wait", "seconds", type=click.FloatRange(0), help="Wait so long for it to be done; exit code 1 if not.")
@json_option
@click.pass_obj
def show(settings: ConsoleSettings, study: str, seconds: float | None, as_json: bool) -> Exit:
    """Show where a study is, and why.

    STUDY may be the beginning of a UID, with or without 2.25.; what it waits for is named with what to do.
    """
    catalogue = Catalogue(settings.catalog, settings.project)
    uid = catalogue.resolve(study)
    deadline = time.monotonic() + (seconds or 0)
    made = _document(settings, catalogue, uid, explain=not seconds)
    with progress(f"waiting for {uid}") as tell:
        while seconds and not made["done"]:
            time.sleep(POLL_S)
            last = time.monotonic() >= deadline
            made = _document(settings, catalogue, uid, explain=last)
            tell(", ".join(f"{stage} {count}" for stage, count in made["stages"].items()))
            if last:
                break
    catalogue.close()
    emit(made, as_json, lambda console: rendering.study(made, console))
    return Exit.OK if made["done"] or seconds is None else Exit.FAILED


def _document(settings: ConsoleSettings, catalogue: Catalogue, uid: str, *, explain: bool) -> dict[str, Any]:
    """The document of ``studies show``; explaining asks every service, and so costs a second or two."""
    found = catalogue.study(uid)
    digest = catalogue.content_digest(uid)
    waiting = waits(found, Surroundings(content_digest=digest))
    if waiting and explain:
        waiting = waits(found, survey(settings, uid, digest))
    return document.show(found, waiting, links(settings, uid, trace_id(found.summary.traceparent)))
