"""What a benchmark leaves: a table to read, and ``build/bench/<name>.json`` for machines."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that was aimed at; ``met`` reports, it does not judge."""

    name: str
    value: float
    target: float
    unit: str
    met: bool


def write(name: str, targets: list[Target], lines: list[str]) -> None:
    """Print the report, and keep it beside the targets."""
    folder = Path("build/bench")
    folder.mkdir(parents=True, exist_ok=True)
    body = json.dumps({"targets": [asdict(target) for target in targets]}, indent=1)
    (folder / f"{name}.json").write_text(body + "\n")
    (folder / f"{name}.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


def target_lines(found: Sequence[Target]) -> list[str]:
    """What was aimed at, and whether it was met."""
    rows = [f"| {one.name} | {one.value} | {one.target} {one.unit} | {'yes' if one.met else 'no'} |" for one in found]
    return ["", "## Targets", "", "| what | measured | target | met |", "|---|---|---|---|", *rows]


def spread(values: list[float], digits: int = 1) -> str:
    """Median, and the range in brackets."""
    return f"{median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def percentile(values: list[float], percent: int) -> float:
    """The value that so many percent do not exceed; of few values the largest."""
    return quantiles(values, n=100)[percent - 1] if len(values) >= 100 or percent == 50 else max(values)
