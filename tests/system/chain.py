"""The whole stack as its users see it: send by DICOM, ask the catalogue, read topics, look at traces."""

import io
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import grpc
import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from polling import poll_until
from pydicom import Dataset, dcmread
from pynetdicom import AE
from pynetdicom_sender import c_store

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.catalog.v1.catalog_pb2_grpc import CatalogStub
from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.events.v1.topics import Topic
from bildstrom.local.stack import Stack

PROJECT = "demo"
CALLED = "BILDSTROM"


@dataclass(frozen=True, slots=True)
class Sent:
    """One object as it was sent, and the status of its C-STORE response; None when none came."""

    sop_instance_uid: str
    status: int | None


class Chain:
    """One running stack."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.key = bytes.fromhex((stack.home.keys / f"{PROJECT}.key").read_text().strip())
        self._catalog = CatalogStub(grpc.insecure_channel(stack.ports.address("index_grpc")))

    def send(self, objects: Iterable[bytes | Dataset], called: str = CALLED) -> list[Sent]:
        """Send objects in one association, each in the transfer syntax that it is written in."""
        # pynetdicom leaves its socket open when a connection is refused
        socket.create_connection(("127.0.0.1", self.stack.ports.dicom), timeout=5).close()
        data_sets = [dcmread(io.BytesIO(item), force=True) if isinstance(item, bytes) else item for item in objects]
        entity = AE(ae_title="SCANNER1")
        for context in {(item.SOPClassUID, item.file_meta.TransferSyntaxUID) for item in data_sets}:
            entity.add_requested_context(*context)
        association = entity.associate("127.0.0.1", self.stack.ports.dicom, ae_title=called)
        assert association.is_established, "ingest accepts associations"
        try:
            return [Sent(item.SOPInstanceUID, c_store(association, item)) for item in data_sets]
        finally:
            association.release()

    def pseudonym(self, uid: str) -> str:
        """What stands for an original UID in the demo project."""
        return pseudonymous_uid(self.key, uid)

    def study(self, original_uid: str) -> catalog.GetStudyResponse:
        """The catalogue's answer about a study."""
        request = catalog.GetStudyRequest(project=PROJECT, study_uid=self.pseudonym(original_uid))
        response: catalog.GetStudyResponse = self._catalog.GetStudy(request, timeout=10)
        return response

    def snapshot(self, original_uid: str) -> catalog.StudySnapshot:
        """The exact membership of a study."""
        request = catalog.GetStudySnapshotRequest(project=PROJECT, study_uid=self.pseudonym(original_uid))
        snapshot: catalog.StudySnapshot = self._catalog.GetStudySnapshot(request, timeout=10).snapshot
        return snapshot

    def wait_indexed(self, original_uid: str, count: int, deadline: float = 60) -> None:
        """Until the catalogue shows so many instances of a study."""

        def shown() -> bool:
            found = self.study(original_uid).summary.indexed
            assert found <= count, f"{found} instances indexed, {count} were sent"
            return bool(found == count)

        poll_until(shown, f"{count} instances indexed", deadline)

    def wait_result(self, original_uid: str, revision: int = 1, deadline: float = 90) -> catalog.GetStudyResponse:
        """Until a result of that revision is in the catalogue."""

        def answer() -> catalog.GetStudyResponse | None:
            study = self.study(original_uid)
            return study if any(result.revision == revision for result in study.results) else None

        found = poll_until(answer, f"result of revision {revision}", deadline)
        assert found is not None
        return found

    def trace(self, trace_id: str) -> list[dict[str, Any]]:
        """The spans of a trace, as the trace backend's API gives them."""
        response = httpx.get(f"{self.stack.ports.url('zipkin')}/api/v2/trace/{trace_id}")
        return list(response.json()) if response.status_code == 200 else []

    async def records(self, topic: Topic | str) -> list[Any]:
        """Every record that is in a topic now."""
        name = topic if isinstance(topic, str) else topic.name
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.stack.ports.address("kafka"), max_partition_fetch_bytes=8 * 1024 * 1024
        )
        await consumer.start()
        try:
            partitions = await self._partitions(name)
            consumer.assign(partitions)
            ends = await consumer.end_offsets(partitions)
            for partition, start in (await consumer.beginning_offsets(partitions)).items():
                consumer.seek(partition, start)
            found: list[Any] = []
            while any([await consumer.position(partition) < ends[partition] for partition in partitions]):
                for items in (await consumer.getmany(timeout_ms=200)).values():
                    found.extend(items)
            return found
        finally:
            await consumer.stop()

    async def _partitions(self, topic: str) -> list[TopicPartition]:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.stack.ports.address("kafka"))
        await admin.start()
        try:
            (found,) = await admin.describe_topics([topic])
        finally:
            await admin.close()
        return [TopicPartition(topic, item["partition"]) for item in found["partitions"]]

    async def topic_names(self) -> list[str]:
        """Every topic of the broker, Faust's changelog included."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.stack.ports.address("kafka"))
        await consumer.start()
        try:
            return sorted(await consumer.topics())
        finally:
            await consumer.stop()
