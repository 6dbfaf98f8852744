"""Results in the object store: the objects first, then the record that commits them.

``result.pb`` of a (content, model, version) is written last: where it exists, the work is done and is said again
word for word. A study with several fitting series has one record per series besides, so that none is computed twice.
"""

import asyncio
import hashlib
import io
from collections.abc import Sequence

from google.protobuf.message import DecodeError
from pydicom import Dataset, dcmread

from bildstrom.events.v1 import events_pb2
from bildstrom.inference.metadata import compressed_metadata
from bildstrom.inference.models import Model
from bildstrom.runtime.errors import Rejected
from bildstrom.runtime.objects import ObjectStore

INLINE_BYTES = 256 * 1024  # of compressed metadata; more is an object of its own
RECORD = "result.pb"

Result = events_pb2.ResultProduced


class Results:
    """The results of one model for one content of a study."""

    def __init__(self, store: ObjectStore, revised: events_pb2.StudyRevised, model: Model) -> None:
        self._store = store
        self._revised = revised
        self.prefix = "/".join(
            ("results", revised.project, revised.study_uid, revised.content_digest, f"{model.name}-{model.version}")
        )

    async def all(self) -> list[Result]:
        """What was committed, by series; empty while the work is not done."""
        if not await self._store.exists(f"{self.prefix}/{RECORD}"):
            return []
        keys = [key async for key in self._store.keys(f"{self.prefix}/") if key.endswith(".pb")]
        whole = {found.series_uid: found for found in [await self._read(key) for key in keys]}
        return [whole[series_uid] for series_uid in sorted(whole)]

    async def of_series(self, series_uid: str) -> Result | None:
        """What was found in one series already."""
        key = self._key_of(series_uid)
        return await self._read(key) if await self._store.exists(key) else None

    async def record(self, result: Result) -> Result:
        """Keeps the result of one series; the one that was kept first stands."""
        key = self._key_of(result.series_uid)
        created = await self._store.put(key, result.SerializeToString(deterministic=True))
        return result if created else await self._read(key)

    async def commit(self, results: Sequence[Result]) -> None:
        """Says that all series are done: ``result.pb`` is the first of the results."""
        await self._store.put(f"{self.prefix}/{RECORD}", results[0].SerializeToString(deterministic=True))

    async def put(self, sop_instance_uid: str, data: bytes) -> events_pb2.ResultObject:
        """Stores a result object. One that is there already stays, and is what the reference describes."""
        key = f"{self.prefix}/{sop_instance_uid}.dcm"
        if not await self._store.put(key, data):
            data = await self._store.get(key)
        header, metadata = await asyncio.to_thread(_described, data)
        return events_pb2.ResultObject(
            instance=events_pb2.InstanceIdentity(
                project=self._revised.project,
                study_uid=self._revised.study_uid,
                series_uid=header.SeriesInstanceUID,
                sop_instance_uid=sop_instance_uid,
                sop_class_uid=header.SOPClassUID,
            ),
            object=_reference(key, data),
            metadata=await self._metadata(key, metadata),
            transfer_syntax_uid=header.file_meta.TransferSyntaxUID,
        )

    async def _metadata(self, key: str, metadata: bytes) -> events_pb2.Metadata:
        if len(metadata) <= INLINE_BYTES:
            return events_pb2.Metadata(inline=metadata)
        key = f"{key.removesuffix('.dcm')}.json.zz"
        await self._store.put(key, metadata)
        return events_pb2.Metadata(object=_reference(key, metadata))

    async def _read(self, key: str) -> Result:
        try:
            return Result.FromString(await self._store.get(key))
        except DecodeError as error:
            raise Rejected("result_record_damaged") from error

    def _key_of(self, series_uid: str) -> str:
        return f"{self.prefix}/result-{series_uid}.pb"


def _reference(key: str, data: bytes) -> events_pb2.ObjectRef:
    return events_pb2.ObjectRef(key=key, size=len(data), sha256=hashlib.sha256(data).hexdigest())


def _described(data: bytes) -> tuple[Dataset, bytes]:
    """Header and compressed metadata of a Part 10 file; takes 0.1 s for the SEG of 100 slices."""
    header = dcmread(io.BytesIO(data), stop_before_pixels=True)
    return header, compressed_metadata(header)
