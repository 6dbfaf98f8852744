"""What the demo shows at its end. Presentation only."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bildstrom.demo.accounting import Account
from bildstrom.demo.stages import Stage
from bildstrom.demo.verdict import Comparison

SHORT = 12


def studies(accounts: Sequence[Account], descriptions: Mapping[str, str]) -> Table:
    """One line per study: how far its objects have come, and what was found."""
    columns = ("study", "what", "sent", "received", "clean", "indexed", "quarantined or refused", "result")
    made = _table("Studies", columns, right=("sent", "received", "clean", "indexed"))
    for item in accounts:
        stages = item.document["stages"] if item.document else {}
        made.add_row(
            _short(item.study),
            descriptions.get(item.names[0], "") or f"{len(item.names)} files",
            str(len(item.names)),
            *(str(stages.get(stage, 0)) for stage in ("received", "deidentified", "indexed")),
            _kept_back(item),
            escape(_result(item.document)),
        )
    return made


def comparisons(found: Sequence[Comparison]) -> Table:
    """The phantom's numbers beside its construction."""
    made = _table(
        "Measured and built", ("measurement", "measured", "built", "tolerance", "unit", ""), right=("measured", "built")
    )
    for item in found:
        verdict = "[green]right[/]" if item.right else "[red]wrong[/]"
        numbers = (f"{item.measured:.2f}", f"{item.expected:.2f}", f"± {item.tolerance:g}", escape(item.unit))
        made.add_row(item.name, *numbers, verdict)
    return made


def times(found: Sequence[Stage]) -> Table:
    """The stages of one study."""
    columns = ("stage", "objects", "median s", "slowest s")
    made = _table("Times, when it first arrived", columns, right=columns[1:])
    for stage in found:
        made.add_row(stage.name, str(stage.objects), f"{stage.median_s:.2f}", f"{stage.slowest_s:.2f}")
    return made


def what_next(console: Console, document: Mapping[str, Any], zipkin: str, command: str) -> None:
    """Links, and what to type; ``command`` is how the console is called for this stack."""
    study = _short(document["study"])
    console.print("[bold]Look at it[/]")
    for name, link in (*document["links"].items(), ("all traces", f"{zipkin}/zipkin/")):
        console.print(f"  {name:<11} {link}", soft_wrap=True, highlight=False)
    console.print("[bold]Type next[/] (in another terminal)")
    for words in (f"studies show {study}", f"trace {study}", "results", "status", "send FOLDER"):
        console.print(f"  {command} {words}", soft_wrap=True, highlight=False)


def failures(accounts: Sequence[Account]) -> list[str]:
    """What is not accounted for, or awaited still, one line each."""
    found = []
    for item in accounts:
        if item.missing:
            found.append(f"study {_short(item.study) or '?'}: {item.missing} of {len(item.names)} objects are missing")
        for wait in item.document["waits"] if item.document else ():
            found.append(f"study {_short(item.study)}: {wait['what']}: {wait['why']}; {wait['todo']}")
    return found


def _short(uid: str) -> str:
    """Enough of a UID for `bildstrom studies show`, without the root that all have."""
    return uid.removeprefix("2.25.")[:SHORT]


def _kept_back(item: Account) -> str:
    refused = [f"{count} refused ({status})" for status, count in item.refused.items()]
    kept = [
        f"{entry['objects']} {entry['reason']}" for entry in (item.document["quarantined"] if item.document else ())
    ]
    return ", ".join(kept + refused)


def _result(document: Mapping[str, Any] | None) -> str:
    current = [result for result in document["results"] if result["current"]] if document else []
    return "; ".join(
        ", ".join(f"{m['name']} {m['value']:.2f} {m['unit']}" for m in result["measurements"])
        or f"{result['status'].replace('_', ' ')}: {result['reason'].replace('_', ' ')}"
        for result in current
    )


def _table(title: str, columns: Sequence[str], right: Sequence[str]) -> Table:
    made = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return made
