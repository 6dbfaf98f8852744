"""A revision of a study in, the results of all installed models out."""

from collections.abc import Callable
from datetime import UTC, datetime

from google.protobuf.message import DecodeError

from bildstrom.catalog.v1 import catalog_pb2
from bildstrom.events.v1 import events_pb2
from bildstrom.events.v1.topics import RESULT_PRODUCED
from bildstrom.inference.application import Application, Clock
from bildstrom.inference.choice import Choice
from bildstrom.inference.engine import Engine
from bildstrom.inference.results import Result, Results
from bildstrom.inference.selection import DoesNotFit, closest
from bildstrom.inference.series import Images
from bildstrom.inference.triton_errors import ModelDead, ModelMissing
from bildstrom.runtime.errors import Rejected
from bildstrom.runtime.events import Event, event_id
from bildstrom.runtime.objects import ObjectMissing, ObjectStore


def utc_now() -> datetime:
    """The time at which a result is first produced."""
    return datetime.now(UTC)


async def handle(
    event: Event,
    *,
    images: Images,
    engine: Engine,
    models: Choice,
    wake: Callable[[], None],
    clock: Clock = utc_now,
) -> list[Event]:
    """Applies a project's models to every series that they take; one event per (model, series), or one per model.

    Args:
        images: of the revision; results are stored beside them.
        models: by project.
        wake: called when a model needs a repair.

    Raises:
        Rejected: unknown_project, manifest_missing, manifest_damaged, object_missing.
        Unavailable: store, decoders or Triton cannot answer now.
    """
    revised = event.message
    assert isinstance(revised, events_pb2.StudyRevised)
    manifest = await _manifest(images.store, revised)
    results: list[Result] = []
    for model in models(revised.project):
        application = Application(images, engine, model, revised, manifest, clock)
        try:
            results += await _once(application, Results(images.store, revised, model))
        except (ModelDead, ModelMissing):
            wake()
            raise
    return [_event(result) for result in results]


async def _once(application: Application, kept: Results) -> list[Result]:
    """The results of one model: those that are kept, or new ones."""
    return await kept.all() or await _apply(application, kept)


async def _apply(application: Application, kept: Results) -> list[Result]:
    """The results of one model, committed."""
    results, misfits = [], []
    for series in application.manifest.series:
        try:
            known = await kept.of_series(series.series_uid)
            results.append(known or await kept.record(await application.to_series(series, kept)))
        except DoesNotFit as error:
            misfits.append(error.reason)
    if not results:
        reason = closest(misfits)
        results.append(await kept.record(application.result(events_pb2.RESULT_STATUS_NOT_APPLICABLE, reason)))
    await kept.commit(results)
    return results


async def _manifest(store: ObjectStore, revised: events_pb2.StudyRevised) -> catalog_pb2.StudySnapshot:
    try:
        manifest = catalog_pb2.StudySnapshot.FromString(await store.get(revised.manifest.key))
    except ObjectMissing as error:
        raise Rejected("manifest_missing") from error
    except DecodeError as error:
        raise Rejected("manifest_damaged") from error
    if manifest.content_digest != revised.content_digest:
        raise Rejected("manifest_damaged")
    return manifest


def _event(result: Result) -> Event:
    identity = (result.project, result.study_uid, result.content_digest)
    return Event(
        topic=RESULT_PRODUCED,
        key=result.study_uid,
        message=result,
        id=event_id(RESULT_PRODUCED, *identity, result.model, result.model_version, result.series_uid),
        time=result.produced_at.ToDatetime(tzinfo=UTC),
    )
