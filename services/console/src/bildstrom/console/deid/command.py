"""``bildstrom deid``: what de-identification does to an object, and what stands for an identifier."""

import re
from pathlib import Path

import click
from rich.console import Console

from bildstrom.console.asking import MAX_MESSAGE, actor_option, ask
from bildstrom.console.catalogue import whole
from bildstrom.console.deid.document import report_document
from bildstrom.console.deid.epochs import epochs
from bildstrom.console.deid.files import file
from bildstrom.console.deid.rules import explain, profiles
from bildstrom.console.deid.verifying import verify
from bildstrom.console.exits import Exit, Problem
from bildstrom.console.output import emit, json_option, lines, table
from bildstrom.console.settings import ConsoleSettings
from bildstrom.deid.v1 import deid_pb2 as pb

KINDS = {
    "uid": pb.IDENTIFIER_KIND_UID,
    "patient-id": pb.IDENTIFIER_KIND_PATIENT_ID,
    "accession": pb.IDENTIFIER_KIND_ACCESSION_NUMBER,
}


@click.group()
def deid() -> None:
    """De-identification: reports, trials, rules.

    Questions about objects and people leave audit records.
    """


for _command in (file, verify, explain, profiles, epochs):
    deid.add_command(_command)


@deid.command("report")
@click.argument("study")
@click.argument("instance")
@click.option("--source", "sha256", default="", help="SHA-256 of the raw object, where an instance came with several.")
@actor_option
@json_option
@click.pass_obj
def report(settings: ConsoleSettings, study: str, instance: str, sha256: str, actor: str, as_json: bool) -> Exit:
    """Show which rule did what to an object.

    To each attribute of a received object, never with a value. STUDY and INSTANCE are whole pseudonymous UIDs. Exit
    code 1 when the object is kept back.
    """
    name = pb.ObjectName(
        project=settings.project, study_uid=whole(study), sop_instance_uid=whole(instance), source_sha256=sha256
    )
    found = ask(settings, "Report", pb.ReportRequest(object=name, actor=actor)).report
    return _told(found, as_json)


@deid.command("try")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--profile", default="", help="Name of a profile of deid. [default: the project's]")
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write the clean object.")
@actor_option
@json_option
@click.pass_obj
def try_(settings: ConsoleSettings, file: Path, profile: str, out: Path | None, actor: str, as_json: bool) -> Exit:
    """Show what a profile makes of a FILE.

    Nothing of it is stored or passed on; exit code 1 when it is kept back.
    """
    if file.stat().st_size > MAX_MESSAGE:
        raise Problem(f"{file} is too large", f"at most {MAX_MESSAGE >> 20} MiB are looked at", Exit.USAGE)
    request = pb.TryRequest(
        project=settings.project, profile=profile, object=file.read_bytes(), with_object=out is not None, actor=actor
    )
    answer = ask(settings, "Try", request)
    if out is not None and answer.object:
        out.write_bytes(answer.object)
    return _told(answer.report, as_json)


@deid.command("pseudonym")
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.argument("identifier")
@click.option("--epoch", default="", help="Whose key counts. [default: that of the study named, or the one that runs]")
@actor_option
@json_option
@click.pass_obj
def pseudonym(settings: ConsoleSettings, kind: str, identifier: str, epoch: str, actor: str, as_json: bool) -> Exit:
    """Show what stands for an original IDENTIFIER.

    In the project; '-' reads it from standard input.
    """
    if identifier == "-":
        identifier = click.get_text_stream("stdin").readline().strip()
    if kind == "uid":
        see_uid(identifier)
    request = pb.PseudonymRequest(
        project=settings.project, kind=KINDS[kind], identifier=identifier, actor=actor, epoch=epoch
    )
    made = {"project": settings.project, "kind": kind, "pseudonym": ask(settings, "Pseudonym", request).pseudonym}
    emit(made, as_json, lambda console: console.print(made["pseudonym"], highlight=False))
    return Exit.OK


def see_uid(identifier: str) -> None:
    """A mistyped UID would get a pseudonym like any other, which nothing is found by. Raises Problem."""
    if not re.fullmatch(r"[0-9.]{1,64}", identifier):
        raise Problem("the identifier is no UID", "write digits and dots, at most 64", Exit.USAGE)


def _told(found: pb.ObjectReport, as_json: bool) -> Exit:
    made = report_document(found)

    def render(console: Console) -> None:
        lines(console, {name: value for name, value in made.items() if name != "acted" and value is not None})
        if made["acted"]:
            columns = ("path", "keyword", "effect", "rule")
            console.print(table("", columns, [[item[column] for column in columns] for item in made["acted"]]))

    emit(made, as_json, render)
    return Exit.FAILED if found.kept_back else Exit.OK
