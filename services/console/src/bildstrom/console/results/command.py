"""``bildstrom results``: what the models found, with numbers and units."""

from typing import Any

import click

from bildstrom.console.catalogue import Catalogue
from bildstrom.console.exits import Exit
from bildstrom.console.output import emit, json_option, table
from bildstrom.console.results.document import numbers, result
from bildstrom.console.settings import ConsoleSettings


@click.command()
@click.argument("study", required=False)
@click.option(
    "--limit", default=50, show_default=True, type=click.IntRange(1), help="Of so many studies, the last ones."
)
@json_option
@click.pass_obj
def results(settings: ConsoleSettings, study: str | None, limit: int, as_json: bool) -> Exit:
    """Show what the models found.

    In one study, which may be named by the beginning of its UID, or in the last received ones.
    """
    catalogue = Catalogue(settings.catalog, settings.project)
    if study is not None:
        uids = [catalogue.resolve(study)]
    else:
        uids = [s.study_uid for s, _ in zip(catalogue.studies(), range(limit), strict=False) if s.revision]
    entries: list[dict[str, Any]] = []
    for uid in uids:
        found = catalogue.study(uid)
        entries += [result(item, found.summary.content_digest) for item in found.results]
    catalogue.close()
    rows = [
        (e["study"], e["revision"], f"{e['model']} {e['model_version']}", e["status"], numbers(e) or e["reason"])
        for e in entries
    ]
    columns = ("study", "revision", "model", "status", "numbers or reason")
    emit(
        {"results": entries},
        as_json,
        lambda console: console.print(table("", columns, rows) if rows else "no results yet"),
    )
    return Exit.OK
