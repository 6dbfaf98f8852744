"""Decodes the compressed slices of a series in bounded children: strangers' bytes go into native code there."""

from collections.abc import Sequence
from queue import SimpleQueue

from pydicom import Dataset

from bildstrom.dicom.volume_slice import NotAVolume
from bildstrom.runtime.children.bounded import (
    BoundedChild,
    Bounds,
    ChildUnusableError,
    CrashedError,
    ExhaustedError,
    python,
)
from bildstrom.runtime.children.messages import Head
from bildstrom.runtime.errors import Unavailable

CHILD = "bildstrom.inference.decoding.child"
BOUNDS = Bounds(memory=1 << 30, cpu_s=20, wall_s=60.0)  # of one slice: the largest, 4096 x 4096, has 32 MiB


def decoding_child(bounds: Bounds = BOUNDS) -> BoundedChild:
    """A child that decodes; it starts with its first slice."""
    return BoundedChild(bounds, python(CHILD))


class Decoders:
    """Children that decode side by side; safe to be shared by threads.

    Args:
        children: at least one.
    """

    def __init__(self, children: Sequence[BoundedChild]) -> None:
        self._children = tuple(children)
        self._idle: SimpleQueue[BoundedChild] = SimpleQueue()
        for child in self._children:
            self._idle.put(child)

    def samples(self, image: Dataset) -> bytes:
        """The samples of a compressed slice, in cells of Bits Allocated; waits for a child.

        Args:
            image: parsed, with file meta information; its attributes of the image pixel module are integers.

        Raises:
            NotAVolume: undecodable_pixels: they are not what they claim, or take more than a slice may.
            Unavailable: the children cannot be started.
        """
        child = self._idle.get()
        try:
            answer, samples = child.ask(_request(image), (image.PixelData,))
        except (ExhaustedError, CrashedError):
            raise NotAVolume("undecodable_pixels") from None
        except ChildUnusableError as error:
            raise Unavailable("decoders") from error
        finally:
            self._idle.put(child)
        if answer.get("answer") != "decoded":
            raise NotAVolume("undecodable_pixels")
        return bytes(samples)

    def close(self) -> None:
        """End the children."""
        for child in self._children:
            child.close()


def _request(image: Dataset) -> Head:
    described = {
        "rows": image.Rows,
        "columns": image.Columns,
        "number_of_frames": 1,
        "samples_per_pixel": 1,
        "photometric_interpretation": str(image.PhotometricInterpretation),
        "bits_allocated": image.BitsAllocated,
        "bits_stored": image.BitsStored,
        "pixel_representation": image.PixelRepresentation,
        "pixel_keyword": "PixelData",
    }
    return {"syntax": str(image.file_meta.TransferSyntaxUID), "image": described}
