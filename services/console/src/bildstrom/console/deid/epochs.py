"""``bildstrom deid epochs``: the keys of a project's epochs, closing one, and destroying its key for good."""

from typing import Any

import click

from bildstrom.console.asking import actor_option, ask, reason_option
from bildstrom.console.exits import Exit, Problem
from bildstrom.console.output import emit, emit_list, json_option
from bildstrom.console.settings import ConsoleSettings
from bildstrom.console.times import when
from bildstrom.deid.v1 import deid_pb2 as pb


@click.group()
def epochs() -> None:
    """Key epochs of a project.

    Of one with epoch_days; every decision is final, and leaves an audit record.
    """


@epochs.command("list")
@actor_option
@json_option
@click.pass_obj
def list_(settings: ConsoleSettings, actor: str, as_json: bool) -> Exit:
    """List the epochs, the oldest first.

    With the originals that are left of each, and lead back to patients.
    """
    answer = ask(settings, "ListEpochs", pb.ListEpochsRequest(project=settings.project, actor=actor))
    entries = [document(item) for item in answer.epochs]
    columns = ("epoch", "state", "began_at", "ends_at", "closed_at", "destroyed_at", "studies", "originals")
    emit_list("epochs", entries, columns, as_json, "the project has no epochs")
    return Exit.OK


@epochs.command("close")
@click.argument("epoch")
@reason_option
@actor_option
@json_option
@click.pass_obj
def close(settings: ConsoleSettings, epoch: str, reason: str, actor: str, as_json: bool) -> Exit:
    """Let nothing more fall into an EPOCH.

    What comes late for its studies begins new ones in the epoch that runs.
    """
    request = pb.CloseEpochRequest(project=settings.project, epoch=epoch, actor=actor, reason=reason)
    ask(settings, "CloseEpoch", request)
    emit({"closed": epoch}, as_json, lambda console: console.print(f"closed {epoch}", highlight=False))
    return Exit.OK


@epochs.command("destroy")
@click.argument("epoch")
@click.option(
    "--delete-originals", is_flag=True, help="Delete the raw objects of its studies too, those kept back as well."
)
@click.option(
    "--yes", is_flag=True, callback=lambda *given: _confirm(*given), expose_value=False, help="Do not ask for its name."
)
@reason_option
@actor_option
@json_option
@click.pass_obj
def destroy(
    settings: ConsoleSettings, epoch: str, delete_originals: bool, reason: str, actor: str, as_json: bool
) -> Exit:
    """Destroy the key of a closed EPOCH.

    Nobody can find out any more whose its studies are. There is no way back. What was released stays. Backups of
    the folder of keys have to be destroyed by whoever keeps them.
    """
    request = pb.DestroyEpochRequest(
        project=settings.project, epoch=epoch, delete_originals=delete_originals, actor=actor, reason=reason
    )
    answer = ask(settings, "DestroyEpoch", request)
    made = {"destroyed": epoch, "originals_deleted": answer.originals_deleted}
    said = f"destroyed {epoch}, {answer.originals_deleted} originals deleted; restart ingest and deid"
    emit(made, as_json, lambda console: console.print(said, highlight=False))
    return Exit.OK


def document(item: pb.Epoch) -> dict[str, Any]:
    """An epoch as its JSON document."""
    state = "destroyed" if item.HasField("destroyed_at") else "closed" if item.HasField("closed_at") else "open"
    return {
        "epoch": item.name,
        "state": state,
        "began_at": when(item, "began_at"),
        "ends_at": when(item, "ends_at"),
        "closed_at": when(item, "closed_at"),
        "destroyed_at": when(item, "destroyed_at"),
        "studies": item.studies,
        "originals": item.originals,
    }


def _confirm(context: click.Context, _: click.Parameter, yes: bool) -> None:
    """Have the epoch's name typed once more; an option that is not given comes after all that are."""
    if yes:
        return
    epoch = context.params["epoch"]
    asked = f"Destroy the key of epoch {epoch} of project {context.obj.project} for good? Type the epoch's name"
    if click.prompt(asked, default="", show_default=False, err=True) != epoch:
        raise Problem("that is not the epoch's name", "nothing was destroyed; give the command again", Exit.USAGE)
