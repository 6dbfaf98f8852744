"""``bildstrom deid file``: files and folders de-identified by the running service into a folder, with a report.

Outputs are named by what the project calls their objects, ``STUDY/SERIES/INSTANCE.dcm``, because names of files tell
patients' names often enough; the report knows sources by their digests, for the same reason.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.console import Console

from bildstrom.console.asking import MAX_MESSAGE, actor_option, asking
from bildstrom.console.deid.document import report_document
from bildstrom.console.exits import Exit, Problem
from bildstrom.console.output import emit, json_option, lines
from bildstrom.console.send.files import Selection, find
from bildstrom.console.settings import ConsoleSettings
from bildstrom.deid.v1 import deid_pb2 as pb

REPORT = "report.jsonl"
TOO_LARGE = "too_large"
_UID = re.compile(r"[0-9][0-9.]{0,63}")


class Done(NamedTuple):
    """What became of a file: the line of the report, and why there is no clean one."""

    source: Path
    line: dict[str, Any]
    kept_back: str | None


@click.command("file")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write into.")
@click.option("--profile", default="", help="Name of a profile of deid. [default: the project's]")
@actor_option
@json_option
@click.pass_obj
def file(
    settings: ConsoleSettings, paths: tuple[Path, ...], out: Path, profile: str, actor: str, as_json: bool
) -> Exit:
    """De-identify files and folders (PATHS).

    Into a folder, through the running service; nothing is passed on. Writes STUDY/SERIES/INSTANCE.dcm and
    report.jsonl, a line for each file. Exit code 1 when any is kept back.
    """
    selection = find(paths)
    if not selection.files:
        raise Problem(
            f"no DICOM object among {selection.others} files",
            "name files or folders that contain DICOM Part 10 files",
            Exit.NOT_FOUND,
        )
    request = pb.TryRequest(project=settings.project, profile=profile, with_object=True, actor=actor)
    out.mkdir(parents=True, exist_ok=True)
    with (out / REPORT).open("a", encoding="utf-8") as report:
        kept: list[Done] = []
        for done in _cleaned(settings, selection, request, out):
            report.write(json.dumps(done.line, ensure_ascii=False) + "\n")
            report.flush()
            kept += [done] if done.kept_back else []
    _tell(selection, kept, out, as_json)
    return Exit.FAILED if kept else Exit.OK


def _cleaned(settings: ConsoleSettings, selection: Selection, request: pb.TryRequest, out: Path) -> Iterator[Done]:
    with asking(settings) as ask:
        for found in selection.files:
            if found.size > MAX_MESSAGE - (4 << 20):  # the service takes 60 MiB
                yield Done(found.path, {"source_sha256": None, "kept_back": TOO_LARGE, "file": None}, TOO_LARGE)
                continue
            request.object = found.path.read_bytes()
            answer = ask("Try", request)
            made = report_document(answer.report)
            place = None if made["kept_back"] else _written(answer, out)
            yield Done(found.path, made | {"file": place}, made["kept_back"])


def _written(answer: pb.TryResponse, out: Path) -> str:
    """Write a clean object; gives where, below the folder. Other content of the same object has a name of its own."""
    names = answer.study_uid, answer.series_uid, answer.sop_instance_uid
    if not all(map(_UID.fullmatch, names)):
        raise Problem("deid names an object by what is no UID", "see that it is deid that answers there", Exit.FAILED)
    folder = Path(answer.study_uid) / answer.series_uid
    (out / folder).mkdir(parents=True, exist_ok=True)
    for name in (answer.sop_instance_uid, f"{answer.sop_instance_uid}_{answer.report.clean_sha256}"):
        place = folder / f"{name}.dcm"
        if not (out / place).exists():
            (out / place).write_bytes(answer.object)
            break
        if (out / place).read_bytes() == answer.object:
            break
    return place.as_posix()


def _tell(selection: Selection, kept: list[Done], out: Path, as_json: bool) -> None:
    why = Counter(done.kept_back for done in kept)
    made = {
        "objects": len(selection.files),
        "cleaned": len(selection.files) - len(kept),
        "kept_back": [{"path": str(done.source), "reason": done.kept_back} for done in kept],
        "not_dicom": selection.others,
        "report": str(out / REPORT),
    }

    def render(console: Console) -> None:
        lines(console, made | {"kept_back": dict(why) if why else 0})
        for done in kept:
            console.print(f"  {done.kept_back}: {done.source}", highlight=False, markup=False)

    emit(made, as_json, render)
