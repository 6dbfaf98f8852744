"""The service of deid in this process, asked through a real gRPC channel; object store and broker are fakes."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import grpc
from fakes import FakeBroker, FakeObjectStore
from unit.deid.objects import PROJECT, claim_of

from bildstrom.deid.answers.rulebook import Rulebook
from bildstrom.deid.answers.service import DeidentificationService
from bildstrom.deid.audit import Audit
from bildstrom.deid.claim import Claim
from bildstrom.deid.engine import Clean, deidentify
from bildstrom.deid.handler import handle
from bildstrom.deid.keeping.deciding import Desk
from bildstrom.deid.pixels.overridden import Overridden
from bildstrom.deid.profile.profile import BUILT_IN
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.deid.v1 import deid_pb2_grpc
from bildstrom.dicom.projects import Project, Projects
from bildstrom.events.v1 import events_pb2 as events
from bildstrom.events.v1.topics import AUDIT_RECORDED, INSTANCE_DEIDENTIFIED, INSTANCE_RECEIVED, Topic
from bildstrom.runtime.bus import Record
from bildstrom.runtime.epochs.keyring import Keyring
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.events import Event, decode
from bildstrom.runtime.objects import Buffer

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
PROJECTS = Projects((PROJECT,))
NO_KEYS = Keyring(Path("absent"))


class Stumbling(FakeObjectStore):
    """An object store, and a publisher beside it, of which the n-th change fails: before it (even n) or after it.

    Attributes:
        stumbles_at: counts down with every half of a change; at zero ``Unavailable`` is raised.
    """

    def __init__(self) -> None:
        super().__init__()
        self.broker = FakeBroker()
        self.stumbles_at = -1

    async def put(self, key: str, data: bytes | Sequence[Buffer]) -> bool:
        self._step()
        created = await super().put(key, data)
        self._step()
        return created

    async def delete(self, key: str) -> None:
        self._step()
        await super().delete(key)
        self._step()

    async def publish(self, records: Sequence[Record]) -> None:
        """See :class:`bildstrom.runtime.bus.Publisher`."""
        self._step()
        await self.broker.publish(records)
        self._step()

    def published(self, topic: Topic) -> list[Event]:
        """What was published on a topic."""
        return [decode(record, {topic.name: topic}) for record in self.broker.records(topic.name)]

    def audited(self) -> list[events.AuditRecorded]:
        """The audit records."""
        return [event.message for event in self.published(AUDIT_RECORDED)]  # type: ignore[misc]

    def passed_on(self) -> list[events.InstanceDeidentified]:
        """The ``instance.deidentified`` messages."""
        return [event.message for event in self.published(INSTANCE_DEIDENTIFIED)]  # type: ignore[misc]

    def _step(self) -> None:
        self.stumbles_at -= 1
        if self.stumbles_at == -1:
            raise Unavailable("objects")


def overriding(raw: bytes, claim: Claim, project: Project, overridden: Overridden) -> Clean:
    """The engine without eyes."""
    return deidentify(raw, claim, project, overridden=overridden)


def desk_of(store: Stumbling) -> Desk:
    """What decisions are carried out with."""
    now = partial(datetime.fromtimestamp, NOW.timestamp(), UTC)
    return Desk(store, store, Audit(store, now), overriding, now)


@asynccontextmanager
async def asking_at(store: Stumbling, projects: Projects = PROJECTS, keyring: Keyring = NO_KEYS) -> AsyncIterator[str]:
    """The service; gives its address."""
    server = grpc.aio.server(options=[("grpc.max_receive_message_length", 64 << 20)])
    service = DeidentificationService(Rulebook(projects, BUILT_IN), desk_of(store), keyring)
    deid_pb2_grpc.add_DeidentificationServicer_to_server(service, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        await server.stop(None)


@asynccontextmanager
async def asking(store: Stumbling, projects: Projects = PROJECTS, keyring: Keyring = NO_KEYS) -> AsyncIterator[Any]:
    """A stub of the service."""
    async with (
        asking_at(store, projects, keyring) as address,
        grpc.aio.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)]) as channel,
    ):
        yield deid_pb2_grpc.DeidentificationStub(channel)


async def arrived(raw: bytes, store: Stumbling, project: Project = PROJECT) -> pb.ObjectName:
    """Let an object arrive and be handled; gives its name."""
    event = arriving(raw, project)
    message = event.message
    assert isinstance(message, events.InstanceReceived)
    store.objects[message.object.key] = raw
    bound = partial(handle, objects=store, deidentify=deidentify, profiles=BUILT_IN, now=lambda: NOW)
    await bound(event, projects=Projects((project,)))
    return pb.ObjectName(
        project="demo",
        study_uid=message.instance.study_uid,
        sop_instance_uid=message.instance.sop_instance_uid,
        source_sha256=message.object.sha256,
    )


def arriving(raw: bytes, project: Project = PROJECT) -> Event:
    """The event of an object that has arrived, in the epoch that the project is in."""
    claim = claim_of(raw, project)
    who = events.InstanceIdentity(
        project="demo",
        study_uid=claim.study_uid,
        series_uid=claim.series_uid,
        sop_instance_uid=claim.sop_instance_uid,
        sop_class_uid=claim.sop_class_uid,
    )
    key = f"raw/demo/{who.study_uid}/{who.series_uid}/{who.sop_instance_uid}_{claim.sha256}.dcm"
    ref = events.ObjectRef(key=key, size=len(raw), sha256=claim.sha256)
    message = events.InstanceReceived(instance=who, object=ref, epoch=project.epoch)
    message.received_at.FromDatetime(NOW)
    return Event(topic=INSTANCE_RECEIVED, key=who.study_uid, message=message, id="1", time=NOW)


async def refusal(call: Any) -> tuple[grpc.StatusCode, str]:
    """The status that a call is refused with, and its text."""
    try:
        await call
    except grpc.aio.AioRpcError as error:
        return error.code(), error.details() or ""
    raise AssertionError("it was answered")
