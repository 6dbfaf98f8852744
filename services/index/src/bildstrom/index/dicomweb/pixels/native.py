"""What the children are asked for: frames as native samples, and as pictures."""

from dataclasses import dataclass

from bildstrom.index.dicomweb.errors import NotAcceptable
from bildstrom.index.dicomweb.pixels.children import EXHAUSTED, UNDECODABLE, Children
from bildstrom.index.dicomweb.pixels.image import Image
from bildstrom.index.dicomweb.pixels.locating import VIDEO, Located
from bildstrom.index.dicomweb.pixels.parameters import Drawing
from bildstrom.index.dicomweb.pixels.reading import frame_bytes
from bildstrom.index.dicomweb.pixels.scan import KEYWORDS
from bildstrom.index.dicomweb.pixels.source import HeldSource
from bildstrom.runtime.children.messages import Head

LARGEST_FRAME = 512 * 1024 * 1024  # bytes, decoded


@dataclass(frozen=True, slots=True)
class Decoding:
    """Decodes frames."""

    children: Children

    async def native(self, located: Located, index: int, planar: int) -> tuple[bytearray, str]:
        """An encapsulated frame's samples, little endian, and their photometric interpretation.

        Args:
            planar: 1 for one plane after the other, 0 for pixel by pixel.

        Raises:
            NotAcceptable: it cannot be decoded.
        """
        head = asked(located) | {"ask": "decode", "planar": planar}
        answer, samples = await self.children.ask(head, [await frame_bytes(located, index)])
        if len(samples) != located.layout.image.decoded_size:
            raise NotAcceptable(UNDECODABLE)
        return samples, str(answer["photometric"])


@dataclass(frozen=True, slots=True)
class Pictures:
    """Draws frames."""

    children: Children

    async def drawn(self, located: Located, index: int, drawing: Drawing) -> bytes:
        """A frame as a picture.

        Raises:
            NotAcceptable: it cannot be decoded.
        """
        before = await located.source.read(0, located.layout.pixels.start)
        head = asked(located) | {
            "ask": "draw",
            "before": len(before),
            "bare": isinstance(located.source, HeldSource),
            "index": index,
            "media_type": drawing.media_type,
            "quality": drawing.quality,
            "window": drawing.window,
            "viewport": drawing.viewport,
            "region": drawing.region,
        }
        _, picture = await self.children.ask(head, [before, await frame_bytes(located, index)])
        return bytes(picture)


def asked(located: Located) -> Head:
    """What a child has to know of an image, by pydicom's names.

    Raises:
        NotAcceptable: it is too large, or a video.
    """
    layout, image = located.layout, located.layout.image
    if layout.video:
        raise NotAcceptable(VIDEO)
    if image.decoded_size > LARGEST_FRAME:
        raise NotAcceptable(EXHAUSTED)
    described = _described(image) | {"pixel_keyword": KEYWORDS[layout.pixels.tag]}
    return {"syntax": layout.transfer_syntax, "encapsulated": layout.frames is not None, "image": described}


def _described(image: Image) -> Head:
    described: Head = {
        "rows": image.rows,
        "columns": image.columns,
        "number_of_frames": 1,
        "samples_per_pixel": image.samples,
        "photometric_interpretation": image.photometric,
        "bits_allocated": image.allocated,
        "bits_stored": image.stored,
        "pixel_representation": int(image.signed),
    }
    return described | ({"planar_configuration": image.planar} if image.samples > 1 else {})
