"""The verdict on an object that is said to be clean: everything that can be found without trusting who made it."""

from collections.abc import Iterator

from bildstrom.deid.claim import claim_of
from bildstrom.deid.engine import Deidentify
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.quarantine import PROFILE_FAILED, Quarantine
from bildstrom.deid.report.outside import left_in_envelope, left_unsaid
from bildstrom.deid.report.places import path_of
from bildstrom.deid.report.remains import Parted, Remains, readable
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.dicom.projects import Project
from bildstrom.events.v1 import events_pb2 as events
from bildstrom.runtime.children.bounded import ChildUnusableError

_INSTANCE = 0x00080018
UNREADABLE = pb.Left(kind=pb.LEFT_KIND_UNREADABLE, path="object", rule="nobody can tell what it holds")
ORIGINAL_UNREADABLE = pb.Left(kind=pb.LEFT_KIND_UNREADABLE, path="original", rule="nobody can tell what to look for")


def verified(
    clean: tuple[bytes, str], original: bytes, project: Project, profile: Profile, engine: Deidentify
) -> list[pb.Left]:
    """What is left in a clean object.

    Args:
        clean: its bytes, and their SHA-256.
        original: what it was made from, or nothing.
        project: with the profile, and the key that it was made with.
        engine: what de-identifies.

    Raises:
        MemoryError, ChildUnusableError: nothing can be said now.
    """
    raw, sha256 = clean
    found = readable(raw)
    if found is None:
        return [UNREADABLE]
    left = [*left_in_envelope(raw), *left_unsaid(found.nodes), *_remains(found, original, project, profile)]
    return [*left, *_kept_back(raw, sha256, found, project, engine)]


def _remains(clean: Parted, original: bytes, project: Project, profile: Profile) -> Iterator[pb.Left]:
    look = Remains(profile, project.key)
    if not original:
        yield from look.of(clean)
        return
    source = readable(original)
    if source is None:
        yield ORIGINAL_UNREADABLE
        yield from look.of(clean)
        return
    if clean.identity.sop_instance_uid != project.uid_of(source.identity.sop_instance_uid):
        rule = "no pseudonym of the original's: another object, key or mapping"
        yield pb.Left(kind=pb.LEFT_KIND_OTHER_OBJECT, path=path_of("", _INSTANCE), keyword="SOPInstanceUID", rule=rule)
    try:
        yield from look.compared(clean, source)
    except Quarantine:  # more names than can be searched for
        yield ORIGINAL_UNREADABLE


def _kept_back(raw: bytes, sha256: str, clean: Parted, project: Project, engine: Deidentify) -> Iterator[pb.Left]:
    """Whether the profile would keep the clean object back, as for text in its pixels."""
    try:
        engine(raw, claim_of(clean.identity, sha256, project), project)
    except Quarantine as kept_back:
        reason = kept_back.reason
    except (MemoryError, ChildUnusableError):
        raise
    except Exception:  # noqa: BLE001 - the answer is the same as in the stream: it would be kept back
        reason = PROFILE_FAILED
    else:
        return
    word = events.QuarantineReason.Name(reason).removeprefix("QUARANTINE_REASON_").lower()
    yield pb.Left(kind=pb.LEFT_KIND_KEPT_BACK, path="object", rule=word)
