"""Whether a study has a new revision, and what it says: pure."""

from dataclasses import replace
from datetime import UTC, datetime

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import STUDY_REVISED
from bildstrom.runtime.events import Event, event_id
from bildstrom.studies.state import Pending, Study, rest


def revised(study: Study, snapshot: catalog.StudySnapshot, manifest: pb.ObjectRef) -> pb.StudyRevised | None:
    """The next revision; None when the content is that of the last one."""
    if snapshot.content_digest == study.content_digest:
        return None
    event = pb.StudyRevised(
        project=study.project,
        study_uid=study.study_uid,
        revision=study.revision + 1,
        content_digest=snapshot.content_digest,
        series=[_content(series, study.instances.get(series.series_uid, 0)) for series in snapshot.series],
        manifest=manifest,
    )
    event.last_received_at.CopyFrom(snapshot.last_received_at)
    return event


def published(study: Study, seen_ms: int | None) -> Study:
    """The state once its pending revision has been acknowledged."""
    if study.pending is None:
        return study
    event = pb.StudyRevised.FromString(study.pending.event)
    done = replace(
        study,
        revision=event.revision,
        content_digest=event.content_digest,
        instances={series.series_uid: series.instances for series in event.series},
        pending=None,
    )
    return rest(done, seen_ms)


def as_event(pending: Pending) -> Event:
    """The event of a pending revision; its id is the study's content, so saying it twice is one event."""
    message = pb.StudyRevised.FromString(pending.event)
    return Event(
        topic=STUDY_REVISED,
        key=message.study_uid,
        message=message,
        id=event_id(STUDY_REVISED, message.project, message.study_uid, message.content_digest),
        time=datetime.now(UTC),
        traceparent=pending.traceparent,
    )


def _content(series: catalog.SeriesSnapshot, before: int) -> pb.SeriesContent:
    count = len(series.instances)
    return pb.SeriesContent(
        series_uid=series.series_uid, modality=series.modality, instances=count, added=max(0, count - before)
    )
