"""gRPC ``bildstrom.deid.v1.Deidentification``: reports, trials, pseudonyms, and decisions about quarantine."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from bildstrom.deid.answers.asking import Context, answering, invalid, named, project_of
from bildstrom.deid.answers.finding import overridden_for, raw_of
from bildstrom.deid.answers.quarantine import Quarantined
from bildstrom.deid.claim import Claim, claim_of
from bildstrom.deid.engine import Clean
from bildstrom.deid.keeping.deciding import Desk
from bildstrom.deid.pixels.overridden import NOTHING, Overridden
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.report.explain import explained
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.deid.v1 import deid_pb2_grpc
from bildstrom.dicom.identify import Identity, identify
from bildstrom.dicom.projects import Project, Projects
from bildstrom.dicom.pseudonym import pseudonymous_accession, pseudonymous_patient_id
from bildstrom.events.v1 import events_pb2 as events

MAX_OBJECT = 60 * 1024 * 1024  # bytes; a message may have 64 MiB
MAX_IDENTIFIER = 1024  # characters; no identifier has more than 64
AT_ONCE = 2  # reports and trials, each with three copies of an object in memory

_PSEUDONYMS: dict[pb.IdentifierKind.ValueType, Callable[[Project, str], str]] = {
    pb.IDENTIFIER_KIND_UID: lambda project, uid: project.uid_of(uid),
    pb.IDENTIFIER_KIND_PATIENT_ID: lambda project, patient: pseudonymous_patient_id(project.key, patient),
    pb.IDENTIFIER_KIND_ACCESSION_NUMBER: lambda project, number: pseudonymous_accession(project.key, number),
}


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Whose keys count, and what is done for whom."""

    projects: Projects
    profiles: Mapping[str, Profile]


class DeidentificationService(deid_pb2_grpc.DeidentificationServicer):
    """Answers about objects, after an audit record of the question is written.

    Status codes: INVALID_ARGUMENT, NOT_FOUND and FAILED_PRECONDITION say what to do, in a text that holds nothing of an
    object; UNAVAILABLE while the object store or the broker does not answer, to be tried again.
    """

    def __init__(self, rulebook: Rulebook, desk: Desk) -> None:
        self._rulebook = rulebook
        self._desk = desk
        self._quarantined = Quarantined(rulebook.projects, rulebook.profiles, desk)
        self._free = asyncio.Semaphore(AT_ONCE)

    async def Report(self, request: pb.ReportRequest, context: Context) -> pb.ReportResponse:  # noqa: N802
        """What a project's present profile does to an object that was received."""
        async with answering(context):
            name = named(request.object)
            project = project_of(self._rulebook.projects, name.project, request.actor)
            async with self._free:
                raw, claim = await raw_of(name, self._desk.objects)
                overridden = await overridden_for(claim, project.name, self._desk.objects)
                report, _ = await self._explained(raw, claim, project, overridden)
            await self._audited(events.AUDIT_ACTION_REPORT_READ, request.actor, project, claim, report)
            return pb.ReportResponse(report=report)

    async def Try(self, request: pb.TryRequest, context: Context) -> pb.TryResponse:  # noqa: N802
        """What a profile makes of the object in the request."""
        async with answering(context):
            project = self._with_profile(project_of(self._rulebook.projects, request.project, request.actor), request)
            if not 0 < len(request.object) <= MAX_OBJECT:
                invalid(f"object: a Part 10 file of at most {MAX_OBJECT >> 20} MiB")
            claim = _claimed(request.object, project)
            async with self._free:
                report, clean = await self._explained(request.object, claim, project, NOTHING)
            await self._audited(events.AUDIT_ACTION_PROFILE_TRIED, request.actor, project, claim, report)
            shown = clean is not None and request.with_object
            return pb.TryResponse(report=report, object=clean.data if clean is not None and shown else b"")

    async def Pseudonym(self, request: pb.PseudonymRequest, context: Context) -> pb.PseudonymResponse:  # noqa: N802
        """What stands for an identifier."""
        async with answering(context):
            project = project_of(self._rulebook.projects, request.project, request.actor)
            derive = _PSEUDONYMS.get(request.kind)
            if derive is None:
                invalid("kind: UID, PATIENT_ID or ACCESSION_NUMBER")
            if not request.identifier.strip("\0 ") or len(request.identifier) > MAX_IDENTIFIER:
                invalid(f"identifier: 1 to {MAX_IDENTIFIER} characters")
            pseudonym = derive(project, request.identifier)
            kind = pb.IdentifierKind.Name(request.kind).removeprefix("IDENTIFIER_KIND_").lower()
            await self._record(
                events.AuditRecorded(
                    action=events.AUDIT_ACTION_PSEUDONYM_ASKED,
                    project=project.name,
                    actor=request.actor,
                    subject=f"{kind} {pseudonym}",
                )
            )
            return pb.PseudonymResponse(pseudonym=pseudonym)

    async def ListQuarantined(  # noqa: N802
        self, request: pb.ListQuarantinedRequest, context: Context
    ) -> pb.ListQuarantinedResponse:
        """What awaits a decision."""
        async with answering(context):
            return await self._quarantined.listed(request)

    async def Release(self, request: pb.ReleaseRequest, context: Context) -> pb.ReleaseResponse:  # noqa: N802
        """Pass an object on, overriding checks by name."""
        async with answering(context):
            return await self._quarantined.released(request)

    async def Discard(self, request: pb.DiscardRequest, context: Context) -> pb.DiscardResponse:  # noqa: N802
        """Delete an object that is kept back."""
        async with answering(context):
            return await self._quarantined.discarded(request)

    async def _explained(
        self, raw: bytes, claim: Claim, project: Project, overridden: Overridden
    ) -> tuple[pb.ObjectReport, Clean | None]:
        def engine(raw: bytes, claim: Claim, project: Project) -> Clean:
            return self._desk.engine(raw, claim, project, overridden)

        return await asyncio.to_thread(partial(explained, raw, claim, project, engine, self._rulebook.profiles))

    def _with_profile(self, project: Project, request: pb.TryRequest) -> Project:
        if request.profile and request.profile not in self._rulebook.profiles:
            invalid(f"profile: one of {', '.join(sorted(self._rulebook.profiles))}")
        return project.model_copy(update={"profile": request.profile}) if request.profile else project

    async def _audited(
        self,
        action: events.AuditAction.ValueType,
        actor: str,
        project: Project,
        claim: Claim,
        report: pb.ObjectReport,
    ) -> None:
        await self._record(
            events.AuditRecorded(
                action=action,
                project=project.name,
                actor=actor,
                study_uid=claim.study_uid,
                sop_instance_uid=claim.sop_instance_uid,
                source_sha256=claim.sha256,
                profile=report.profile,
                clean_sha256=report.clean_sha256,
            )
        )

    async def _record(self, record: events.AuditRecorded) -> None:
        await self._desk.audit.record(self._desk.audit.dated(record))


def _claimed(raw: bytes, project: Project) -> Claim:
    """The claim that is true of an object; of one that cannot be read an empty one."""
    identity, digest = identify(raw), hashlib.sha256(raw).hexdigest()
    if not isinstance(identity, Identity):
        return Claim("", "", "", "", digest)
    return claim_of(identity, digest, project)
