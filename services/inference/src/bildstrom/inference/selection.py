"""Which series of a study fits a model, judged by the manifest, then by one header, then by the volume's geometry."""

from collections.abc import Sequence
from typing import Literal, get_args

from pydicom import Dataset

from bildstrom.catalog.v1 import catalog_pb2
from bildstrom.dicom.volume import Volume, is_axial
from bildstrom.inference.models import Selection

# In the order in which they are found: a later word means that a series came further.
Misfit = Literal[
    "no_series",
    "other_modality",
    "other_sop_class",
    "too_few_slices",
    "too_many_slices",
    "other_body_part",
    "localizer",
    "multiframe",
    "not_greyscale",
    "no_rescale",
    "no_geometry",
    "mixed_frame_of_reference",
    "mixed_geometry",
    "mixed_orientation",
    "duplicate_slices",
    "sheared_slices",
    "uneven_spacing",
    "not_axial",
    "slices_too_far_apart",
]
_ORDER = {reason: place for place, reason in enumerate(get_args(Misfit))}


class DoesNotFit(Exception):
    """A series is none of those that a model takes.

    Attributes:
        reason: a closed word.
    """

    def __init__(self, reason: Misfit) -> None:
        super().__init__(reason)
        self.reason: Misfit = reason


def is_misfit(reason: str) -> bool:
    """Whether a reason says that a series is of another kind, not that it is damaged."""
    return reason in _ORDER


def closest(reasons: Sequence[Misfit]) -> Misfit:
    """Of the reasons of all series of a study the one that says most: of the series that came furthest."""
    return max(reasons, key=lambda reason: _ORDER[reason], default="no_series")


def instances_for(wanted: Selection, series: catalog_pb2.SeriesSnapshot) -> Sequence[catalog_pb2.InstanceSnapshot]:
    """The instances of a series that a model takes.

    Raises:
        DoesNotFit: other_modality, other_sop_class, too_few_slices, too_many_slices.
    """
    if series.modality != wanted.modality:
        raise DoesNotFit("other_modality")
    instances = [instance for instance in series.instances if instance.sop_class_uid in wanted.sop_classes]
    if not instances:
        raise DoesNotFit("other_sop_class")
    if len(instances) < wanted.min_slices:
        raise DoesNotFit("too_few_slices")
    if len(instances) > wanted.max_slices:
        raise DoesNotFit("too_many_slices")
    return instances


def require_header(wanted: Selection, header: Dataset) -> None:
    """Judges by one image's header.

    Raises:
        DoesNotFit: other_body_part.
    """
    body_part = str(header.get("BodyPartExamined") or "").strip().upper()
    if wanted.body_parts and body_part and body_part not in wanted.body_parts:
        raise DoesNotFit("other_body_part")


def require_geometry(wanted: Selection, volume: Volume) -> None:
    """Judges by the volume.

    Raises:
        DoesNotFit: too_few_slices, not_axial, slices_too_far_apart.
    """
    if len(volume.sources) < wanted.min_slices:
        raise DoesNotFit("too_few_slices")
    if wanted.axial and not is_axial(volume):
        raise DoesNotFit("not_axial")
    if volume.spacing[0] > wanted.max_slice_spacing_mm:
        raise DoesNotFit("slices_too_far_apart")
