"""``bildstrom studies wait``: until what was sent of a study can be read."""

import time
from typing import Any

import click

from bildstrom.catalog.v1 import catalog_pb2 as pb
from bildstrom.console.asking import actor_option, ask
from bildstrom.console.catalogue import Catalogue, whole
from bildstrom.console.exits import Exit
from bildstrom.console.output import emit, json_option, lines, progress
from bildstrom.console.settings import ConsoleSettings
from bildstrom.deid.v1 import deid_pb2 as deid

SLICE_S = 10.0  # one call; a catalogue that went away meanwhile is noticed after that


@click.command("wait")
@click.argument("study")
@click.option("--count", default=0, type=click.IntRange(0), help="Objects that were sent. [default: all that arrived]")
@click.option("--deadline", default=60.0, show_default=True, type=click.FloatRange(0), help="Seconds to wait.")
@click.option("--original", is_flag=True, help="STUDY is the original UID; deid tells the pseudonym (audited).")
@actor_option
@json_option
@click.pass_obj
def wait(settings: ConsoleSettings, /, study: str, count: int, deadline: float, original: bool, **common: Any) -> Exit:
    """Wait until what was sent can be read.

    By gRPC and DICOMweb; exit code 1 when it is not in time. STUDY is a whole UID; one that nothing has arrived of
    yet is waited for. Ends at once, with exit code 1, when
    everything has arrived and some of it is kept back in quarantine.
    """
    uid = _pseudonym(settings, study, common["actor"]) if original else whole(study)
    catalogue = Catalogue(settings.catalog, settings.project)
    end = time.monotonic() + deadline
    with progress(f"waiting for {uid}") as tell:
        while True:
            left = end - time.monotonic()
            found = catalogue.wait_until_indexed(uid, count, max(min(left, SLICE_S), 0))
            tell(f"received {found.received}, indexed {found.indexed} of {count or found.received}")
            if found.complete or settled(found, count) or left <= SLICE_S:
                break
    catalogue.close()
    made = document(settings.project, uid, found)
    emit(made, common["as_json"], lambda console: lines(console, made))
    if not found.complete:
        click.echo(f"  what to do: {advice(found, uid)}", err=True)
    return Exit.OK if found.complete else Exit.FAILED


def advice(found: pb.WaitUntilIndexedResponse, uid: str) -> str:
    """What to look at when not everything can be read."""
    if not found.received:
        return "nothing of it has arrived: check --project, and that the UID is whole (`bildstrom studies list`)"
    if found.quarantined:
        return f"`bildstrom quarantine list --study {uid}` shows what is kept back, and why"
    return f"`bildstrom studies show {uid}` says what it waits for"


def settled(found: pb.WaitUntilIndexedResponse, count: int) -> bool:
    """Whether all has arrived, and some of it is kept back: waiting longer changes nothing."""
    return found.quarantined > 0 and found.indexed + found.quarantined >= found.received >= max(count, 1)


def document(project: str, uid: str, found: pb.WaitUntilIndexedResponse) -> dict[str, Any]:
    """The document of ``studies wait``."""
    return {
        "project": project,
        "study": uid,
        "complete": found.complete,
        "received": found.received,
        "indexed": found.indexed,
        "quarantined": found.quarantined,
    }


def _pseudonym(settings: ConsoleSettings, original: str, actor: str) -> str:
    request = deid.PseudonymRequest(
        project=settings.project, kind=deid.IDENTIFIER_KIND_UID, identifier=original, actor=actor
    )
    return str(ask(settings, "Pseudonym", request).pseudonym)
