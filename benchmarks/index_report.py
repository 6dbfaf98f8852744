"""The sections of the report on the index, and what was aimed at."""

from collections.abc import Mapping

from index_queries import GROWTH_GOAL, P99_GOAL, Asked
from index_retrieval import Answer
from report import Target

Sizes = Mapping[int, Mapping[str, Asked]]  # by instances in the catalogue

_AIMED = ("by patient", "by date", "by range of dates", "by modality", "by UID")


def query_targets(ours: Sizes) -> list[Target]:
    """p99 at the largest size, and growth of the median from the smallest."""
    small, large = min(ours), max(ours)
    found = []
    for kind in _AIMED:
        p99 = ours[large][kind].p99
        found.append(Target(f"QIDO {kind}: p99 at {large:,} (at most)", round(p99, 1), P99_GOAL, "ms", p99 <= P99_GOAL))
        growth = ours[large][kind].p50 / ours[small][kind].p50
        name = f"QIDO {kind}: p50 at {large:,} / {small:,} (at most)"
        found.append(Target(name, round(growth, 2), GROWTH_GOAL, "x", growth <= GROWTH_GOAL))
    return found


def query_lines(ours: Sizes, theirs: Sizes) -> list[str]:
    """A table of p50 and p99 by kind of search and size."""
    columns = [("bildstrom", size, found) for size, found in sorted(ours.items())]
    columns += [("orthanc", size, found) for size, found in sorted(theirs.items())]
    titles = " | ".join(f"{name}, {size:,} instances" for name, size, _ in columns)
    kinds = list(next(iter(ours.values())))
    rows = []
    for kind in kinds:
        cells = " | ".join(f"{found[kind].p50:.1f} / {found[kind].p99:.1f}" for _, _, found in columns)
        rows.append(f"| {kind} | {ours[max(ours)][kind].found} | {cells} |")
    head = ["", "## QIDO-RS over HTTP, one search at a time: p50 / p99 in ms", ""]
    return [*head, f"| search | answers | {titles} |", "|---" * (2 + len(columns)) + "|", *rows]


def ratio_target(name: str, answers: Mapping[str, Answer], goal: float) -> list[Target]:
    """How many times the peer's rate in bytes or answers; none without a peer."""
    if "orthanc" not in answers:
        return []
    ratio = answers["orthanc"].seconds / answers["bildstrom"].seconds
    return [Target(f"{name}: rate / orthanc", round(ratio, 2), goal, "x", ratio >= goal)]


def answer_lines(raced: Mapping[str, Mapping[str, Answer]]) -> list[str]:
    """A table of what was retrieved."""
    rows = [
        f"| {what} | {name} | {answer.size / 1e6:.1f} | {1000 * answer.seconds:.0f} | "
        f"{answer.size / 1e6 / answer.seconds:.0f} |"
        for what, answers in raced.items()
        for name, answer in answers.items()
    ]
    return ["", "## Retrieval", "", "| what | from | MB | ms | MB/s |", "|---|---|---|---|---|", *rows]
