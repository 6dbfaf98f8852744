"""Events in, revisions out: an indexed instance touches its study; a study at rest is asked for, and revised or not."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_INDEXED
from bildstrom.runtime import tracing
from bildstrom.runtime.bus import Publisher, Record
from bildstrom.runtime.events import decode, encode
from bildstrom.runtime.objects import ObjectStore
from bildstrom.studies.revision import as_event, published, revised
from bildstrom.studies.state import Pending, Study, rest, touch


class Catalogue(Protocol):
    """What is asked of the index."""

    async def snapshot(self, project: str, study_uid: str) -> catalog.StudySnapshot | None:
        """The study's exact membership; None when nothing of it is indexed."""


class Table(Protocol):
    """The studies, by project and study UID."""

    def load(self, key: str) -> Study | None:
        """The state under a key."""

    async def save(self, key: str, study: Study) -> None:
        """Replace it; seen by :meth:`load` at once, durable on return."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What :func:`settle` works with."""

    table: Table
    catalogue: Catalogue
    objects: ObjectStore
    publisher: Publisher


SAME_MS = 1000


def key_of(project: str, study_uid: str) -> str:
    """The table's key."""
    return f"{project}/{study_uid}"


async def note(
    record: Record, traceparent: str | None, *, table: Table, clock: Callable[[], float] = time.time
) -> str | None:
    """Take note of an indexed instance.

    A study that was noted within the last second is not written again: the table would only say the same.

    Args:
        record: of ``instance.indexed``.
        traceparent: the context to continue when the study is revised.

    Returns:
        The key of the study it touches; None for a derived instance, which never makes a revision.

    Raises:
        Rejected: the record cannot be read.
    """
    message = decode(record, {INSTANCE_INDEXED.name: INSTANCE_INDEXED}).message
    assert isinstance(message, pb.InstanceIndexed), "the topic's message"
    if message.derived:
        return None
    key = key_of(message.instance.project, message.instance.study_uid)
    study = table.load(key) or Study(message.instance.project, message.instance.study_uid, record.partition)
    now_ms, trace_id = int(clock() * 1000), tracing.trace_id(traceparent)
    if study.touched_ms is None or now_ms - study.touched_ms > SAME_MS or trace_id not in study.traces:
        await table.save(key, touch(study, now_ms, trace_id, traceparent))
    return key


async def settle(key: str, *, sources: Sources) -> bool:
    """Revise a study that has come to rest, if its content has changed; afterwards its state says so.

    The decision is durable before it is published: after a crash between the two, exactly that revision is said again.

    Returns:
        Whether a revision was published.

    Raises:
        Unavailable: catalogue, object store or broker; call again.
    """
    study = sources.table.load(key)
    if study is None:
        return False
    seen = study.touched_ms
    if study.pending is None:
        pending = await _decide(study, sources)
        if pending is None:
            await sources.table.save(key, rest(sources.table.load(key) or study, seen))
            return False
        await sources.table.save(key, replace(sources.table.load(key) or study, pending=pending))
        study = sources.table.load(key) or study
    assert study.pending is not None, "decided above, or before a crash"
    await sources.publisher.publish([encode(as_event(study.pending), "studies")])
    await sources.table.save(key, published(sources.table.load(key) or study, seen))
    return True


async def _decide(study: Study, sources: Sources) -> Pending | None:
    snapshot = await sources.catalogue.snapshot(study.project, study.study_uid)
    if snapshot is None or snapshot.content_digest == study.content_digest:
        return None
    contexts = list(study.traces.values())
    attributes = {
        "bildstrom.project": study.project,
        "bildstrom.study_uid": study.study_uid,
        "bildstrom.revision": study.revision + 1,
        "bildstrom.content_digest": snapshot.content_digest,
    }
    parent = contexts[-1] if contexts else ""
    with tracing.span("revise study", attributes, parent=parent, links=contexts[:-1]):
        manifest = await _manifest(snapshot, sources.objects)
        event = revised(study, snapshot, manifest)
        assert event is not None, "the digest differs"
        return Pending(event.SerializeToString(deterministic=True), tracing.current_traceparent())


async def _manifest(snapshot: catalog.StudySnapshot, objects: ObjectStore) -> pb.ObjectRef:
    key = f"manifests/{snapshot.project}/{snapshot.study_uid}/{snapshot.content_digest}.pb"
    await objects.put(key, snapshot.SerializeToString(deterministic=True))
    stored = await objects.get(key)  # the first of two equal contents stays; it is the one that counts
    return pb.ObjectRef(key=key, size=len(stored), sha256=hashlib.sha256(stored).hexdigest())
