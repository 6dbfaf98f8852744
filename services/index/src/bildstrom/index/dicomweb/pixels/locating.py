"""Where the pixels of stored objects lie: found by reading ranges, and kept for the objects asked for last."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from bildstrom.dicom.element import PIXEL_DATA
from bildstrom.dicom.encoding import DEFLATED_SYNTAXES, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE
from bildstrom.dicom.part10 import open_file
from bildstrom.dicom.verdict import Refusal
from bildstrom.index.dicomweb.errors import NotAcceptable, NotFound
from bildstrom.index.dicomweb.pixels.fragments import Frames, Range, frames_of
from bildstrom.index.dicomweb.pixels.image import Image, image_of
from bildstrom.index.dicomweb.pixels.media import media_type_of
from bildstrom.index.dicomweb.pixels.scan import Head, Pixels, UnreadableError, scan
from bildstrom.index.dicomweb.pixels.source import HeldSource, Source, StoredSource
from bildstrom.index.rows import InstanceRow
from bildstrom.runtime.objects import ObjectStore

FIRST_READ = 64 * 1024
LARGEST_HEAD = 64 * 1024 * 1024
LARGEST_HELD = 512 * 1024 * 1024  # a deflated object, and what it inflates to
_KEPT, _KEPT_FRAMES = 1024, 1_000_000

VIDEO = "frames of a video cannot be told apart; it is offered whole as bulk data"
BIG_ENDIAN = "pixels in big endian (retired) are not read; the object is offered as it is stored"
UNREADABLE = "the pixels of this object cannot be located"
NATIVE = frozenset([IMPLICIT_LITTLE, EXPLICIT_LITTLE])


class NoPixels(NotFound):
    """The object has no pixels."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the pixels of an object lie.

    Attributes:
        transfer_syntax: that the pixels are in; of a deflated object what it is once inflated.
        image: what they are.
        frames: of encapsulated pixels, where each frame is.
    """

    transfer_syntax: str
    pixels: Pixels
    image: Image
    frames: Frames | None

    @property
    def video(self) -> bool:
        """Whether the pixels are one stream whose frames cannot be told apart."""
        return media_type_of(self.transfer_syntax).startswith("video/")

    @property
    def weight(self) -> int:
        """How many numbers it holds."""
        return 1 if self.frames is None else len(self.frames.offsets) + len(self.frames.listed)


@dataclass(frozen=True, slots=True)
class Located:
    """The pixels of an object, to be read."""

    source: Source
    layout: Layout

    def bits(self, index: int) -> Range:
        """Where a native frame lies in the pixels' value, in bits: frames of single bits need not begin with a byte.

        Raises:
            NotAcceptable: the value is shorter than that.
        """
        pixels, size = self.layout.pixels, self.layout.image.frame_bits
        held = min(pixels.length or 0, self.source.size - pixels.value)
        if (index + 1) * size > 8 * held:
            raise NotAcceptable("the object holds fewer pixels than it says")
        return index * size, (index + 1) * size

    async def ranges(self, index: int) -> tuple[Range, ...]:
        """Where the bytes of a frame lie; of a native one with the bytes that it shares with others.

        Raises:
            NotAcceptable: it cannot be found.
        """
        if self.layout.frames is None:
            first, behind = self.bits(index)
            start = self.layout.pixels.value
            return ((start + first // 8, start + (behind + 7) // 8),)
        try:
            return await self.layout.frames.ranges(self.source, index)
        except UnreadableError:
            raise NotAcceptable(UNREADABLE) from None

    async def behind(self) -> int:
        """Offset behind the pixel data.

        Raises:
            NotAcceptable: they do not end.
        """
        pixels, frames = self.layout.pixels, self.layout.frames
        try:
            return pixels.value + (pixels.length or 0) if frames is None else await frames.behind(self.source)
        except UnreadableError:
            raise NotAcceptable(UNREADABLE) from None


class Locating:
    """Locates pixels; remembers layouts by the objects' digests, which never change."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects
        self._layouts: OrderedDict[str, Layout] = OrderedDict()
        self._weight = 0

    async def pixels_of(self, row: InstanceRow) -> Located:
        """Locate an object's pixels.

        Raises:
            NoPixels: it has none.
            NotFound: the object is gone.
            NotAcceptable: they cannot be located.
        """
        layout = self._layouts.get(row.sha256)
        source = await self.source_of(row)
        if layout is None:
            try:
                layout = await _layout(source, EXPLICIT_LITTLE if isinstance(source, HeldSource) else None)
            except UnreadableError:
                raise NotAcceptable(UNREADABLE) from None
        self._keep(row.sha256, layout)
        return Located(source, layout)

    async def source_of(self, row: InstanceRow) -> Source:
        """The bytes that an object's pixels are in; of a deflated one its data set, inflated.

        Raises:
            NotFound: the object is gone.
            NotAcceptable: it cannot be inflated.
        """
        stored = StoredSource(self._objects, row.object_key, row.object_size)
        try:
            return await _inflated(stored) if row.transfer_syntax_uid in DEFLATED_SYNTAXES else stored
        except UnreadableError:
            raise NotAcceptable(UNREADABLE) from None

    def _keep(self, digest: str, layout: Layout) -> None:
        if digest not in self._layouts:
            self._weight += layout.weight
        self._layouts[digest] = layout
        self._layouts.move_to_end(digest)
        while len(self._layouts) > 1 and (len(self._layouts) > _KEPT or self._weight > _KEPT_FRAMES):
            self._weight -= self._layouts.popitem(last=False)[1].weight


async def head_of(source: Source, held: str | None = None) -> Head:
    """Scan an object's head, reading as much of it as that takes.

    Raises:
        UnreadableError: it cannot be followed, or is larger than any that is known.
    """
    needed = min(FIRST_READ, source.size)
    while needed <= LARGEST_HEAD:
        buffer = await source.read(0, needed)
        if len(buffer) < needed:
            break
        found = await asyncio.to_thread(scan, buffer, source.size, held)
        if isinstance(found, Head):
            return found
        needed = found
    raise UnreadableError


async def _layout(source: Source, held: str | None) -> Layout:
    head = await head_of(source, held)
    pixels = head.pixels
    if pixels is None:
        raise NoPixels("the object has no pixels")
    if head.transfer_syntax == EXPLICIT_BIG:
        raise NotAcceptable(BIG_ENDIAN)
    image = image_of(head.values, pixels.tag)
    if pixels.length is not None:
        return Layout(head.transfer_syntax, pixels, image, None)
    if head.transfer_syntax in NATIVE or pixels.tag != PIXEL_DATA:
        raise UnreadableError
    count = 1 if media_type_of(head.transfer_syntax).startswith("video/") else image.frames
    frames = await frames_of(source, pixels.value, count, head.values)
    return Layout(head.transfer_syntax, pixels, image, frames)


async def _inflated(stored: Source) -> HeldSource:
    if stored.size > LARGEST_HELD:
        raise UnreadableError
    opened = await asyncio.to_thread(open_file, await stored.read(0, stored.size), LARGEST_HELD)
    if isinstance(opened, Refusal) or not opened.whole:
        raise UnreadableError
    return HeldSource(bytes(opened.data))
