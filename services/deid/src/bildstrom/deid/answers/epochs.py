"""Answers about key epochs: which there are, that nothing more falls into one, and that its key is destroyed.

A key is destroyed when nothing falls into its epoch any more and no original is left of what fell into it, in this
order: audit record, originals, key. Each step can be repeated, so a call that was interrupted is finished by the next.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import grpc

from bildstrom.deid.answers.asking import Refused, project_of, reason_of
from bildstrom.deid.keeping.deciding import Desk
from bildstrom.deid.keeping.kept import ROOT
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.dicom.projects import Project, Projects
from bildstrom.events.v1 import events_pb2 as events
from bildstrom.runtime.epochs.epoch import Epoch
from bildstrom.runtime.epochs.keyring import Keyring

_CLOSED, _DESTROYED = events.AUDIT_ACTION_EPOCH_CLOSED, events.AUDIT_ACTION_EPOCH_DESTROYED


class Epochs:
    """The epochs of all projects. Every method raises ``Refused`` for what cannot be answered."""

    def __init__(self, projects: Projects, keyring: Keyring, desk: Desk) -> None:
        self._projects = projects
        self._keyring = keyring
        self._desk = desk

    def asked_about(self, project: Project, request: pb.PseudonymRequest) -> Project:
        """The project in the epoch that a question names, else in that of its study, else in the one that runs."""
        if request.epoch:
            return project.in_epoch(self._named(project, request.epoch).name)
        if request.kind == pb.IDENTIFIER_KIND_UID:
            return project.of_study(request.identifier, self._desk.now(), remember=False)
        return project.running(self._desk.now())

    async def listed(self, request: pb.ListEpochsRequest) -> pb.ListEpochsResponse:
        """All epochs of a project."""
        project = project_of(self._projects, request.project, request.actor)
        found = await asyncio.to_thread(self._keyring.epochs, project.name)
        originals = Counter([_study_of(key) async for key in self._originals(project)]) if found else Counter[str]()
        shown = [await asyncio.to_thread(_shown, project, epoch, originals) for epoch in reversed(found)]
        return pb.ListEpochsResponse(epochs=shown)

    async def closed(self, request: pb.CloseEpochRequest) -> pb.CloseEpochResponse:
        """Let nothing more fall into an epoch; what is new falls into the next one, which is begun by it."""
        project = project_of(self._projects, request.project, request.actor)
        epoch, reason = self._named(project, request.epoch), reason_of(request.reason)
        if epoch.closed is None:
            await self._audited(_CLOSED, project, epoch, (request.actor, reason))
            await asyncio.to_thread(self._keyring.close, project.name, epoch, self._desk.now())
        return pb.CloseEpochResponse()

    async def destroyed(self, request: pb.DestroyEpochRequest) -> pb.DestroyEpochResponse:
        """Destroy the key of an epoch."""
        project = project_of(self._projects, request.project, request.actor)
        epoch, reason = self._named(project, request.epoch), reason_of(request.reason)
        if epoch.closed is None:
            raise Refused(grpc.StatusCode.FAILED_PRECONDITION, "epoch: it takes objects; close it first")
        members = set(await asyncio.to_thread(epoch.members))
        originals = [key async for key in self._originals(project) if _study_of(key) in members]
        if originals and not request.delete_originals:
            todo = "let the rule of your store remove them, or give --delete-originals"
            raise Refused(grpc.StatusCode.FAILED_PRECONDITION, f"epoch: {len(originals)} originals lead back; {todo}")
        if originals or epoch.key_is_there:
            await self._audited(_DESTROYED, project, epoch, (request.actor, reason))
            for key in originals:
                await self._desk.objects.delete(key)
            await asyncio.to_thread(epoch.destroy, self._desk.now())
        return pb.DestroyEpochResponse(originals_deleted=len(originals))

    def _named(self, project: Project, name: str) -> Epoch:
        epoch = self._keyring.named(project.name, name)
        if epoch is None:
            raise Refused(grpc.StatusCode.NOT_FOUND, "epoch: the project has none of that name")
        return epoch

    async def _originals(self, project: Project) -> AsyncIterator[str]:
        """Keys of all raw objects of a project, received and kept back."""
        for root in ("raw", ROOT):
            async for key in self._desk.objects.keys(f"{root}/{project.name}"):
                if key.endswith(".dcm"):
                    yield key

    async def _audited(
        self, action: events.AuditAction.ValueType, project: Project, epoch: Epoch, why: tuple[str, str]
    ) -> None:
        record = events.AuditRecorded(action=action, project=project.name, subject=f"epoch {epoch.name}")
        record.actor, record.reason = why
        await self._desk.audit.record(self._desk.audit.dated(record))


def _study_of(key: str) -> str:
    """The study that a raw object belongs to, by its key."""
    return key.split("/")[2]


def _shown(project: Project, epoch: Epoch, originals: Counter[str]) -> pb.Epoch:
    members = epoch.members()
    shown = pb.Epoch(name=epoch.name, studies=len(members), originals=sum(originals[study] for study in members))
    shown.began_at.FromDatetime(epoch.began)
    if epoch.closed is not None:
        shown.closed_at.FromDatetime(epoch.closed)
    elif project.epoch_days is not None:
        shown.ends_at.FromDatetime(epoch.began + timedelta(days=project.epoch_days))
    if epoch.destroyed is not None:
        shown.destroyed_at.FromDatetime(epoch.destroyed)
    return shown
