"""A study in a few numbers, and each object's journey: rows in, messages out, pure."""

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.moments import timestamp
from bildstrom.index.progress import Progress
from bildstrom.index.rows import JourneyRow, ResultRow, StudyRow


def summary(project: str, study_uid: str, study: StudyRow, progress: Progress) -> catalog.StudySummary:
    """How far a study has come."""
    reached = progress.reached
    return catalog.StudySummary(
        project=project,
        study_uid=study_uid,
        modalities=progress.acquired,
        received=reached.received,
        deidentified=reached.deidentified,
        quarantined=reached.quarantined,
        indexed=reached.indexed,
        revision=progress.revision,
        content_digest=progress.content_digest,
        results=progress.results,
        first_received_at=timestamp(study.first_received_us),
        last_received_at=timestamp(study.last_received_us),
        last_indexed_at=timestamp(reached.last_indexed_us),
        traceparent=study.traceparent or "",
        last_revised_at=timestamp(progress.revised_us),
    )


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
