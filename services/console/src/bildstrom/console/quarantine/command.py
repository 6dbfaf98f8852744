"""``bildstrom quarantine``: what is kept back, and deciding about it."""

from typing import Any

import click

from bildstrom.console.asking import actor_option, ask, reason_option, word
from bildstrom.console.catalogue import begins, whole
from bildstrom.console.exits import Exit, Problem
from bildstrom.console.output import emit, json_option, table
from bildstrom.console.settings import ConsoleSettings
from bildstrom.console.times import when
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.events.v1 import events_pb2 as events

_PREFIX = "QUARANTINE_REASON_"
# what a person can judge by looking at the images; deid refuses every other one
CHECKS = ("burned_in_text", "exhausted_bounds", "recognizable_face", "undecodable_pixels")
DIGITS = 12  # of a SHA-256, for people: enough to tell contents of one object apart


@click.group()
def quarantine() -> None:
    """Objects that are kept back.

    Every decision is final, and leaves an audit record.
    """


@quarantine.command("list")
@click.option("--study", default="", help="Only those of a study, by its pseudonymous UID.")
@actor_option
@json_option
@click.pass_obj
def list_(settings: ConsoleSettings, study: str, actor: str, as_json: bool) -> Exit:
    """List what awaits a decision.

    The first received comes first. `releasable` is what a person may pass on by `release --override`.
    """
    entries = [document(item) for item in _kept(settings, study, actor)]
    columns = ("instance", "study", "reason", "releasable", "received_at", "source_sha256")
    rows = [[entry[c][:DIGITS] if c == "source_sha256" else _said(entry[c]) for c in columns] for entry in entries]
    emit(
        {"quarantined": entries},
        as_json,
        lambda console: console.print(table("", columns, rows) if rows else "nothing is kept back"),
    )
    return Exit.OK


@quarantine.command("release")
@click.argument("instance")
@click.option(
    "--override", "checks", multiple=True, type=click.Choice(CHECKS), help="A check that a person made; repeatable."
)
@reason_option
@actor_option
@json_option
@click.pass_obj
def release(
    settings: ConsoleSettings, instance: str, checks: tuple[str, ...], reason: str, actor: str, as_json: bool
) -> Exit:
    """De-identify an object and pass it on.

    INSTANCE may be the beginning of its pseudonymous UID. Where it came with several contents, a colon and the
    beginning of the raw object's SHA-256 follow: 2256018:4fe0.
    """
    overrides = [events.QuarantineReason.Value(f"{_PREFIX}{check.upper()}") for check in checks]
    chosen = _chosen(settings, instance, actor)
    request = pb.ReleaseRequest(object=chosen, overrides=overrides, actor=actor, reason=reason)
    answer = ask(settings, "Release", request)
    made = {
        "released": chosen.sop_instance_uid,
        "overridden": list(checks),
        "clean_sha256": answer.clean_sha256,
        "profile": answer.profile,
    }
    emit(made, as_json, lambda console: console.print(f"released {made['released']}", highlight=False))
    return Exit.OK


@quarantine.command("discard")
@click.argument("instance")
@reason_option
@actor_option
@click.confirmation_option(prompt="Delete this object for good?")
@json_option
@click.pass_obj
def discard(settings: ConsoleSettings, instance: str, reason: str, actor: str, as_json: bool) -> Exit:
    """Delete an object for good. INSTANCE as of a release."""
    chosen = _chosen(settings, instance, actor)
    ask(settings, "Discard", pb.DiscardRequest(object=chosen, actor=actor, reason=reason))
    made = {"discarded": chosen.sop_instance_uid}
    emit(made, as_json, lambda console: console.print(f"discarded {made['discarded']}", highlight=False))
    return Exit.OK


def document(item: pb.Quarantined) -> dict[str, Any]:
    """An object that is kept back as its JSON document."""
    return {
        "study": item.object.study_uid,
        "series": item.series_uid,
        "instance": item.object.sop_instance_uid,
        "source_sha256": item.object.source_sha256,
        "sop_class": item.sop_class_uid,
        "bytes": item.size,
        "reason": word(events.QuarantineReason.Name(item.reason), _PREFIX),
        "releasable": item.releasable,
        "profile": item.profile,
        "received_at": when(item, "received_at"),
    }


def _said(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _kept(settings: ConsoleSettings, study: str, actor: str) -> list[pb.Quarantined]:
    request = pb.ListQuarantinedRequest(project=settings.project, study_uid=whole(study), actor=actor)
    return list(ask(settings, "ListQuarantined", request).objects)


def _chosen(settings: ConsoleSettings, instance: str, actor: str) -> pb.ObjectName:
    beginning, _, sha256 = instance.partition(":")
    found = [
        item.object
        for item in _kept(settings, "", actor)
        if begins(item.object.sop_instance_uid, beginning) and item.object.source_sha256.startswith(sha256)
    ]
    if not found:
        raise Problem(
            f"no object {beginning} awaits a decision in this project",
            "`bildstrom quarantine list` shows those that do; --project names another project",
            Exit.NOT_FOUND,
        )
    if len(found) > 1:
        raise Problem(
            f"{len(found)} objects begin with {beginning}",
            "give more digits, or the content as in UID:SHA256",
            Exit.USAGE,
        )
    return found[0]
