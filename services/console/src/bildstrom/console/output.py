"""How every command speaks: a table for people, or with ``--json`` one JSON document on stdout and nothing else."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

PIPE_WIDTH = 200
STATE_STYLES = {
    "up": "green",
    "ok": "green",
    "no_answer": "red",
    "takes_nothing": "red",
    "not_serving": "red",
    "missing": "red",
    "down": "yellow",
}

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


def emit(document: Any, as_json: bool, render: Callable[[Console], None]) -> None:
    """Print a document as JSON, or what ``render`` makes of it."""
    if as_json:
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        # A pipe has no width: lines that are cut at 80 columns would tear UIDs apart.
        render(Console(width=None if sys.stdout.isatty() else PIPE_WIDTH))


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    """A plain table; numbers are right-aligned, nothing is cut off; a text in brackets is a text, not markup."""
    made = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        made.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        made.add_row(*(_cell(cell) for cell in row))
    return made


@contextmanager
def progress(what: str) -> Iterator[Callable[[str], None]]:
    """A line on a terminal's stderr while something takes its time; nothing of it stays, and none goes to a file.

    Yields:
        what tells how far it is.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(what) as status:
        yield lambda text: status.update(f"{what}: {text}")


def emit_list(
    name: str, entries: Sequence[dict[str, Any]], columns: Sequence[str], as_json: bool, nothing: str
) -> None:
    """Print entries as JSON under a name, or as a table of some of their columns; ``nothing`` where there are none."""
    rows = [[entry[column] for column in columns] for entry in entries]
    emit({name: entries}, as_json, lambda console: console.print(table("", columns, rows) if rows else nothing))


def lines(console: Console, document: dict[str, Any]) -> None:
    """A document as one ``name: value`` line per entry, nested ones indented."""
    for name, value in document.items():
        if isinstance(value, dict):
            console.print(f"{name}:", highlight=False)
            for inner, text in value.items():
                console.print(f"  {inner}: {text}", highlight=False, markup=False)
        else:
            console.print(f"{name}: {'' if value is None else value}", highlight=False, markup=False)


def _cell(value: Any) -> Text:
    """A value as it is; the states of things in their colours."""
    text = "" if value is None else str(value)
    return Text(text, style=STATE_STYLES.get(text, ""))
