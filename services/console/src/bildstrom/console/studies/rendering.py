"""Studies for people. Pure presentation of the documents."""

from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from bildstrom.console.output import table
from bildstrom.console.results.document import numbers
from bildstrom.console.times import ago

STAGES = ("received", "deidentified", "quarantined", "indexed", "results")


def overview(entries: list[dict[str, Any]]) -> Table:
    """One line per study."""
    rows = [
        (
            entry["study"],
            " ".join(entry["modalities"]),
            *(entry["stages"][stage] for stage in STAGES),
            entry["revision"],
            entry["last_received_at"],
        )
        for entry in entries
    ]
    columns = ("study", "modalities", "received", "de-identified", "quarantined", "indexed", "results", "revision")
    return table("", (*columns, "last received"), rows)


def study(made: dict[str, Any], console: Console) -> None:
    """Everything about one study, but its single instances."""
    stages = made["stages"]
    revision = f"revision {made['revision']}" if made["revision"] else "no revision yet"
    console.print(f"study {made['study']}  {' '.join(made['modalities'])}  {revision}", highlight=False)
    console.print("  ".join(f"{stage} {stages[stage]}" for stage in STAGES), highlight=False)
    for item in made["quarantined"]:
        console.print(f"  quarantined: {item['objects']} x {item['reason']}", highlight=False)
    console.print("[green]done[/]" if made["done"] else "[yellow]not done[/]")
    for item in made["waits"]:
        _wait(item, console)
    for item in made["results"]:
        _result(item, console)
    for name, link in made["links"].items():
        console.print(f"{name}: {link}", highlight=False, soft_wrap=True)


def _wait(item: dict[str, Any], console: Console) -> None:
    objects = f"{item['objects']} objects " if item["objects"] else ""
    since = ""
    if item["since"]:
        since = f" for {ago((datetime.now(UTC) - datetime.fromisoformat(item['since'])).total_seconds())}"
    console.print(f"  {objects}{item['what']}{since}: {item['why']}", highlight=False)
    console.print(f"    what to do: {item['todo']}", highlight=False)


def _result(item: dict[str, Any], console: Console) -> None:
    detail = numbers(item) if item["measurements"] else item["reason"] or ""
    console.print(
        f"  result of revision {item['revision']}: {item['model']} {item['model_version']} {item['status']} {detail}",
        highlight=False,
        markup=False,
    )
