"""``bildstrom deid profiles`` and ``explain``: which rules there are, and what they do, as they are compiled."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import click
from rich.console import Console

from bildstrom.console.asking import ask
from bildstrom.console.exits import Exit
from bildstrom.console.output import emit, json_option, lines, table
from bildstrom.console.settings import ConsoleSettings
from bildstrom.deid.v1 import deid_pb2 as pb


@click.command("profiles")
@json_option
@click.pass_obj
def profiles(settings: ConsoleSettings, as_json: bool) -> Exit:
    """List the profiles, and whose they are."""
    found = [_profile(item) for item in ask(settings, "ListProfiles", pb.ListProfilesRequest()).profiles]

    def render(console: Console) -> None:
        columns = ("name", "identity", "options", "codes", "site_rules", "pixels", "projects")
        console.print(table("", columns, [[_joined(item[column]) for column in columns] for item in found]))

    emit({"profiles": found}, as_json, render)
    return Exit.OK


@click.command("explain")
@click.argument("attributes", nargs=-1)
@click.option("--profile", default="", help="Name of a profile of deid. [default: the project's]")
@click.option("--sop-class", default="", help="UID or keyword, such as CTImageStorage. [default: one nobody knows]")
@click.option("--inside", default="", help="Sequences around, such as BeamSequence or 0040,0275.0040,0008.")
@json_option
@click.pass_obj
def explain(
    settings: ConsoleSettings, attributes: tuple[str, ...], profile: str, sop_class: str, inside: str, as_json: bool
) -> Exit:
    """Show what the rules do to each attribute.

    To those of a SOP class, as the rules are compiled, and why. ATTRIBUTES are keywords, tags as gggg,eeee or
    creators of private ones, with * and ?; all of them by default. Exit
    code 4 when there is none.
    """
    path = [name for name in inside.split(".") if name]
    request = pb.ExplainRequest(project=settings.project, profile=profile, sop_class=sop_class, path=path)
    answer = ask(settings, "Explain", request)
    found = list(_policies(answer, attributes))
    made = {"profile": answer.profile, "sop_class": answer.sop_class_uid or None, "inside": path, "policies": found}

    def render(console: Console) -> None:
        lines(console, {"profile": answer.profile, "SOP class": answer.sop_class_uid or "one that nobody knows"})
        columns = ("tag", "attribute", "vr", "action", "rule")
        rows = [[item[column] for column in columns] for item in found]
        console.print(
            table("", columns, rows) if rows else "no attribute is called so; write keywords of PS3.6 or tags"
        )

    emit(made, as_json, render)
    return Exit.OK if found else Exit.NOT_FOUND


def _profile(found: pb.Profile) -> dict[str, Any]:
    return {
        "name": found.name,
        "identity": found.identity,
        "unchanged": found.unchanged,
        "options": list(found.options),
        "codes": list(found.codes),
        "site_rules": found.site_rules,
        "pixels": "cleaned" if found.cleans_pixels else "as they are",
        "projects": list(found.projects),
    }


def _policies(answer: pb.ExplainResponse, attributes: tuple[str, ...]) -> Iterator[dict[str, str]]:
    patterns = [pattern.strip("()").lower() for pattern in attributes]
    for item in answer.policies:
        names = item.attribute.lower(), item.tag.strip("()").lower()
        if not patterns or any(fnmatchcase(name, pattern) for name in names for pattern in patterns):
            policy = (item.tag, item.attribute, item.vr, item.action, item.rule)
            yield dict(zip(("tag", "attribute", "vr", "action", "rule"), policy, strict=True))


def _joined(value: Any) -> Any:
    return " ".join(value) if isinstance(value, list) else value
