"""``bildstrom deid verify``: what is left in an object that is said to be clean."""

from pathlib import Path

import click
from rich.console import Console

from bildstrom.console.asking import MAX_MESSAGE, actor_option, ask
from bildstrom.console.deid.document import verdict_document
from bildstrom.console.exits import Exit, Problem
from bildstrom.console.output import emit, json_option, lines, table
from bildstrom.console.settings import ConsoleSettings
from bildstrom.deid.v1 import deid_pb2 as pb

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("verify")
@click.argument("file", type=_FILE)
@click.option("--original", type=_FILE, help="What it was made from: its names, UIDs and values are looked for.")
@click.option("--profile", default="", help="Name of a profile of deid. [default: the project's]")
@actor_option
@json_option
@click.pass_obj
def verify(
    settings: ConsoleSettings, file: Path, original: Path | None, profile: str, actor: str, as_json: bool
) -> Exit:
    """Check a FILE that is said to be clean.

    Whoever cleaned it; exit code 1 when something is left in it. Nothing of it is stored. Without the original
    nobody can tell whether a text mentions the patient, or a date moved.
    """
    if file.stat().st_size + (original.stat().st_size if original else 0) > MAX_MESSAGE:
        raise Problem(f"{file} is too large", f"at most {MAX_MESSAGE >> 20} MiB are looked at", Exit.USAGE)
    request = pb.VerifyRequest(
        project=settings.project,
        profile=profile,
        object=file.read_bytes(),
        original=original.read_bytes() if original else b"",
        actor=actor,
    )
    answer = ask(settings, "Verify", request)
    made = verdict_document(answer)

    def render(console: Console) -> None:
        lines(console, {"profile": answer.profile, "left": len(answer.left) or "nothing was found"})
        if made["left"]:
            columns = ("kind", "path", "keyword", "rule")
            console.print(table("", columns, [[item[column] for column in columns] for item in made["left"]]))

    emit(made, as_json, render)
    return Exit.FAILED if answer.left else Exit.OK
