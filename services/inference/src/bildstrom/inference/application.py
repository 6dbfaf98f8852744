"""Applies one model to one series: volume, Triton, checked findings, DICOM objects."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bildstrom.catalog.v1 import catalog_pb2
from bildstrom.dicom.volume import Volume
from bildstrom.events.v1 import events_pb2
from bildstrom.inference.derived import Origin, encoded
from bildstrom.inference.engine import Engine, Refused
from bildstrom.inference.models import Concept, Model
from bildstrom.inference.report import report
from bildstrom.inference.results import Result, Results
from bildstrom.inference.segmentation import segmentation
from bildstrom.inference.selection import instances_for
from bildstrom.inference.series import Damaged, Images, load_volume
from bildstrom.inference.tensors import Findings, findings, inputs
from bildstrom.runtime.tracing import current_traceparent, span

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Application:
    """One model at work on one revision of a study."""

    images: Images
    engine: Engine
    model: Model
    revised: events_pb2.StudyRevised
    manifest: catalog_pb2.StudySnapshot
    clock: Clock

    async def to_series(self, series: catalog_pb2.SeriesSnapshot, results: Results) -> Result:
        """The result of a series, its objects stored; failures are results with a reason.

        Raises:
            DoesNotFit: the model does not take this series.
            Unavailable: store, decoders or Triton cannot answer now.
            Rejected: an object of the manifest is gone.
        """
        instances = instances_for(self.model.series, series)
        try:
            volume = await load_volume(self.images, self.model.series, instances)
            found = await self._infer(volume)
        except (Damaged, Refused) as error:
            return self.result(events_pb2.RESULT_STATUS_FAILED, error.reason, series.series_uid)
        with span("write result", self._attributes()):
            objects = await asyncio.to_thread(self._objects, series.series_uid, volume, found)
            stored = [await results.put(uid, data) for uid, data in objects.items()]
        result = self.result(events_pb2.RESULT_STATUS_PRODUCED, "", series.series_uid)
        result.measurements.extend(_measurements(self.model, found))
        result.objects.extend(stored)
        return result

    def result(self, status: "events_pb2.ResultStatus.ValueType", reason: str, series_uid: str = "") -> Result:
        """A result without numbers and objects."""
        result = Result(
            project=self.revised.project,
            study_uid=self.revised.study_uid,
            revision=self.revised.revision,
            content_digest=self.revised.content_digest,
            model=self.model.name,
            model_version=str(self.model.version),
            status=status,
            reason=reason,
            series_uid=series_uid,
        )
        result.produced_at.FromDatetime(self.clock())
        return result

    async def _infer(self, volume: Volume) -> Findings:
        with span(f"infer {self.model.name}", self._attributes() | {"bildstrom.voxels": volume.voxels.size}):
            outputs = await self.engine.infer(
                self.model, inputs(self.model, volume), volume.voxels.shape, current_traceparent()
            )
        return await asyncio.to_thread(findings, self.model, volume, outputs)

    def _objects(self, series_uid: str, volume: Volume, found: Findings) -> dict[str, bytes]:
        """SEG and SR as Part 10 files by SOP Instance UID; takes about 0.4 s for 100 slices."""
        arrived = self.manifest.first_received_at.ToDatetime(tzinfo=UTC)
        origin = Origin(self.model, self.revised.content_digest, series_uid, arrived)
        objects: dict[str, bytes] = {}
        segments = None
        if self.model.segmentation is not None and found.mask is not None:
            segments = segmentation(origin, self.model.segmentation, found.mask, volume.sources)
            objects[segments.SOPInstanceUID] = encoded(segments)
        if self.model.measurements:
            measured = report(origin, found.measurements, volume.sources, segments)
            objects[measured.SOPInstanceUID] = encoded(measured)
        return objects

    def _attributes(self) -> dict[str, str | int]:
        return {"bildstrom.model": self.model.name, "bildstrom.model_version": str(self.model.version)}


def _measurements(model: Model, found: Findings) -> list[events_pb2.Measurement]:
    return [
        events_pb2.Measurement(
            name=one.name,
            concept=_code(one.concept),
            value=found.measurements[one.name],
            unit=_code(one.unit),
        )
        for one in model.measurements
    ]


def _code(concept: Concept) -> events_pb2.Code:
    return events_pb2.Code(value=concept.value, scheme=concept.scheme, meaning=concept.meaning)
