"""The status of a stack, for people and for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from rich.table import Table

from bildstrom.local.supervisor import Status

_STYLE = {"running": "green", "ended": "red", "stopped": "dim"}


def as_table(statuses: Sequence[Status]) -> Table:
    """One row per process."""
    table = Table(box=None, header_style="bold")
    for name, justify in (("name", "left"), ("state", "left"), ("pid", "right"), ("port", "right"), ("MiB", "right")):
        table.add_column(name, justify="right" if justify == "right" else "left")
    for status in statuses:
        table.add_row(
            status.name,
            f"[{_STYLE[status.state]}]{status.state}[/]",
            str(status.pid or ""),
            str(status.port),
            f"{status.rss_bytes / 2**20:.0f}" if status.rss_bytes else "",
        )
    return table


def as_json(statuses: Sequence[Status]) -> str:
    """A list of objects with the fields of :class:`Status`."""
    return json.dumps([asdict(status) for status in statuses], indent=2)
