"""Where an instance comes from and what was made of it: rows in, messages out, pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import (
    INSTANCE_DEIDENTIFIED,
    INSTANCE_INDEXED,
    INSTANCE_QUARANTINED,
    INSTANCE_RECEIVED,
    RESULT_PRODUCED,
    Topic,
)
from bildstrom.index.grpc.contents import version
from bildstrom.index.membership import visible
from bildstrom.index.moments import timestamp
from bildstrom.index.rows import InstanceRow, JourneyRow, RevisionRow


@dataclass(frozen=True, slots=True)
class Known:
    """All that the catalogue knows of a study."""

    journeys: Sequence[JourneyRow]
    instances: Sequence[InstanceRow]
    revisions: Sequence[RevisionRow]
    results: Sequence[pb.ResultProduced]


def provenance(known: Known, sop_uid: str = "") -> catalog.GetProvenanceResponse:
    """Of one SOP Instance or all, by SOP Instance UID and arrival; nothing for an instance that is not known."""
    shown = {(row.sop_uid, row.sha256) for row in visible(known.instances)}
    received = {(row.sop_uid, row.source_sha256): row for row in known.instances if not row.derived}
    found = [
        _arrived(row, received.get((row.sop_uid, row.source_sha256)), shown, known.results) for row in known.journeys
    ]
    found += [_made(row, shown, known.results) for row in known.instances if row.derived]
    chosen = [item for item in found if sop_uid in ("", item.sop_instance_uid)]
    chosen.sort(key=lambda item: (item.sop_instance_uid, item.events[0].at.ToMicroseconds() if item.events else 0))
    return catalog.GetProvenanceResponse(instances=chosen, revisions=[_revision(row) for row in known.revisions])


def _arrived(
    journey: JourneyRow, row: InstanceRow | None, shown: set[tuple[str, str]], results: Iterable[pb.ResultProduced]
) -> catalog.InstanceProvenance:
    """An object that came from outside; without a version while it is not indexed, or kept back."""
    return catalog.InstanceProvenance(
        sop_instance_uid=journey.sop_uid,
        version=None if row is None else version(row),
        visible=row is not None and (row.sop_uid, row.sha256) in shown,
        events=_events(journey),
        quarantine_reason=pb.QuarantineReason.ValueType((row is None and journey.quarantine_reason) or 0),
        report_sha256=journey.source_sha256,
        used_by=[_run(result) for result in results if result.series_uid and result.series_uid == journey.series_uid],
    )


def _made(
    row: InstanceRow, shown: set[tuple[str, str]], results: Iterable[pb.ResultProduced]
) -> catalog.InstanceProvenance:
    """An object that a model made."""
    runs = [result for result in results if any(item.object.sha256 == row.sha256 for item in result.objects)]
    at = timestamp(row.received_us)
    return catalog.InstanceProvenance(
        sop_instance_uid=row.sop_uid,
        version=version(row),
        visible=(row.sop_uid, row.sha256) in shown,
        events=[catalog.ProvenanceEvent(topic=RESULT_PRODUCED.name, at=at)],
        produced_by=_run(runs[-1]) if runs else None,
    )


def _events(row: JourneyRow) -> list[catalog.ProvenanceEvent]:
    moments: list[tuple[Topic, int | None]] = [
        (INSTANCE_RECEIVED, row.received_us),
        (INSTANCE_DEIDENTIFIED, row.deidentified_us),
        (INSTANCE_QUARANTINED, row.quarantined_us),
        (INSTANCE_INDEXED, row.indexed_us),
    ]
    return [
        catalog.ProvenanceEvent(topic=topic.name, at=timestamp(us), traceparent=row.traceparent or "")
        for topic, us in sorted(((topic, us) for topic, us in moments if us is not None), key=lambda pair: pair[1])
    ]


def _run(result: pb.ResultProduced) -> catalog.ModelRun:
    return catalog.ModelRun(
        model=result.model,
        model_version=result.model_version,
        revision=result.revision,
        content_digest=result.content_digest,
        series_uid=result.series_uid,
        status=result.status,
        reason=result.reason,
        produced_at=result.produced_at,
        sop_instance_uids=[item.instance.sop_instance_uid for item in result.objects],
    )


def _revision(row: RevisionRow) -> catalog.Revision:
    return catalog.Revision(
        number=row.number, content_digest=row.content_digest, published_at=timestamp(row.published_us)
    )
