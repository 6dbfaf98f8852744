"""Tables in Markdown."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The lines of a table."""
    return [f"| {' | '.join(map(str, row))} |" for row in (head, ["---"] * len(head), *rows)]


def bounds(rows: Iterable[tuple[str, int | float, str]]) -> list[str]:
    """Constants that bound what a peer can make us do: what, how much, of which unit."""
    return table(("bound", "value"), [(what, f"{value:,} {unit}".strip()) for what, value, unit in rows])
