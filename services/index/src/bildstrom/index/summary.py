"""A study in a few numbers, and each object's journey: rows in, messages out, pure."""

from collections.abc import Iterable, Sequence

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.moments import timestamp
from bildstrom.index.rows import JourneyRow, ResultRow, RevisionRow, SeriesRow, StudyRow


def summary(
    project: str,
    study_uid: str,
    study: StudyRow,
    series: Iterable[SeriesRow],
    journeys: Sequence[JourneyRow],
) -> catalog.StudySummary:
    """How far a study has come; revision and results are added by :func:`with_outcome`.

    An object that was quarantined and then de-identified, by a better profile, counts as de-identified: it is visible.
    """
    indexed = [row.indexed_us for row in journeys if row.indexed_us is not None]
    return catalog.StudySummary(
        project=project,
        study_uid=study_uid,
        modalities=sorted({row.modality for row in series if row.modality and not row.derived}),
        received=sum(row.received_us is not None for row in journeys),
        deidentified=sum(row.deidentified_us is not None for row in journeys),
        quarantined=sum(row.quarantined_us is not None and row.deidentified_us is None for row in journeys),
        indexed=len(indexed),
        first_received_at=timestamp(study.first_received_us),
        last_received_at=timestamp(study.last_received_us),
        last_indexed_at=timestamp(max(indexed, default=None)),
        traceparent=study.traceparent or "",
    )


def with_outcome(
    brief: catalog.StudySummary, revisions: Sequence[RevisionRow], results: Iterable[pb.ResultProduced]
) -> catalog.StudySummary:
    """Add a study's last revision, and how many results were produced."""
    if revisions:
        brief.revision = revisions[-1].number
        brief.content_digest = revisions[-1].content_digest
        brief.MergeFrom(catalog.StudySummary(last_revised_at=timestamp(revisions[-1].published_us)))
    brief.results = sum(result.status == pb.RESULT_STATUS_PRODUCED for result in results)
    return brief


def journey(row: JourneyRow) -> catalog.InstanceJourney:
    """How far one received object has come."""
    return catalog.InstanceJourney(
        sop_instance_uid=row.sop_uid,
        series_uid=row.series_uid or "",
        source_sha256=row.source_sha256,
        received_at=timestamp(row.received_us),
        deidentified_at=timestamp(row.deidentified_us),
        quarantined_at=timestamp(row.quarantined_us),
        quarantine_reason=pb.QuarantineReason.ValueType(row.quarantine_reason or 0),
        indexed_at=timestamp(row.indexed_us),
        traceparent=row.traceparent or "",
    )


def result(row: ResultRow) -> pb.ResultProduced:
    """A result, without its objects' metadata."""
    return pb.ResultProduced.FromString(row.message)
