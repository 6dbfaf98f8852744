"""``bildstrom trace``: the whole way of a study's last arrival, as a tree."""

from typing import Any

import click
import httpx
from rich.console import Console

from bildstrom.catalog.v1 import catalog_pb2 as pb
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
@click.option("--all", "everything", is_flag=True, help="The traces of all arrivals, not of the last one alone.")
@json_option
@click.pass_obj
def trace(settings: ConsoleSettings, study: str, everything: bool, as_json: bool) -> Exit:
    """Show the way of a study as a tree.

    The trace of its last arrival, from C-STORE to result. STUDY may be the beginning of a UID. A study that came by
    several associations, or several times, has a trace for each; --all shows them all.
    """
    catalogue = Catalogue(settings.catalog, settings.project)
    uid = catalogue.resolve(study)
    identifiers = arrivals(catalogue.study(uid))
    catalogue.close()
    if not identifiers:
        raise Problem("the study came in without a trace", "check the setting otlp of ingest", Exit.NOT_FOUND)
    chosen = identifiers if everything else identifiers[-1:]
    made = {
        "study": uid,
        "arrivals": identifiers,
        "traces": [document(i, trace_link(settings, i), _fetch(settings.zipkin, i)) for i in chosen],
    }
    emit(made, as_json, lambda console: render(made, console))
    return Exit.OK


def arrivals(study: pb.GetStudyResponse) -> list[str]:
    """The trace ids of a study's arrivals, in order, each once; the last one last."""
    instances = sorted(study.instances, key=lambda instance: instance.received_at.ToNanoseconds())
    traceparents = [*(instance.traceparent for instance in instances), study.summary.traceparent]
    found = [identifier for text in reversed(traceparents) if (identifier := trace_id(text)) is not None]
    return list(dict.fromkeys(found))[::-1]


def document(identifier: str, link: str, spans: list[dict[str, Any]]) -> dict[str, Any]:
    """One trace: spans in order, parents first, each with its depth."""
    roots = tree(spans)
    return {
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
    for shown in made["traces"]:
        columns = ("service", "span", "start ms", "took ms", "counts")
        console.print(table("", columns, [_row(span) for span in shown["spans"]]))
        console.print(shown["link"], soft_wrap=True, highlight=False)
    others = len(made["arrivals"]) - len(made["traces"])
    if others:
        console.print(f"{others} other arrivals have traces of their own: --all shows them", highlight=False)


def _row(span: dict[str, Any]) -> tuple[str, str, float, float, str]:
    name = span["name"] + (" (failed)" if span["failed"] else "")
    counts = " ".join(f"{name.rpartition('.')[2]}={count}" for name, count in span["counts"].items())
    return "  " * span["depth"] + span["service"], name, span["start_ms"], span["duration_ms"], counts


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
