"""gRPC ``bildstrom.deid.v1.Deidentification``: reports, trials, pseudonyms, rules, and decisions about quarantine."""

import asyncio
from collections.abc import Callable

from bildstrom.deid.answers.asking import Context, answering, invalid, project_named, project_of
from bildstrom.deid.answers.epochs import Epochs
from bildstrom.deid.answers.examining import Examined
from bildstrom.deid.answers.policies import listed, policy_of
from bildstrom.deid.answers.quarantine import Quarantined
from bildstrom.deid.answers.rulebook import Rulebook
from bildstrom.deid.keeping.deciding import Desk
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.deid.v1 import deid_pb2_grpc
from bildstrom.dicom.projects import Project
from bildstrom.dicom.pseudonym import pseudonymous_accession, pseudonymous_patient_id
from bildstrom.events.v1 import events_pb2 as events
from bildstrom.runtime.epochs.keyring import Keyring

MAX_IDENTIFIER = 1024  # characters; no identifier has more than 64

_PSEUDONYMS: dict[pb.IdentifierKind.ValueType, Callable[[Project, str], str]] = {
    pb.IDENTIFIER_KIND_UID: lambda project, uid: project.uid_of(uid),
    pb.IDENTIFIER_KIND_PATIENT_ID: lambda project, patient: pseudonymous_patient_id(project.key, patient),
    pb.IDENTIFIER_KIND_ACCESSION_NUMBER: lambda project, number: pseudonymous_accession(project.key, number),
}


class DeidentificationService(deid_pb2_grpc.DeidentificationServicer):
    """Answers, after an audit record of the question is written where it concerns anybody.

    Status codes: INVALID_ARGUMENT, NOT_FOUND and FAILED_PRECONDITION say what to do, in a text that holds nothing of an
    object; UNAVAILABLE while the object store or the broker does not answer, to be tried again.
    """

    def __init__(self, rulebook: Rulebook, desk: Desk, keyring: Keyring) -> None:
        self._rulebook = rulebook
        self._desk = desk
        self._examined = Examined(rulebook, desk)
        self._quarantined = Quarantined(rulebook.projects, rulebook.profiles, desk)
        self._epochs = Epochs(rulebook.projects, keyring, desk)

    async def Report(self, request: pb.ReportRequest, context: Context) -> pb.ReportResponse:  # noqa: N802
        """What a project's present profile does to an object that was received."""
        async with answering(context):
            return await self._examined.reported(request)

    async def Try(self, request: pb.TryRequest, context: Context) -> pb.TryResponse:  # noqa: N802
        """What a profile makes of the object in the request."""
        async with answering(context):
            return await self._examined.tried(request)

    async def Verify(self, request: pb.VerifyRequest, context: Context) -> pb.VerifyResponse:  # noqa: N802
        """What is left in an object that is said to be clean."""
        async with answering(context):
            return await self._examined.verified(request)

    async def ListProfiles(  # noqa: N802
        self, request: pb.ListProfilesRequest, context: Context
    ) -> pb.ListProfilesResponse:
        """The profiles, and whose they are."""
        async with answering(context):
            return listed(self._rulebook.projects, self._rulebook.profiles)

    async def Explain(self, request: pb.ExplainRequest, context: Context) -> pb.ExplainResponse:  # noqa: N802
        """What a profile does to each attribute."""
        async with answering(context):
            project = project_named(self._rulebook.projects, request.project)
            profile = self._rulebook.profiles[self._rulebook.with_profile(project, request.profile).profile]
            return await asyncio.to_thread(policy_of, profile, request)

    async def Pseudonym(self, request: pb.PseudonymRequest, context: Context) -> pb.PseudonymResponse:  # noqa: N802
        """What stands for an identifier."""
        async with answering(context):
            project = project_of(self._rulebook.projects, request.project, request.actor)
            derive = _PSEUDONYMS.get(request.kind)
            if derive is None:
                invalid("kind: UID, PATIENT_ID or ACCESSION_NUMBER")
            if not request.identifier.strip("\0 ") or len(request.identifier) > MAX_IDENTIFIER:
                invalid(f"identifier: 1 to {MAX_IDENTIFIER} characters")
            pseudonym = derive(self._epochs.asked_about(project, request), request.identifier)
            kind = pb.IdentifierKind.Name(request.kind).removeprefix("IDENTIFIER_KIND_").lower()
            record = events.AuditRecorded(
                action=events.AUDIT_ACTION_PSEUDONYM_ASKED,
                project=project.name,
                actor=request.actor,
                subject=f"{kind} {pseudonym}",
            )
            await self._desk.audit.record(self._desk.audit.dated(record))
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

    async def ListEpochs(  # noqa: N802
        self, request: pb.ListEpochsRequest, context: Context
    ) -> pb.ListEpochsResponse:
        """The epochs of a project."""
        async with answering(context):
            return await self._epochs.listed(request)

    async def CloseEpoch(  # noqa: N802
        self, request: pb.CloseEpochRequest, context: Context
    ) -> pb.CloseEpochResponse:
        """Let nothing more fall into an epoch."""
        async with answering(context):
            return await self._epochs.closed(request)

    async def DestroyEpoch(  # noqa: N802
        self, request: pb.DestroyEpochRequest, context: Context
    ) -> pb.DestroyEpochResponse:
        """Destroy the key of an epoch."""
        async with answering(context):
            return await self._epochs.destroyed(request)
