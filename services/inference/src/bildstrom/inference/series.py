"""Loads a series from the object store into one volume, within a bound on memory."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass

from pydicom import Dataset, dcmread
from pydicom.errors import InvalidDicomError

from bildstrom.catalog.v1 import catalog_pb2
from bildstrom.dicom.volume import NotAVolume, Volume, assemble
from bildstrom.dicom.volume_slice import Slice, is_localizer, read_slice
from bildstrom.inference.decoding.decoders import Decoders
from bildstrom.inference.models import Selection
from bildstrom.inference.selection import DoesNotFit, is_misfit, require_geometry, require_header
from bildstrom.runtime.errors import Rejected
from bildstrom.runtime.objects import ObjectMissing, ObjectStore

AT_ONCE = 8  # objects in flight: more gains nothing on local files and little on S3, and each holds its bytes
MAX_VOXELS = 2**30  # 2 GiB of int16


class Damaged(Exception):
    """A series fits a model, and cannot be processed.

    Attributes:
        reason: a closed word.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Images:
    """Where a series' images come from, and what decodes those that are compressed."""

    store: ObjectStore
    decoders: Decoders


async def load_volume(images: Images, wanted: Selection, instances: Sequence[catalog_pb2.InstanceSnapshot]) -> Volume:
    """The volume of a series, headers without pixel data.

    Raises:
        DoesNotFit: its header or geometry is not what the model takes.
        Damaged: undecodable_pixels, gap_in_slices, unreadable_object, too_large.
        Rejected: an object of the manifest is gone.
        Unavailable: the store does not answer, or there is no decoder.
    """
    first = await _slice(images, wanted, instances[0])
    if first is not None and first.voxels.size * len(instances) > MAX_VOXELS:
        raise Damaged("too_large")
    slices = [first]
    for start in range(1, len(instances), AT_ONCE):
        group = instances[start : start + AT_ONCE]
        slices += await asyncio.gather(*(_slice(images, wanted, instance) for instance in group))
    found = [part for part in slices if part is not None]
    if not found:
        raise DoesNotFit("localizer")
    volume = await asyncio.to_thread(_assembled, found)
    require_geometry(wanted, volume)
    return volume


async def _slice(images: Images, wanted: Selection, instance: catalog_pb2.InstanceSnapshot) -> Slice | None:
    """One image; None where it is a localizer."""
    try:
        data = await images.store.get(instance.object.key)
    except ObjectMissing as error:
        raise Rejected("object_missing") from error
    return await asyncio.to_thread(_read, data, wanted, images.decoders)


def _read(data: bytes, wanted: Selection, decoders: Decoders) -> Slice | None:
    image = _parsed(data)
    require_header(wanted, image)
    if is_localizer(image):
        return None
    try:
        return read_slice(image, decoders.samples)
    except NotAVolume as error:
        raise _judged(error) from error


def _parsed(data: bytes) -> Dataset:
    try:
        return dcmread(io.BytesIO(data))
    except (InvalidDicomError, EOFError, ValueError, OSError) as error:
        raise Damaged("unreadable_object") from error


def _assembled(slices: Sequence[Slice]) -> Volume:
    try:
        return assemble(slices)
    except NotAVolume as error:
        raise _judged(error) from error


def _judged(error: NotAVolume) -> DoesNotFit | Damaged:
    """A series of another kind does not fit; one that has lost something is damaged."""
    return DoesNotFit(error.reason) if is_misfit(error.reason) else Damaged(error.reason)  # type: ignore[arg-type]
