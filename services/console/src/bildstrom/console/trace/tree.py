"""A trace from Zipkin's spans: who called whom, when and for how long (Zipkin API v2). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Node:
    """A span and those below it.

    Attributes:
        start_ms: from the trace's first span.
        counts: its numeric tags.
    """

    service: str
    name: str
    start_ms: float
    duration_ms: float
    failed: bool
    counts: dict[str, int]
    children: list["Node"] = field(default_factory=list)


def tree(spans: Sequence[dict[str, Any]]) -> list[Node]:
    """The roots of a trace, everything in order of time; a span whose parent is absent is a root."""
    if not spans:
        return []
    first = min(span.get("timestamp", 0) for span in spans)
    ordered = sorted(spans, key=lambda span: (span.get("timestamp", 0), span["id"]))
    nodes = {span["id"]: _node(span, first) for span in ordered}
    roots: list[Node] = []
    for span in ordered:
        parent = nodes.get(span.get("parentId", ""))
        (parent.children if parent is not None else roots).append(nodes[span["id"]])
    return roots


def walk(nodes: Sequence[Node], depth: int = 0) -> Iterator[tuple[int, Node]]:
    """Every node with its depth, parents first."""
    for node in nodes:
        yield depth, node
        yield from walk(node.children, depth + 1)


def edges(nodes: Sequence[Node]) -> set[tuple[str, str]]:
    """Which service called which."""
    return {
        (node.service, child.service)
        for _, node in walk(nodes)
        for child in node.children
        if node.service != child.service
    }


def _node(span: dict[str, Any], first: int) -> Node:
    tags = span.get("tags", {})
    return Node(
        service=span.get("localEndpoint", {}).get("serviceName", "?"),
        name=span.get("name", "?"),
        start_ms=(span.get("timestamp", first) - first) / 1000,
        duration_ms=span.get("duration", 0) / 1000,
        failed="error" in tags or "error.type" in tags,
        counts={name: int(value) for name, value in sorted(tags.items()) if _counts(name, str(value))},
    )


def _counts(name: str, value: str) -> bool:
    """Whether a tag is a number of things; places and versions are numbers too."""
    return value.isdecimal() and not name.endswith((".id", ".offset", "_version"))
