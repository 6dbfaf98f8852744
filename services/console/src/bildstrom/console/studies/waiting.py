"""Why a study is not done: from what the catalogue knows of it and from what surrounds it. Pure.

The stages follow each other: received → de-identified or quarantined → indexed → revised → result. For each stage that
something has not passed there is one wait, with the likeliest reason: the service is down, its dead letters name the
study, it is behind, or it is at work.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bildstrom.catalog.v1 import catalog_pb2 as pb


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What was found around a study when it was asked for.

    Attributes:
        down: services that do not say that they serve.
        lag: events that a service has not handled yet; absent when Kafka did not say.
        buried: dead letters that name the study, by service.
        content_digest: over what is indexed of it now; None when nothing is.
    """

    down: frozenset[str] = frozenset()
    lag: Mapping[str, int] = field(default_factory=dict)
    buried: Mapping[str, int] = field(default_factory=dict)
    content_digest: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Something of a study waits for a service.

    Attributes:
        objects: how many wait; 0 when it is the study as a whole.
        since: when the first of them came to this stage.
    """

    service: str
    what: str
    objects: int
    since: datetime | None
    why: str
    todo: str


def waits(study: pb.GetStudyResponse, around: Surroundings) -> list[Wait]:
    """What a study still waits for; nothing means that it is done."""
    found: list[Wait] = []
    received = [i for i in study.instances if not _passed_deid(i)]
    if received:
        since = min(i.received_at.ToDatetime(UTC) for i in received)
        found.append(_wait("deid", "received, not de-identified", len(received), since, around))
    clean = [i for i in study.instances if i.HasField("deidentified_at") and not i.HasField("indexed_at")]
    if clean:
        since = min(i.deidentified_at.ToDatetime(UTC) for i in clean)
        found.append(_wait("index", "de-identified, not indexed", len(clean), since, around))
    if around.content_digest is not None:
        found += _whole_study(study, around)
    return found


def _whole_study(study: pb.GetStudyResponse, around: Surroundings) -> list[Wait]:
    summary = study.summary
    indexed = summary.last_indexed_at.ToDatetime(UTC) if summary.HasField("last_indexed_at") else None
    if summary.content_digest != around.content_digest:
        what = f"content changed after revision {summary.revision}" if summary.revision else "indexed, not revised"
        return [_wait("studies", what, 0, indexed, around)]
    if not any(result.content_digest == summary.content_digest for result in study.results):
        return [_wait("inference", f"revision {summary.revision} without a result", 0, indexed, around)]
    return []


def _passed_deid(instance: pb.InstanceJourney) -> bool:
    # An index event may overtake the de-identified one in the catalogue: indexed implies de-identified.
    return any(instance.HasField(stage) for stage in ("deidentified_at", "quarantined_at", "indexed_at"))


def _wait(service: str, what: str, objects: int, since: datetime | None, around: Surroundings) -> Wait:
    why, todo = _reason(service, around)
    return Wait(service, what, objects, since, why, todo)


def _reason(service: str, around: Surroundings) -> tuple[str, str]:
    if "kafka" in around.down:
        return "Kafka is down", "start it (`make up`), and look at its log .bildstrom/logs/kafka.log"
    if service in around.down:
        return f"{service} is down", f"start it (`make up`), and look at its log .bildstrom/logs/{service}.log"
    if buried := around.buried.get(service, 0):
        return (
            f"{buried} of its events are dead letters of {service}",
            f"`bildstrom deadletters list --service {service}`; correct the cause, then redrive them",
        )
    if lag := around.lag.get(service, 0):
        return f"{service} is {lag} events behind", "wait; `bildstrom status` shows whether the lag shrinks"
    if service == "studies":
        return "the quiet period is running: late images are still awaited", "wait some seconds after the last image"
    if service == "inference":
        return (
            "inference is at work, or no model is installed for the project",
            "wait; then see `bildstrom trace STUDY`",
        )
    return f"{service} has it in hand", "wait; `bildstrom trace STUDY` shows where it is"
