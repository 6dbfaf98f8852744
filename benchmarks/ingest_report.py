"""The report on receivers: a table per way of sending, and what was aimed at."""

from collections.abc import Mapping, Sequence
from statistics import median

from ingest_runs import Kind, Run
from report import Target, spread

US, ORTHANC, DCMTK = "bildstrom", "orthanc", "dcmtk + fsync"
STOCK_GOALS = {"ct": 20.0, "small": 50.0}  # times Orthanc
NODELAY_GOAL, SINGLES_GOAL = 3.0, 2.0  # times Orthanc
DCMTK_GOAL, CPU_GOAL = 1.0, 1.5  # times DCMTK with fsync: at least, at most

Results = Mapping[tuple[str, Kind], Sequence[Run]]


def targets(results: Results) -> list[Target]:
    """What was aimed at, as far as the peers are there."""
    found = []
    for kind in _kinds(results):
        for peer, goal in _goals(kind).items():
            if (peer, kind) in results:
                ratio = _rate(results, US, kind) / _rate(results, peer, kind)
                found.append(Target(f"{kind.label}: rate / {peer}", round(ratio, 2), goal, "x", ratio >= goal))
        if kind.associations and not kind.nagle and (DCMTK, kind) in results:
            ratio = _cpu(results, US, kind) / max(_cpu(results, DCMTK, kind), 1e-9)
            name = f"{kind.label}: CPU per object / {DCMTK} (at most)"
            found.append(Target(name, round(ratio, 2), CPU_GOAL, "x", ratio <= CPU_GOAL))
    return found


def _goals(kind: Kind) -> dict[str, float]:
    if not kind.associations:
        return {ORTHANC: SINGLES_GOAL}
    if kind.nagle:
        return {ORTHANC: STOCK_GOALS[kind.objects.name]}
    return {ORTHANC: NODELAY_GOAL, DCMTK: DCMTK_GOAL}


def lines(results: Results, absent: Sequence[str]) -> list[str]:
    """The tables."""
    found = []
    for kind in _kinds(results):
        size = kind.objects.size / kind.objects.objects / 1000
        found += [
            "",
            f"## {kind.label} ({kind.objects.objects} x {size:.0f} kB)",
            "",
            "| receiver | objects/s | MB/s | CPU s per 1,000 | peak RSS, MB | Bildstrom is | others' CPU |",
            "|---|---|---|---|---|---|---|",
            *(_row(results, name, kind) for name in sorted({name for name, other in results if other == kind})),
        ]
    if absent:
        found += ["", "Absent here, so not compared:", *(f"- {line}" for line in absent)]
    return found


def _row(results: Results, name: str, kind: Kind) -> str:
    runs = results[name, kind]
    factor = "" if name == US else f"{_rate(results, US, kind) / _rate(results, name, kind):.2f}x"
    speed = median(run.megabytes / run.seconds for run in runs)
    cpu = spread([run.cpu_per_thousand for run in runs], 2)
    others = f"{max(run.others for run in runs):.0%}"
    rss = f"{median(run.rss_mb for run in runs):.0f}"
    return f"| {name} | {spread([run.rate for run in runs])} | {speed:.0f} | {cpu} | {rss} | {factor} | {others} |"


def _kinds(results: Results) -> list[Kind]:
    return list(dict.fromkeys(kind for _, kind in results))


def _rate(results: Results, name: str, kind: Kind) -> float:
    return median(run.rate for run in results[name, kind])


def _cpu(results: Results, name: str, kind: Kind) -> float:
    return median(run.cpu_per_thousand for run in results[name, kind])
