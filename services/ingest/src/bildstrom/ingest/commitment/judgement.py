"""Which of the requested instances are durable here: asked of the ledger, and of the entries that lie in the spool."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from bildstrom.dicom.projects import Project
from bildstrom.dicom.pseudonym import normalised_uid
from bildstrom.ingest.commitment.action import Reference
from bildstrom.ingest.commitment.ledger import Ledger
from bildstrom.ingest.spool.entry import entries
from bildstrom.runtime.shared_syncs import fsync

Known = dict[str, frozenset[str]]  # SOP Instance UID, as the project calls it, to SOP classes
Source = Callable[[str, Collection[str]], Known]  # project, SOP Instance UIDs


class FailureReason(IntEnum):
    """Why an instance is not committed (PS3.3 table C.14-1)."""

    NO_SUCH_OBJECT_INSTANCE = 0x0112
    CLASS_INSTANCE_CONFLICT = 0x0119


@dataclass(frozen=True, slots=True)
class Judged:
    """An instance; without a failure it is committed."""

    reference: Reference
    failure: FailureReason | None


class Judge:
    """Judges by what is durable in a project.

    Args:
        sources: asked in this order for what none before has known.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources

    def judged(self, project: Project, references: Sequence[Reference]) -> list[Judged]:
        """Every reference, in order.

        Raises:
            OSError, sqlite3.Error, Unavailable: it cannot be said now.
        """
        epochs = project.in_all_epochs()
        names = {uid: [one.uid_of(uid) for one in epochs] for uid in {one.sop_instance_uid for one in references}}
        known: Known = {}
        for source in self._sources:
            if unknown := {name for named in names.values() if known.keys().isdisjoint(named) for name in named}:
                known |= source(project.name, unknown)
        return [Judged(one, _failure(one, _first(names[one.sop_instance_uid], known))) for one in references]


def sources_of(root: Path, ledger: Ledger, replicated: bool = False) -> tuple[Source, ...]:
    """Where to ask.

    Args:
        root: of the spool.
        replicated: whether only what the object store has counts as durable.
    """
    if replicated:
        return (ledger.classes,)

    def spooled(project: str, uids: Collection[str]) -> Known:
        return entries_of(root, project, uids)

    # the ledger again: an entry that is retired between the first two is in it by then
    return ledger.classes, spooled, ledger.classes


def entries_of(root: Path, project: str, uids: Collection[str]) -> Known:
    """What lies in the spool, made durable before it is said."""
    found: Known = {}
    for entry in entries(root):
        instance = entry.event.instance
        if instance.project == project and instance.sop_instance_uid in uids:
            try:
                fsync(entry.path)
            except FileNotFoundError:  # retired meanwhile
                continue
            classes = found.get(instance.sop_instance_uid, frozenset())
            found[instance.sop_instance_uid] = classes | {instance.sop_class_uid}
    return found


def _first(names: Sequence[str], known: Known) -> frozenset[str] | None:
    return next((known[name] for name in names if name in known), None)


def _failure(reference: Reference, classes: frozenset[str] | None) -> FailureReason | None:
    if classes is None:
        return FailureReason.NO_SUCH_OBJECT_INSTANCE
    if normalised_uid(reference.sop_class_uid) not in classes:
        return FailureReason.CLASS_INSTANCE_CONFLICT
    return None
