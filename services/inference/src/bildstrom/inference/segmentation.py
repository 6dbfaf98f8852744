"""A model's mask as a DICOM Segmentation (PS3.3 A.51): binary, one segment per declared value."""

from collections.abc import Sequence

import numpy as np
from highdicom import AlgorithmIdentificationSequence
from highdicom.seg import Segmentation, SegmentationTypeValues, SegmentDescription
from pydicom import Dataset

from bildstrom.inference.derived import Origin, code, completed, finished, general
from bildstrom.inference.models import SegmentationOutput
from bildstrom.inference.tensors import Mask

SERIES_NUMBER = 9001


def segmentation(origin: Origin, wanted: SegmentationOutput, mask: Mask, sources: Sequence[Dataset]) -> Dataset:
    """The SEG of a mask.

    Args:
        mask: uint8 [slices, rows, columns], in the order of ``sources``; values as the model declares them.
        sources: headers of the source images.
    """
    completed(sources)
    result = Segmentation(
        source_images=sources,
        pixel_array=_numbered(wanted, mask),
        segmentation_type=SegmentationTypeValues.BINARY,
        segment_descriptions=_descriptions(origin, wanted),
        series_instance_uid=origin.uid("seg series"),
        series_number=SERIES_NUMBER,
        sop_instance_uid=origin.uid("seg"),
        content_label="SEGMENTATION",
        content_description=origin.model.algorithm.name,
        series_description=f"Segmentation: {origin.model.algorithm.name}",
        omit_empty_frames=True,
        **general(origin, sources[0]),
    )
    _fix_dimension_uid(result, origin.uid("seg dimensions"))
    return finished(result, sources[0])


def _numbered(wanted: SegmentationOutput, mask: Mask) -> Mask:
    """The mask with segment numbers 1, 2, … for the model's values."""
    numbers = np.arange(256, dtype=np.uint8)
    for number, segment in enumerate(wanted.segments, start=1):
        numbers[segment.value] = number
    # Most models number from 1: then there is nothing to do, which saves 0.1 s for 100 slices.
    return mask if np.array_equal(numbers, np.arange(256)) else numbers[mask]


def _descriptions(origin: Origin, wanted: SegmentationOutput) -> list[SegmentDescription]:
    algorithm = origin.model.algorithm
    identification = AlgorithmIdentificationSequence(
        name=algorithm.name, family=code(algorithm.family), version=str(origin.model.version), source=algorithm.source
    )
    return [
        SegmentDescription(
            segment_number=number,
            segment_label=segment.name,
            segmented_property_category=code(segment.category),
            segmented_property_type=code(segment.type),
            algorithm_type="AUTOMATIC",
            algorithm_identification=identification,
            tracking_uid=origin.uid(f"tracking {segment.name}"),
            tracking_id=f"{origin.model.name} {segment.name}",
        )
        for number, segment in enumerate(wanted.segments, start=1)
    ]


def _fix_dimension_uid(result: Dataset, uid: str) -> None:
    """highdicom draws this UID."""
    for item in [*result.DimensionOrganizationSequence, *result.DimensionIndexSequence]:
        item.DimensionOrganizationUID = uid
