"""Objects in explicit VR little endian (PS3.18 section 8.7.3.5.2): streamed frame by frame, whatever their size."""

import struct
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import partial

from bildstrom.dicom.encoding import IMPLICIT_LITTLE
from bildstrom.index.dicomweb.errors import NotAcceptable
from bildstrom.index.dicomweb.pixels.bits import joined
from bildstrom.index.dicomweb.pixels.children import EXHAUSTED, Children
from bildstrom.index.dicomweb.pixels.locating import LARGEST_HEAD, Located, Locating, NoPixels
from bildstrom.index.dicomweb.pixels.native import Decoding
from bildstrom.index.dicomweb.pixels.source import HeldSource, Source, streamed
from bildstrom.index.rows import InstanceRow

_LONGEST = 0xFFFFFFFE  # that a 32-bit length can say
_HEADER = struct.Struct("<HH2sHL")


@dataclass(frozen=True, slots=True)
class _Pixels:
    """Native pixels of an object, and what they change about it.

    Attributes:
        behind: offset in the object behind its pixels.
    """

    vr: bytes
    length: int
    body: AsyncIterator[bytes]
    behind: int
    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Transcoding:
    """Transcodes objects."""

    locating: Locating
    children: Children

    async def explicit(self, row: InstanceRow) -> AsyncIterator[bytes]:
        """An object in explicit VR little endian.

        Raises:
            NotFound: it is gone.
            NotAcceptable: its pixels cannot be located or decoded, or are too many for this transfer syntax.
        """
        implicit = row.transfer_syntax_uid == IMPLICIT_LITTLE
        try:
            located = await self.locating.pixels_of(row)
        except NoPixels:
            source = await self.locating.source_of(row)
            first, _ = await self._rewritten(source, (source.size, source.size), {}, implicit=implicit)
            yield first
            return
        element = located.layout.pixels
        pixels = await self._pixels(located)
        if pixels.length > _LONGEST:
            raise NotAcceptable(EXHAUSTED)
        cut = (element.start, pixels.behind)
        first, last = await self._rewritten(located.source, cut, pixels.changes, implicit=implicit)
        padding = pixels.length % 2
        yield first + _HEADER.pack(0x7FE0, element.tag & 0xFFFF, pixels.vr, 0, pixels.length + padding)
        async for chunk in pixels.body:
            yield chunk
        yield b"\0" * padding + last

    async def _pixels(self, located: Located) -> _Pixels:
        element, image, frames = located.layout.pixels, located.layout.image, located.layout.frames
        behind = await located.behind()
        if frames is None:
            return _Pixels(element.vr, element.length or 0, streamed(located.source, element.value, behind), behind, {})
        decoding = Decoding(self.children)
        samples, photometric = await decoding.native(located, 0, planar=0)
        # colour that was stored for every second column is whole once it is decoded
        changes: dict[str, object] = {"PhotometricInterpretation": photometric.replace("_422", "")}
        if image.samples > 1:
            changes["PlanarConfiguration"] = 0
        vr, body = b"OW" if image.allocated > 8 else b"OB", _decoded(decoding, located, samples)
        if image.frame_bits % 8:
            body = joined(body, image.frame_bits)
        return _Pixels(vr, (image.decoded_bits * image.frames + 7) // 8, body, behind, changes)

    async def _rewritten(
        self, source: Source, cut: tuple[int, int], changes: Mapping[str, object], *, implicit: bool
    ) -> tuple[bytes, bytes]:
        """What stands before the pixels and behind them."""
        if cut[0] + source.size - cut[1] > LARGEST_HEAD:
            raise NotAcceptable(EXHAUSTED)
        parts = (partial(source.read, 0, cut[0]), partial(source.read, cut[1], source.size))
        head = {
            "ask": "rewrite",
            "bare": isinstance(source, HeldSource),
            "implicit": implicit,
            "changes": dict(changes),
        }
        answer, content = await self.children.ask(head, *parts)
        return bytes(content[: answer["before"]]), bytes(content[answer["before"] :])


async def _decoded(decoding: Decoding, located: Located, first: bytearray) -> AsyncIterator[bytes]:
    yield bytes(first)
    for index in range(1, located.layout.image.frames):
        samples, _ = await decoding.native(located, index, planar=0)
        yield bytes(samples)
