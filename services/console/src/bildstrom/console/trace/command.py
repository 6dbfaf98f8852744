"""``bildstrom trace``: the whole way of a study's last arrival, as a tree."""

from typing import Any

import click
import httpx
from rich.console import Console

from bildstrom.console.catalogue import Catalogue
from bildstrom.console.exits import Exit, Problem
from bildstrom.console.links import trace_link
from bildstrom.console.output import emit, json_option, table
from bildstrom.console.settings import ConsoleSettings
from bildstrom.console.trace.context import trace_id
from bildstrom.console.trace.tree import edges, tree, walk

DEADLINE_S = 15.0


@click.command()
@click.argument("study")
@json_option
@click.pass_obj
def trace(settings: ConsoleSettings, study: str, as_json: bool) -> Exit:
    """Show the trace of a study's last arrival, from C-STORE to result. STUDY may be the beginning of a UID."""
    catalogue = Catalogue(settings.catalog, settings.project)
    uid = catalogue.resolve(study)
    identifier = trace_id(catalogue.study(uid).summary.traceparent)
    catalogue.close()
    if identifier is None:
        raise Problem("the study came in without a trace", "check the setting otlp of ingest", Exit.NOT_FOUND)
    made = document(uid, identifier, trace_link(settings, identifier), _fetch(settings.zipkin, identifier))
    emit(made, as_json, lambda console: render(made, console))
    return Exit.OK


def document(study: str, identifier: str, link: str, spans: list[dict[str, Any]]) -> dict[str, Any]:
    """The JSON document: spans in order, parents first, each with its depth."""
    roots = tree(spans)
    return {
        "study": study,
        "trace_id": identifier,
        "link": link,
        "edges": [list(edge) for edge in sorted(edges(roots))],
        "spans": [
            {
                "depth": depth,
                "service": node.service,
                "name": node.name,
                "start_ms": round(node.start_ms, 3),
                "duration_ms": round(node.duration_ms, 3),
                "failed": node.failed,
                "counts": node.counts,
            }
            for depth, node in walk(roots)
        ],
    }


def render(made: dict[str, Any], console: Console) -> None:
    """The same for people."""
    rows = [
        (
            "  " * span["depth"] + span["service"],
            span["name"] + (" [red]failed[/]" if span["failed"] else ""),
            span["start_ms"],
            span["duration_ms"],
            " ".join(f"{name.rpartition('.')[2]}={count}" for name, count in span["counts"].items()),
        )
        for span in made["spans"]
    ]
    console.print(table("", ("service", "span", "start ms", "took ms", "counts"), rows))
    console.print(made["link"], soft_wrap=True)


def _fetch(zipkin: str, identifier: str) -> list[dict[str, Any]]:
    try:
        answer = httpx.get(f"{zipkin.rstrip('/')}/api/v2/trace/{identifier}", timeout=DEADLINE_S, trust_env=False)
    except httpx.HTTPError as error:
        raise Problem(
            f"the trace viewer at {zipkin} does not answer", "start the stack by `make up`, or give --zipkin", Exit.DOWN
        ) from error
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise Problem(
            f"the trace viewer does not have trace {identifier}",
            "spans come some seconds late: try again; the local viewer keeps them in memory and forgets at a restart",
            Exit.NOT_FOUND,
        )
    if not answer.is_success:
        raise Problem(f"the trace viewer answers HTTP {answer.status_code}", "look at its log", Exit.DOWN)
    spans: list[dict[str, Any]] = answer.json()
    return spans
