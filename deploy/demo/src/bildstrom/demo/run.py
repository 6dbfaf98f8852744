"""One run of the demo: set up, start, send, wait, tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console as Screen

from bildstrom.demo import tables
from bildstrom.demo.accounting import Account
from bildstrom.demo.console import Console
from bildstrom.demo.phantom import ChestPhantom, Expected
from bildstrom.demo.samples import SAMPLES, sample_files
from bildstrom.demo.sending import send
from bildstrom.demo.settling import settle
from bildstrom.demo.stages import stages
from bildstrom.demo.study_files import chest_files
from bildstrom.demo.verdict import compare, right
from bildstrom.local.folders import Cache, Home, default_root
from bildstrom.local.setup import setup
from bildstrom.local.stack import Stack

PHANTOM = "chest CT phantom"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent; what is expected of it when that is known.

    Attributes:
        descriptions: what a study is, by the name of its first file.
    """

    paths: Sequence[Path]
    descriptions: dict[str, str]
    expected: Expected | None


def own_parcel(home: Home, screen: Screen) -> Parcel:
    """The synthetic chest CT and the samples of other modalities."""
    files, expected = chest_files(home.root / "demo", ChestPhantom(), lambda text: screen.print(f"  {text}"))
    samples = sample_files()
    screen.print(f"  {len(files)} slices of a synthetic chest CT, {len(samples)} real files of other modalities")
    descriptions = {path.name: SAMPLES[name] for name, path in zip(SAMPLES, samples, strict=True)}
    return Parcel([*files, *samples], descriptions | {files[0].name: PHANTOM}, expected)


def start(stack: Stack, cache: Cache, screen: Screen) -> None:
    """Fetch what is needed and start everything. Raises LocalError."""

    def report(text: str) -> None:
        screen.print(f"  {text}", highlight=False)

    screen.print("[bold]1/4 set up[/] (once: some minutes of downloads)")
    setup(cache, report)
    screen.print("[bold]2/4 start[/] Kafka, Cassandra, Triton, trace viewer, services")
    stack.up(report=report)


def deliver(stack: Stack, parcel: Parcel, screen: Screen) -> bool:
    """Send, wait, and tell what came of it; whether everything is accounted for and as expected.

    Raises:
        ConsoleFailed: a command of the console could not do its work.
    """
    console = Console(stack.home.run / "console.toml")
    screen.print("[bold]3/4 send[/] by C-STORE")
    sent, report = send(console, parcel.paths, project_key(stack.home))
    screen.print(
        f"  {report['stored']} of {report['objects']} objects stored in {report['seconds']} s"
        f" ({report['objects_per_second']} objects/s), {report['refused']} refused",
        highlight=False,
    )
    screen.print("[bold]4/4 wait[/] until every object is accounted for and every result is there")
    accounts = settle(console, sent, lambda text: screen.print(f"  {text}", highlight=False))
    return tell(accounts, parcel, stack, screen)


def tell(accounts: Sequence[Account], parcel: Parcel, stack: Stack, screen: Screen) -> bool:
    """Print the tables; whether all is well."""
    screen.print(tables.studies(accounts, parcel.descriptions))
    failures = tables.failures(accounts)
    shown = max((a for a in accounts if a.document), key=lambda a: len(a.names), default=None)
    if shown is not None and shown.document is not None:
        if parcel.expected is not None:
            comparisons = compare(shown.document["results"], parcel.expected)
            screen.print(tables.comparisons(comparisons))
            if not right(comparisons):
                failures.append("the synthetic chest CT was not measured as it was built")
        screen.print(tables.times(stages(shown.document)))
        tables.what_next(screen, shown.document, stack.ports.url("zipkin"), _command(stack.home))
    for failure in failures:
        screen.print(f"[red]not complete:[/] {failure}", highlight=False)
    if not failures:
        objects = sum(len(account.names) for account in accounts)
        screen.print(f"[green]complete:[/] all {objects} objects are accounted for", highlight=False)
    return not failures


def project_key(home: Home) -> bytes:
    """The demonstration project's key, from where the local stack keeps it."""
    return bytes.fromhex((home.keys / "demo.key").read_text().strip())


def _command(home: Home) -> str:
    """How the console finds this stack: by itself when it is the checkout's own."""
    config = "" if home.root == default_root() else f" --config {home.run / 'console.toml'}"
    return f".venv/bin/bildstrom{config}"
