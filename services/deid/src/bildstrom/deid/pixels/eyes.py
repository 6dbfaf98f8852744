"""What looks at pixels for the engine: decodes and reads in a bounded child, and says no more than was asked."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from bildstrom.deid.pixels.image import Image
from bildstrom.deid.pixels.pictures import Picture
from bildstrom.deid.pixels.rectangle import Rectangle
from bildstrom.deid.quarantine import EXHAUSTED_BOUNDS, UNDECODABLE_PIXELS, Quarantine
from bildstrom.dicom.tree import Value
from bildstrom.runtime.children.bounded import BoundedChild, Bounds, CrashedError, ExhaustedError, python
from bildstrom.runtime.children.messages import Head, Payload

CHILD = "bildstrom.deid.pixels.child"


def reading_child(bounds: Bounds, threads: int = 2) -> BoundedChild:
    """A child that decodes and reads, OCR on so many threads; it starts with its first request."""
    return BoundedChild(bounds, python(CHILD), {"ask": "load", "threads": threads})


class Text(NamedTuple):
    """A text in a picture; ``certainty`` 0 to 1 says how well it could be read."""

    place: Rectangle
    words: str
    certainty: float


@dataclass(frozen=True, slots=True)
class Eyes:
    """Decoders and OCR in a child.

    Attributes:
        frames: of a clip that are read at most.
        largest: bytes that decoded pixel data may take.
    """

    child: BoundedChild
    frames: int = 8
    largest: int = 1 << 30

    def decoded(self, fragments: Value, syntax: str, image: Image) -> tuple[bytearray, Image]:
        """Native samples of compressed pixel data, pixel by pixel, padded to an even length; and what they are.

        Raises:
            Quarantine: there is no decoder, the bytes are not what they claim, or the bounds are exhausted.
        """
        head = {"ask": "decode", "syntax": syntax, "image": _described(image)}
        answer, data = self._asked(head, (fragments,), loaded=False)
        if answer.get("answer") != "decoded":
            raise Quarantine(UNDECODABLE_PIXELS)
        native = replace(
            image,
            photometric=str(answer["photometric_interpretation"]),
            allocated=int(answer["bits_allocated"]),
            stored=int(answer["bits_stored"]),
            high_bit=int(answer["bits_stored"]) - 1,
            signed=answer["pixel_representation"] == 1,
            planar=0,
        )
        if native.photometric == "YBR_FULL_422":  # a decoder gives every pixel its colour
            native = replace(native, photometric="YBR_FULL")
        if native.allocated not in (8, 16) or len(data) != native.size:
            raise Quarantine(UNDECODABLE_PIXELS)
        if len(data) % 2:
            data.append(0)
        return data, native

    def read(self, picture: Picture) -> list[Text]:
        """The texts of a picture.

        Raises:
            Quarantine: reading it exhausts the bounds.
        """
        rows, columns, samples = (*picture.shape, 1)[:3]
        head = {"ask": "read", "rows": rows, "columns": columns, "samples": samples}
        answer, _ = self._asked(head, (picture.tobytes(),), loaded=True)
        return [
            Text(Rectangle(*box).within(columns, rows), words, certainty)
            for *box, words, certainty in answer.get("texts", ())
        ]

    def _asked(self, head: Head, payload: Payload, *, loaded: bool) -> tuple[Head, bytearray]:
        try:
            return self.child.ask(head, payload, loaded=loaded)
        except ExhaustedError:
            raise Quarantine(EXHAUSTED_BOUNDS) from None
        except CrashedError:
            raise Quarantine(UNDECODABLE_PIXELS) from None


def _described(image: Image) -> Head:
    described: Head = {
        "rows": image.rows,
        "columns": image.columns,
        "number_of_frames": image.frames,
        "samples_per_pixel": image.samples,
        "photometric_interpretation": image.photometric,
        "bits_allocated": image.allocated,
        "bits_stored": image.stored,
        "pixel_representation": int(image.signed),
        "pixel_keyword": "PixelData",
    }
    return described | ({"planar_configuration": image.planar} if image.samples > 1 else {})
