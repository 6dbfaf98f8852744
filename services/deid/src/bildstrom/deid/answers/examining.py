"""Answers about one object: what a profile does to it, what it makes of it, and what is left in it."""

import asyncio
import hashlib
from functools import partial

from bildstrom.deid.answers.asking import invalid, named, project_of
from bildstrom.deid.answers.finding import overridden_for, raw_of
from bildstrom.deid.answers.rulebook import Rulebook
from bildstrom.deid.claim import Claim, claim_of
from bildstrom.deid.engine import Clean, Deidentify
from bildstrom.deid.keeping.deciding import Desk
from bildstrom.deid.pixels.overridden import NOTHING, Overridden
from bildstrom.deid.report.explain import explained
from bildstrom.deid.report.verifying import verified
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.dicom.identify import Identity, identify
from bildstrom.dicom.projects import Project
from bildstrom.dicom.verdict import Refusal
from bildstrom.events.v1 import events_pb2 as events

MAX_OBJECT = 60 * 1024 * 1024  # bytes; a message may have 64 MiB
AT_ONCE = 2  # objects in hand, each with three copies in memory

Found = tuple[pb.ObjectReport, Clean | None]


class Examined:
    """Looks at objects, one audit record for each. Raises what :func:`asking.answering` answers with."""

    def __init__(self, rulebook: Rulebook, desk: Desk) -> None:
        self._rulebook = rulebook
        self._desk = desk
        self._free = asyncio.Semaphore(AT_ONCE)

    async def reported(self, request: pb.ReportRequest) -> pb.ReportResponse:
        """What a project's present profile does to an object that was received."""
        name = named(request.object)
        project = project_of(self._rulebook.projects, name.project, request.actor).of_pseudonym(name.study_uid)
        async with self._free:
            raw, claim = await raw_of(name, self._desk.objects)
            overridden = await overridden_for(claim, project.name, self._desk.objects)
            report, _ = await self._explained(raw, claim, project, overridden)
        await self._audited(_about(events.AUDIT_ACTION_REPORT_READ, claim, report), project, request.actor)
        return pb.ReportResponse(report=report)

    async def tried(self, request: pb.TryRequest) -> pb.TryResponse:
        """What a profile makes of the object in the request."""
        asked = project_of(self._rulebook.projects, request.project, request.actor)
        project = self._rulebook.with_profile(asked, request.profile)
        if not 0 < len(request.object) <= MAX_OBJECT:
            invalid(f"object: a Part 10 file of at most {MAX_OBJECT >> 20} MiB")
        identity = identify(request.object)
        if isinstance(identity, Identity):
            project = project.of_study(identity.study_uid, self._desk.now(), remember=False)
        claim = _claimed(request.object, identity, project)
        async with self._free:
            report, clean = await self._explained(request.object, claim, project, NOTHING)
        await self._audited(_about(events.AUDIT_ACTION_PROFILE_TRIED, claim, report), project, request.actor)
        return pb.TryResponse(
            report=report,
            object=clean.data if clean is not None and request.with_object else b"",
            study_uid=claim.study_uid,
            series_uid=claim.series_uid,
            sop_instance_uid=claim.sop_instance_uid,
        )

    async def verified(self, request: pb.VerifyRequest) -> pb.VerifyResponse:
        """What is left in an object that is said to be clean."""
        asked = project_of(self._rulebook.projects, request.project, request.actor)
        project = self._rulebook.with_profile(asked, request.profile)
        profile = self._rulebook.profiles[project.profile]
        if profile.unchanged:
            invalid(f"profile: {profile.name} changes nothing, so nothing can be left; ask about another")
        if not request.object or len(request.object) + len(request.original) > MAX_OBJECT:
            invalid(f"object: a Part 10 file, with its original at most {MAX_OBJECT >> 20} MiB")
        project = _made_in(request, project)
        clean, source = _digest(request.object), _digest(request.original) if request.original else ""
        asks = (request.object, clean), request.original, project, profile, self._engine(NOTHING)
        async with self._free:
            left = await asyncio.to_thread(partial(verified, *asks))
        record = events.AuditRecorded(
            action=events.AUDIT_ACTION_OBJECT_VERIFIED,
            source_sha256=source,
            clean_sha256=clean,
            profile=profile.identity,
        )
        await self._audited(record, project, request.actor)
        return pb.VerifyResponse(profile=profile.identity, clean_sha256=clean, source_sha256=source, left=left)

    async def _explained(self, raw: bytes, claim: Claim, project: Project, overridden: Overridden) -> Found:
        asks = raw, claim, project, self._engine(overridden), self._rulebook.profiles
        return await asyncio.to_thread(partial(explained, *asks))

    def _engine(self, overridden: Overridden) -> Deidentify:
        def engine(raw: bytes, claim: Claim, project: Project) -> Clean:
            return self._desk.engine(raw, claim, project, overridden)

        return engine

    async def _audited(self, record: events.AuditRecorded, project: Project, actor: str) -> None:
        record.project, record.actor = project.name, actor
        await self._desk.audit.record(self._desk.audit.dated(record))


def _about(action: events.AuditAction.ValueType, claim: Claim, report: pb.ObjectReport) -> events.AuditRecorded:
    return events.AuditRecorded(
        action=action,
        study_uid=claim.study_uid,
        sop_instance_uid=claim.sop_instance_uid,
        source_sha256=claim.sha256,
        profile=report.profile,
        clean_sha256=report.clean_sha256,
    )


def _made_in(request: pb.VerifyRequest, project: Project) -> Project:
    """The project in the epoch that a clean object was made in; without its original no key is needed.

    Raises:
        EpochDestroyed: nobody can compare it with its original.
    """
    identity = identify(request.object)
    if not request.original or not isinstance(identity, Identity):
        return project
    return project.of_pseudonym(identity.study_uid)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _claimed(raw: bytes, identity: Identity | Refusal, project: Project) -> Claim:
    """The claim that is true of an object; of one that cannot be read an empty one."""
    digest = _digest(raw)
    if not isinstance(identity, Identity):
        return Claim("", "", "", "", digest)
    return claim_of(identity, digest, project)
