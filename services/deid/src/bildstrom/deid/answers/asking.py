"""What a request must be, before anything is done for it: who asks, about what, and why."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NoReturn

import grpc

from bildstrom.deid.identifiers import identifiers, mentions
from bildstrom.deid.paths import parted
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.rules import rules_for
from bildstrom.deid.quarantine import Quarantine
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.dicom.projects import Project, Projects
from bildstrom.runtime.children.bounded import ChildUnusableError
from bildstrom.runtime.epochs.epoch import EpochDestroyed
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.objects import ObjectMissing

_ACTOR = re.compile(r"[A-Za-z0-9._@-]{1,64}")
_UID = re.compile(r"[0-9.]{1,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}|")
MAX_REASON = 200

Context = grpc.aio.ServicerContext[object, object]


class Refused(Exception):
    """A request is answered with a status instead. The text tells what to do, and nothing of an object."""

    def __init__(self, code: grpc.StatusCode, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@asynccontextmanager
async def answering(context: Context) -> AsyncIterator[None]:
    """Turn what cannot be answered into its status."""
    try:
        yield
    except Refused as refused:
        await context.abort(refused.code, refused.text)
    except ObjectMissing:
        await context.abort(grpc.StatusCode.NOT_FOUND, "object: it has just been deleted")
    except EpochDestroyed:
        await context.abort(grpc.StatusCode.FAILED_PRECONDITION, "epoch: its key is destroyed; nobody can ask any more")
    except Unavailable as error:
        await context.abort(grpc.StatusCode.UNAVAILABLE, f"{error.dependency} does not answer")
    except (MemoryError, ChildUnusableError):
        await context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "no memory or no decoder is left for this object now")


def invalid(text: str) -> NoReturn:
    """Refuse what cannot be meant."""
    raise Refused(grpc.StatusCode.INVALID_ARGUMENT, text)


def project_of(projects: Projects, name: str, actor: str) -> Project:
    """The project that is asked about, by somebody who says who they are.

    Raises:
        Refused: there is none, or nobody is named.
    """
    if not _ACTOR.fullmatch(actor):
        invalid("actor: who asks: letters, digits, '.', '_', '@' and '-', at most 64")
    return project_named(projects, name)


def project_named(projects: Projects, name: str) -> Project:
    """The project of a name.

    Raises:
        Refused: there is none.
    """
    project = projects.by_name(name)
    if project is None:
        raise Refused(grpc.StatusCode.NOT_FOUND, "project: there is none of that name")
    return project


def named(name: pb.ObjectName) -> pb.ObjectName:
    """The name of an object, if it can be one.

    Raises:
        Refused: it cannot.
    """
    if not _UID.fullmatch(name.study_uid) or not _UID.fullmatch(name.sop_instance_uid):
        invalid("object: pseudonymous study_uid and sop_instance_uid: digits and '.', at most 64")
    if not _SHA256.fullmatch(name.source_sha256):
        invalid("object: source_sha256: 64 lower-case hexadecimal digits, or nothing")
    return name


def reason_of(reason: str) -> str:
    """Why somebody decides something, as it may stand in an audit record.

    Raises:
        Refused: it is absent, or no single line of text.
    """
    if not reason.strip() or len(reason) > MAX_REASON or not reason.isprintable():
        invalid(f"reason: one line of text, at most {MAX_REASON} characters")
    return reason.strip()


def refuse_names(reason: str, raw: bytes, profile: Profile) -> None:
    """See that a reason says nothing that identifies the object's patient; an unreadable object tells nobody who it is.

    Raises:
        Refused: it does.
    """
    try:
        identity, _, nodes = parted(raw)
        found = identifiers(nodes, rules_for(profile, identity.sop_class_uid))
    except Quarantine:
        return
    for encoding in ("utf-8", "latin-1"):
        said = reason.casefold().encode(encoding, "replace")
        names = (name.decode(encoding, "replace").casefold().encode(encoding, "replace") for name in found.names)
        if any(mentions(said, name) for name in names) or any(uid and uid in said for uid in found.uids):
            invalid("reason: it names the patient or the object; say why without that")
