"""The report on de-identification: a table per kind of object, and what was aimed at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from deid_sets import ObjectSet
from deid_tools import COPY, PEERS, US, Run
from report import Target, spread

SMALL_GOAL, LARGE_GOAL, MULTI_GOAL, COPY_GOAL = 20.0, 12.0, 10.0, 0.4
LINEAR_GOAL = 1.3  # times as long per frame with ten times the frames, at most

Results = dict[tuple[str, str], list[Run]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A set, and how many of its objects are timed in a round.

    Attributes:
        ours: for Bildstrom, raw copy and the round trip.
        theirs: for the tools, which need ten times as long and more.
    """

    name: str
    objects: ObjectSet
    ours: int
    theirs: int


def targets(results: Results) -> list[Target]:
    """What was aimed at, as far as the peers are there."""
    found = []
    for name, goal in (("small", SMALL_GOAL), ("large", LARGE_GOAL), ("multi", MULTI_GOAL)):
        best = _best_peer(results, name)
        if best is not None and (US, name) in results:
            found.append(_at_least(f"{name}: rate / best tool ({best})", _ratio(results, name, best), goal))
    if (US, "large") in results:
        found.append(_at_least("large: rate / raw copy", _ratio(results, "large", COPY), COPY_GOAL))
    if (US, "multi") not in results or (US, "tenth") not in results:
        return found
    growth = _cpu(results, US, "multi") / _cpu(results, US, "tenth") / 10
    name = "multi: time per frame, 1,000 frames / 100 frames (at most)"
    return [*found, Target(name, round(growth, 2), LINEAR_GOAL, "x", growth <= LINEAR_GOAL)]


def _at_least(name: str, value: float, goal: float) -> Target:
    return Target(name, round(value, 2), goal, "x", value >= goal)


def _best_peer(results: Results, name: str) -> str | None:
    there = [peer for peer in PEERS if (peer, name) in results]
    return min(there, key=lambda peer: _cpu(results, peer, name), default=None)


def _ratio(results: Results, name: str, other: str) -> float:
    return _cpu(results, other, name) / _cpu(results, US, name)


def _cpu(results: Results, tool: str, name: str) -> float:
    return median(run.cpu for run in results[tool, name])


def head(rounds: int, seconds: float, cores: int, quick: bool) -> list[str]:
    """What was done."""
    lines = [
        f"# De-identification: {rounds} rounds, shuffled, {cores} cores, {seconds:.0f} s",
        "",
        "Median (range) over the rounds. Read, de-identify, write to a memory file system, one process; the first"
        " object of each run warms up. Ratios are of processor time, which other work on this machine disturbs least.",
    ]
    return [*lines, "", "A quick run: too few objects for figures to rely on."] if quick else lines


def lines(
    results: Results, sets: Sequence[Kind], failed: Mapping[tuple[str, str], str], absent: Sequence[str]
) -> list[str]:
    """The tables."""
    found = []
    for kind in sets:
        size = kind.objects.size / 1000
        tools = sorted((tool for tool, name in results if name == kind.name), key=lambda t: _cpu(results, t, kind.name))
        found += [
            "",
            f"## {kind.name} ({size:.0f} kB, {kind.objects.elements} elements)",
            "",
            "| tool | CPU ms per object | objects/s of CPU | objects/s by the clock | Bildstrom is |",
            "|---|---|---|---|---|",
            *(_row(results, tool, kind.name) for tool in tools),
            *(f"| {tool} | {why} | | | |" for (tool, name), why in failed.items() if name == kind.name),
        ]
    if absent:
        found += ["", "Could not be installed, so not compared:", *(f"- {line}" for line in absent)]
    return found


def _row(results: Results, tool: str, name: str) -> str:
    runs = results[tool, name]
    factor = "" if tool == US or (US, name) not in results else f"{_ratio(results, name, tool):.2f}x"
    clock = spread([1 / run.wall for run in runs])
    cpu = spread([run.cpu * 1000 for run in runs], 3)
    return f"| {tool} | {cpu} | {1 / _cpu(results, tool, name):.0f} | {clock} | {factor} |"
