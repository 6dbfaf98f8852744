"""Where the frames of encapsulated pixel data lie (PS3.5 A.4), from its offset tables or its items' headers."""

import struct
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from bildstrom.dicom.element import ITEM, SEQUENCE_END, UNDEFINED
from bildstrom.index.dicomweb.pixels.scan import FRAME_LENGTHS, FRAME_OFFSETS, UnreadableError
from bildstrom.index.dicomweb.pixels.source import Source

MOST_FRAGMENTS = 400_000
_AHEAD = 16 * 1024  # bytes read at once for one item's header: small frames lie side by side
_BEGINNINGS = (b"\xff\xd8", b"\xff\x4f")  # of a JPEG or JPEG-LS image, and of a JPEG 2000 codestream
_HEADER = struct.Struct("<HHL")

Range = tuple[int, int]


@dataclass(slots=True)
class Fragment:
    """An item of the pixel data: where its value lies, and how that begins."""

    start: int
    end: int
    beginning: bytes


@dataclass(slots=True)
class Items:
    """Reads items one after the other, looking ahead."""

    source: Source
    _from: int = field(default=0, init=False)
    _window: bytes = field(default=b"", init=False)

    async def walk(self, at: int, end: int | None = None) -> AsyncIterator[Fragment]:
        """The items from ``at`` on, up to the delimiter or ``end``.

        Raises:
            UnreadableError: there is something else, or too many of them.
        """
        for _ in range(MOST_FRAGMENTS):
            if end is not None and at >= end:
                return
            header = await self._read(at, 10)
            if len(header) < _HEADER.size:
                raise UnreadableError
            group, number, length = _HEADER.unpack_from(header)
            tag, value = group << 16 | number, at + _HEADER.size
            if tag == SEQUENCE_END:
                return
            if tag != ITEM or length == UNDEFINED or value + length > self.source.size:
                raise UnreadableError
            at = value + length
            yield Fragment(value, at, header[_HEADER.size :])
        raise UnreadableError

    async def _read(self, at: int, length: int) -> bytes:
        start = at - self._from
        if start < 0 or start + length > len(self._window):
            self._from, self._window, start = at, await self.source.read(at, at + _AHEAD), 0
        return self._window[start : start + length]


@dataclass(frozen=True, slots=True)
class Frames:
    """Finds frames by offset table, without visiting the other frames, or by a list of all.

    Attributes:
        base: offset that the tables count from: behind the first item, which is the Basic Offset Table.
        offsets: of each frame's first item; empty where there is no table.
        lengths: of each frame, from the Extended Offset Table; else empty.
        listed: the ranges of each frame, where there is no table.
    """

    base: int
    offsets: tuple[int, ...] = ()
    lengths: tuple[int, ...] = ()
    listed: tuple[tuple[Range, ...], ...] = ()

    async def ranges(self, source: Source, index: int) -> tuple[Range, ...]:
        """Where the bytes of one frame lie, in order.

        Raises:
            UnreadableError: not where the table says.
        """
        if not self.offsets:
            return self.listed[index]
        at = self.base + self.offsets[index]
        end = self.base + self.offsets[index + 1] if index + 1 < len(self.offsets) else None
        if self.lengths:
            end = at + 1  # a frame is one item there (PS3.3 C.7.6.3.1.8)
        found = [item async for item in Items(source).walk(at, end)]
        if self.lengths:
            return ((found[0].start, min(found[0].end, found[0].start + self.lengths[index])),)
        if not found or (end is not None and found[-1].end != end):
            raise UnreadableError
        return tuple((item.start, item.end) for item in found)

    async def behind(self, source: Source) -> int:
        """Where the pixel data end.

        Raises:
            UnreadableError: they do not.
        """
        at = self.base + self.offsets[-1] if self.offsets else self.listed[-1][-1][1]
        async for item in Items(source).walk(at):
            at = item.end
        return at + _HEADER.size


async def frames_of(source: Source, at: int, count: int, values: Mapping[int, bytes]) -> Frames:
    """Where the ``count`` frames of the encapsulated pixel data at ``at`` are found.

    Raises:
        UnreadableError: its items are broken, or do not say which frame they are of (as those of a video).
    """
    items = Items(source)
    table = await anext(items.walk(at), None)
    if table is None:
        raise UnreadableError
    offsets, lengths = _words(values.get(FRAME_OFFSETS, b""), "Q"), _words(values.get(FRAME_LENGTHS, b""), "Q")
    if len(offsets) == len(lengths) == count and _ascending(offsets, source.size):
        return Frames(table.end, offsets, lengths)
    offsets = _words(await source.read(table.start, table.end), "L") if table.end - table.start == 4 * count else ()
    if count > 1 and offsets and _ascending(offsets, source.size):
        return Frames(table.end, offsets)
    fragments = [item async for item in items.walk(table.end)]
    return Frames(table.end, listed=tuple(_grouped(fragments, count)))


def _words(value: bytes, code: str) -> tuple[int, ...]:
    width = struct.calcsize(f"<{code}")
    return struct.unpack(f"<{len(value) // width}{code}", value[: len(value) // width * width])


def _ascending(offsets: tuple[int, ...], size: int) -> bool:
    return offsets[0] == 0 and offsets[-1] < size and all(one < other for one, other in pairwise(offsets))


def _grouped(fragments: list[Fragment], count: int) -> Iterator[tuple[Range, ...]]:
    if count == 1:
        starts = [0]
    elif len(fragments) == count:
        starts = list(range(count))
    else:
        starts = [n for n, fragment in enumerate(fragments) if fragment.beginning.startswith(_BEGINNINGS)]
    if len(starts) != count or not fragments or starts[0] != 0:
        raise UnreadableError
    for start, end in pairwise([*starts, len(fragments)]):
        yield tuple((fragment.start, fragment.end) for fragment in fragments[start:end])
