"""Studies of a phantom in an object store, and an inference server that answers from memory."""

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
from pydicom import Dataset, dcmread

from bildstrom.catalog.v1 import catalog_pb2
from bildstrom.demo.phantom import ChestPhantom
from bildstrom.events.v1 import events_pb2
from bildstrom.events.v1.topics import STUDY_REVISED
from bildstrom.inference.engine import Array
from bildstrom.inference.models import Model, read_model
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.events import Event
from bildstrom.runtime.objects import ObjectStore

ARRIVED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
DIGEST = "5e" * 32
MODELS = Path(__file__).parents[3] / "deploy" / "models"
SMALL = ChestPhantom(seed=7, slices=24, side=64, height_mm=92.0)  # 4 mm apart


def laa950() -> Model:
    """The model as it is installed."""
    return read_model(MODELS / "laa950" / "model.toml")


@cache
def small_files() -> tuple[bytes, ...]:
    """The files of a small phantom."""
    return tuple(data for _, data in SMALL.files())


def images() -> list[Dataset]:
    """The same, parsed."""
    return [dcmread(io.BytesIO(data)) for data in small_files()]


async def revision(store: ObjectStore, files: Iterable[bytes], digest: str = DIGEST) -> Event:
    """Puts a study and its manifest into the store; the event that announces it."""
    manifest = catalog_pb2.StudySnapshot(project="demo", study_uid="2.25.1", content_digest=digest)
    manifest.first_received_at.FromDatetime(ARRIVED)
    series: dict[str, catalog_pb2.SeriesSnapshot] = {}
    for data in files:
        header = dcmread(io.BytesIO(data), stop_before_pixels=True)
        uid = str(header.SeriesInstanceUID)
        if uid not in series:
            series[uid] = manifest.series.add(series_uid=uid, modality=header.Modality)
        series[uid].instances.append(await _stored(store, header, data))
    key = f"manifests/demo/2.25.1/{digest}.pb"
    await store.put(key, manifest.SerializeToString())
    message = events_pb2.StudyRevised(
        project="demo",
        study_uid="2.25.1",
        revision=1,
        content_digest=digest,
        manifest=events_pb2.ObjectRef(key=key),
    )
    return Event(topic=STUDY_REVISED, key="2.25.1", message=message, id="1", time=ARRIVED)


async def _stored(store: ObjectStore, header: Dataset, data: bytes) -> catalog_pb2.InstanceSnapshot:
    sha256 = hashlib.sha256(data).hexdigest()
    key = f"clean/demo/2.25.1/{header.SeriesInstanceUID}/{header.SOPInstanceUID}/{sha256}.dcm"
    await store.put(key, data)
    return catalog_pb2.InstanceSnapshot(
        sop_instance_uid=header.SOPInstanceUID,
        sop_class_uid=header.SOPClassUID,
        transfer_syntax_uid=header.file_meta.TransferSyntaxUID,
        object=events_pb2.ObjectRef(key=key, size=len(data), sha256=sha256),
    )


def tensors(volume: Array, spacing: Sequence[float] = (3.0, 1.0, 1.0)) -> dict[str, Array]:
    """The inputs of laa950."""
    return {"VOLUME": volume, "SPACING": np.array(spacing, np.float32)}


class FakeEngine:
    """Answers every request with the same outputs, or fails.

    Attributes:
        requests: the input tensors of every call.
        outputs: what is answered; a mask of the right shape is added unless it is among them.
        failure: raised instead of an answer.
        fails_at: number of the request that finds Triton down.
    """

    def __init__(self) -> None:
        self.requests: list[Mapping[str, Array]] = []
        self.outputs: dict[str, Array] = {
            "LAA950": np.array([12.3456], np.float32),
            "PERC15": np.array([-916.0], np.float32),
            "LUNG_VOLUME": np.array([4819.55], np.float32),
        }
        self.failure: Exception | None = None
        self.fails_at = 0

    async def infer(
        self, model: Model, tensors: Mapping[str, Array], mask_shape: Sequence[int], traceparent: str | None = None
    ) -> dict[str, Array]:
        """See :class:`bildstrom.inference.engine.Engine`."""
        self.requests.append(tensors)
        if len(self.requests) == self.fails_at:
            raise Unavailable("triton")
        if self.failure is not None:
            raise self.failure
        mask = np.zeros(mask_shape, np.uint8)
        mask[4:12, 20:40, 10:30] = 1
        return {"MASK": mask} | self.outputs
