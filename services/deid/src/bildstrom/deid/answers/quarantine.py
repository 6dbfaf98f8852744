"""Answers about quarantine: what is kept back, and the decisions about it."""

import asyncio
from collections.abc import Mapping

import grpc

from bildstrom.deid.answers.asking import Refused, invalid, named, project_of, reason_of, refuse_names
from bildstrom.deid.answers.finding import kept_of
from bildstrom.deid.handler import reason_word
from bildstrom.deid.keeping.deciding import DISCARDED, RELEASED, DecidedAlready, Desk, discard, release
from bildstrom.deid.keeping.kept import Kept, kept_objects
from bildstrom.deid.pixels.overridden import OVERRIDABLE
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.quarantine import Quarantine
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.dicom.projects import Project, Projects
from bildstrom.events.v1 import events_pb2 as events
from bildstrom.runtime.objects import ObjectMissing


class Quarantined:
    """The quarantine of all projects. Every method raises ``Refused`` for what cannot be answered."""

    def __init__(self, projects: Projects, profiles: Mapping[str, Profile], desk: Desk) -> None:
        self._projects = projects
        self._profiles = profiles
        self._desk = desk

    async def listed(self, request: pb.ListQuarantinedRequest) -> pb.ListQuarantinedResponse:
        """What awaits a decision."""
        project = project_of(self._projects, request.project, request.actor)
        if request.study_uid:
            named(pb.ObjectName(study_uid=request.study_uid, sop_instance_uid="0"))
        objects = self._desk.objects
        kept = [
            item
            for item in await kept_objects(project.name, request.study_uid, objects)
            if await objects.exists(item.raw)  # also one whose decision was not carried out to the end
        ]
        record = events.AuditRecorded(
            action=events.AUDIT_ACTION_QUARANTINE_LISTED,
            project=project.name,
            actor=request.actor,
            study_uid=request.study_uid,
        )
        await self._desk.audit.record(self._desk.audit.dated(record))
        return pb.ListQuarantinedResponse(objects=[_shown(item) for item in kept])

    async def released(self, request: pb.ReleaseRequest) -> pb.ReleaseResponse:
        """Pass an object on, overriding checks by name."""
        fixed = sorted(set(request.overrides) - OVERRIDABLE)
        if fixed:
            invalid(f"overrides: nobody can override {', '.join(map(_word, fixed))}; {_ANOTHER_WAY}")
        kept, project, wish = await self._wished(request, RELEASED)
        wish.overridden.extend(sorted(set(request.overrides)))
        wish.profile = self._profiles[project.profile].identity
        try:
            done = await release(kept, wish, project.of_pseudonym(kept.why.instance.study_uid), self._desk)
        except Quarantine as objection:
            raise Refused(grpc.StatusCode.FAILED_PRECONDITION, _advice(objection.reason)) from None
        except DecidedAlready:
            raise Refused(grpc.StatusCode.FAILED_PRECONDITION, "object: it is discarded already") from None
        return pb.ReleaseResponse(clean_sha256=done.clean_sha256, profile=done.profile)

    async def discarded(self, request: pb.DiscardRequest) -> pb.DiscardResponse:
        """Delete an object."""
        kept, _, wish = await self._wished(request, DISCARDED)
        try:
            await discard(kept, wish, self._desk)
        except DecidedAlready:
            raise Refused(grpc.StatusCode.FAILED_PRECONDITION, "object: it is released already") from None
        return pb.DiscardResponse()

    async def _wished(
        self, request: pb.ReleaseRequest | pb.DiscardRequest, action: events.AuditAction.ValueType
    ) -> tuple[Kept, Project, events.AuditRecorded]:
        """The object, its project, and what is to be recorded of the decision."""
        name = named(request.object)
        project = project_of(self._projects, name.project, request.actor)
        reason = reason_of(request.reason)
        kept = await kept_of(name, self._desk.objects)
        await self._refuse_names(kept, reason, project)
        record = events.AuditRecorded(
            action=action,
            project=project.name,
            actor=request.actor,
            study_uid=name.study_uid,
            sop_instance_uid=name.sop_instance_uid,
            source_sha256=kept.why.object.sha256,
            reason=reason,
        )
        return kept, project, self._desk.audit.dated(record)

    async def _refuse_names(self, kept: Kept, reason: str, project: Project) -> None:
        try:
            raw = await self._desk.objects.get(kept.raw)
        except ObjectMissing:
            return  # decided about before: this reason is not written anywhere
        await asyncio.to_thread(refuse_names, reason, raw, self._profiles[project.profile])


_ANOTHER_WAY = "change the project's profile and send the object again, or discard it"


def _advice(reason: events.QuarantineReason.ValueType) -> str:
    way = "name it in overrides once a person has looked" if reason in OVERRIDABLE else _ANOTHER_WAY
    return f"object: {_word(reason)} keeps it back; {way}"


def _word(reason: events.QuarantineReason.ValueType) -> str:
    return reason_word(reason) if reason in events.QuarantineReason.values() else "an unknown reason"


def _shown(kept: Kept) -> pb.Quarantined:
    why = kept.why
    return pb.Quarantined(
        object=pb.ObjectName(
            project=why.instance.project,
            study_uid=why.instance.study_uid,
            sop_instance_uid=why.instance.sop_instance_uid,
            source_sha256=why.object.sha256,
        ),
        series_uid=why.instance.series_uid,
        sop_class_uid=why.instance.sop_class_uid,
        size=why.object.size,
        reason=why.reason,
        profile=why.profile,
        received_at=why.received_at,
        releasable=why.reason in OVERRIDABLE,
    )
