"""A model's measurements as a Comprehensive 3D SR by template TID 1500 (PS3.16)."""

from collections.abc import Mapping, Sequence

from highdicom.sr import (
    AlgorithmIdentification,
    Comprehensive3DSR,
    DeviceObserverIdentifyingAttributes,
    FindingSite,
    Measurement,
    MeasurementReport,
    MeasurementsAndQualitativeEvaluations,
    ObservationContext,
    ObserverContext,
    ReferencedSegment,
    SourceImageForMeasurementGroup,
    SourceSeriesForSegmentation,
    TrackingIdentifier,
    VolumetricROIMeasurementsAndQualitativeEvaluations,
)
from pydicom import Dataset
from pydicom.sr.codedict import codes

from bildstrom.inference.derived import MANUFACTURER, Origin, code, completed, finished, general
from bildstrom.inference.models import MeasurementOutput, Segment

SERIES_NUMBER = 9002

Group = VolumetricROIMeasurementsAndQualitativeEvaluations | MeasurementsAndQualitativeEvaluations


def report(
    origin: Origin, values: Mapping[str, float], sources: Sequence[Dataset], segments: Dataset | None
) -> Dataset:
    """The SR of a series' measurements.

    Args:
        values: by the model's name of each measurement.
        sources: headers of the source images.
        segments: the SEG that the measurements were made in.
    """
    completed(sources)
    content = MeasurementReport(
        observation_context=ObservationContext(observer_device_context=_observer(origin)),
        procedure_reported=code(origin.model.procedure),
        imaging_measurements=_groups(origin, values, sources, segments),
        title=codes.DCM.ImagingMeasurementReport,
    )
    result = Comprehensive3DSR(
        evidence=[*sources, *([segments] if segments is not None else [])],
        content=content,
        series_instance_uid=origin.uid("sr series"),
        series_number=SERIES_NUMBER,
        sop_instance_uid=origin.uid("sr"),
        is_complete=True,
        is_final=False,
        series_description=f"Measurements: {origin.model.algorithm.name}",
        **general(origin, sources[0]),
    )
    _separate(result)
    return finished(result, sources[0])


def _separate(container: Dataset) -> None:
    """Have every item shown with its name (PS3.3 section C.17.3.2.2.1): "continuous" numbers have lost their names."""
    container.ContinuityOfContent = "SEPARATE"
    for item in container.get("ContentSequence", ()):
        if item.ValueType == "CONTAINER":
            _separate(item)


def _observer(origin: Origin) -> ObserverContext:
    model = origin.model
    return ObserverContext(
        observer_type=codes.DCM.Device,
        observer_identifying_attributes=DeviceObserverIdentifyingAttributes(
            uid=origin.uid("observer"),
            name=model.algorithm.name,
            manufacturer_name=MANUFACTURER,
            model_name=f"{model.name}-{model.version}",
        ),
    )


def _groups(
    origin: Origin, values: Mapping[str, float], sources: Sequence[Dataset], segments: Dataset | None
) -> list[Group]:
    """One group of measurements per segment that has some, and one for those of the whole series."""
    model = origin.model
    found: list[Group] = []
    for number, segment in enumerate(model.segmentation.segments if model.segmentation else (), start=1):
        mine = [one for one in model.measurements if one.segment == segment.name]
        if mine and segments is not None:
            found.append(_in_segment(origin, segment, _numbers(mine, values), (segments, number)))
    rest = [one for one in model.measurements if one.segment is None]
    if rest:
        found.append(
            MeasurementsAndQualitativeEvaluations(
                tracking_identifier=TrackingIdentifier(origin.uid("tracking series"), f"{model.name} series"),
                algorithm_id=_algorithm(origin),
                measurements=_numbers(rest, values),
                source_images=[SourceImageForMeasurementGroup.from_source_image(image) for image in sources],
            )
        )
    return found


def _in_segment(origin: Origin, segment: Segment, measurements: list[Measurement], place: tuple[Dataset, int]) -> Group:
    """Measurements within a segment; ``place``: the SEG, and the segment's number in it."""
    seg, number = place
    return VolumetricROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=TrackingIdentifier(
            origin.uid(f"tracking {segment.name}"), f"{origin.model.name} {segment.name}"
        ),
        referenced_segment=ReferencedSegment(
            sop_class_uid=seg.SOPClassUID,
            sop_instance_uid=seg.SOPInstanceUID,
            segment_number=number,
            source_series=SourceSeriesForSegmentation(origin.series_uid),
        ),
        finding_type=code(segment.type),
        finding_sites=[FindingSite(anatomic_location=code(segment.type))],
        algorithm_id=_algorithm(origin),
        measurements=measurements,
    )


def _numbers(wanted: Sequence[MeasurementOutput], values: Mapping[str, float]) -> list[Measurement]:
    return [Measurement(name=code(one.concept), value=values[one.name], unit=code(one.unit)) for one in wanted]


def _algorithm(origin: Origin) -> AlgorithmIdentification:
    algorithm = origin.model.algorithm
    return AlgorithmIdentification(
        name=algorithm.name,
        version=str(origin.model.version),
        family=code(algorithm.family),
        manufacturer=algorithm.source,
    )
