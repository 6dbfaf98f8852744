"""``bildstrom send``: any folder to any DICOM receiver, by C-STORE."""

import re
import time
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn

from bildstrom.console.exits import Exit, Problem
from bildstrom.console.output import emit, json_option
from bildstrom.console.send import report
from bildstrom.console.send.association import AssociationRefused, Peer
from bildstrom.console.send.files import Selection, StoredFile, find
from bildstrom.console.send.transfer import Transfer
from bildstrom.console.send.wire import AssociationLost
from bildstrom.console.settings import ConsoleSettings, host_port

REFUSALS = {
    (1, 1): "no reason given",
    (1, 2): "application context not supported",
    (1, 3): "calling AE title not recognised: allow it there, or choose another by --calling",
    (1, 7): "called AE title not recognised: name the project's AE title by --called",
    (3, 1): "temporary congestion: it stops just now, or its disk is full (`bildstrom status`); try again later",
    (3, 2): "local limit exceeded: try again later, or with fewer --associations",
}


class AeTitle(click.ParamType):
    """1 to 16 characters of the default repertoire without backslash (PS3.5 section 6.2)."""

    name = "ae title"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The title, or a usage error."""
        if not re.fullmatch(r"[ !-\[\]-~]{1,16}", value) or not value.strip():
            self.fail(f"{value!r} is no AE title: 1 to 16 characters of ASCII, no backslash", param, ctx)
        return value


AE_TITLE = AeTitle()


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--host", help="Receiver's host; default from the settings (dicom).")
@click.option("--port", type=click.IntRange(1, 65535), help="Receiver's port; default from the settings (dicom).")
@click.option(
    "--called", default="BILDSTROM", show_default=True, type=AE_TITLE, help="Called AE title: it names the project."
)
@click.option("--calling", default="BILDSTROM_SCU", show_default=True, type=AE_TITLE, help="Calling AE title.")
@click.option("--associations", default=1, show_default=True, type=click.IntRange(1, 64), help="Sent in parallel.")
@click.option("--each", is_flag=True, help="Also list every file with its outcome.")
@json_option
@click.pass_obj
def send(  # noqa: PLR0913 - click passes each option by name
    settings: ConsoleSettings,
    paths: tuple[Path, ...],
    host: str | None,
    port: int | None,
    called: str,
    calling: str,
    associations: int,
    each: bool,
    as_json: bool,
) -> Exit:
    """Send DICOM files, and folders of them, by C-STORE.

    Files go as they are, in their own transfer syntax. Other files are counted and left out. A receiver that is out
    of resources (A700) is given some 16 seconds. Exit code 1 when anything was refused.
    """
    default_host, default_port = host_port(settings.dicom)
    peer = Peer(host or default_host, port or default_port, called, calling)
    selection = find(paths)
    if not selection.files:
        raise Problem(
            f"no DICOM object among {selection.others} files",
            "name files or folders that contain DICOM Part 10 files",
            Exit.NOT_FOUND,
        )
    tally = report.Tally()
    started = time.perf_counter()
    _transfer(peer, selection, associations, tally)
    made = report.document(tally, selection.others, time.perf_counter() - started, each=each)
    emit(made, as_json, lambda console: report.render(made, console))
    return Exit.FAILED if made["refused"] else Exit.OK


def _transfer(peer: Peer, selection: Selection, associations: int, tally: report.Tally) -> None:
    """Send with a progress bar. Raises Problem when not a single object got an answer."""
    console = Console(stderr=True)
    columns = (TextColumn("sending"), BarColumn(), MofNCompleteColumn(), TaskProgressColumn(show_speed=True))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("sending", total=len(selection.files))

        def count(file: StoredFile, outcome: str) -> None:
            tally.add(file, outcome)
            progress.advance(task)

        try:
            Transfer(peer, count).send(selection.files, associations)
        except (AssociationRefused, AssociationLost, OSError) as error:
            if not tally.outcomes:
                raise _problem(f"{peer.host}:{peer.port}", error) from error
            tally.lose(selection.files)


def _problem(where: str, error: Exception) -> Problem:
    if isinstance(error, AssociationRefused):
        reason = REFUSALS.get((error.rejected.source, error.rejected.reason), "an unknown reason: look at its log")
        return Problem(f"{where} refuses the association", reason)
    if isinstance(error, AssociationLost):
        todo = "check host and port, and the receiver's log"
        return Problem(f"{where} does not answer as a DICOM receiver", todo, Exit.DOWN)
    return Problem(f"nobody listens at {where}", "start the stack (`make up`), or name --host and --port", Exit.DOWN)
