"""Bulk data (PS3.18 section 10.4.1.1.5): the values that ``BulkDataURI`` of the metadata names."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from bildstrom.dicom.element import PIXEL_DATA
from bildstrom.dicom.encoding import EXPLICIT_LITTLE
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb import multipart
from bildstrom.index.dicomweb.answering import Answer, answered, tag_of
from bildstrom.index.dicomweb.errors import NotAcceptable
from bildstrom.index.dicomweb.members import members_of
from bildstrom.index.dicomweb.multipart import Part
from bildstrom.index.dicomweb.paths import accept_of, instance_url, place_of
from bildstrom.index.dicomweb.pixels.elements import Bulk, Steps, document_type, found, steps_of
from bildstrom.index.dicomweb.pixels.frames import FrameRetrieval
from bildstrom.index.dicomweb.pixels.locating import LARGEST_HEAD, Located, Locating, NoPixels
from bildstrom.index.dicomweb.pixels.media import NATIVE_FRAME, OCTETS
from bildstrom.index.dicomweb.pixels.negotiation import frame_form, value_form
from bildstrom.index.dicomweb.pixels.scan import DOUBLE_PIXELS, FLOAT_PIXELS
from bildstrom.index.dicomweb.pixels.source import HeldSource, Source, streamed
from bildstrom.index.rows import InstanceRow

PIXELS = (PIXEL_DATA, FLOAT_PIXELS, DOUBLE_PIXELS)
_DOCUMENT = ((0x00420011, 0),)
# documents that browsers show without running what is in them under the name of this service; others are octets
_SHOWN = ("application/pdf",)


@dataclass(frozen=True, slots=True)
class Value:
    """A value that is one stretch of bytes.

    Attributes:
        kinds: media types it is offered in, the best one first.
    """

    source: Source
    place: Bulk
    kinds: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.place.end - self.place.value

    def chunks(self, start: int, end: int) -> AsyncIterator[bytes]:
        """Its bytes from an offset up to another."""
        return streamed(self.source, self.place.value + start, self.place.value + end)


@dataclass(frozen=True, slots=True)
class BulkRetrieval:
    """Answers with single values."""

    catalogue: Catalogue
    locating: Locating
    frames: FrameRetrieval

    async def value_of(self, request: Request) -> Response:
        """A value as it is encoded, little endian; compressed pixels frame by frame.

        Raises:
            NotFound: there is no such instance or value.
            NotAcceptable: not in the form that was asked for.
        """
        path, place = request.path_params["path"], place_of(request)
        steps, location = steps_of(path), f"{instance_url(request, place)}/bulkdata/{path}"
        (row,) = await members_of(self.catalogue, place)
        value = await self._value(row, steps)
        if isinstance(value, Located):
            return await self.frames.answer(request, row, value, _frames(value), location)
        as_part, kind = value_form(accept_of(request), value.kinds, single=True)
        if not as_part:
            return await answered(request, Answer(_label(kind), tag_of([row], steps, kind), value.chunks, value.size))
        tag = tag_of([row], steps, kind, location)
        body = partial(multipart.encode, _alone(value, kind, location), tag)
        return await answered(request, Answer(multipart.media_type(kind, tag), tag, lambda *_: body()))

    async def parts(self, row: InstanceRow, steps: Steps, header: str, location: str) -> AsyncIterator[Part]:
        """A value as parts: one, or of compressed pixels one for each frame.

        Args:
            header: what the client accepts.
            location: address of the value.

        Raises:
            NotFound: there is no such value.
            NotAcceptable: not in the form that was asked for.
        """
        value = await self._value(row, steps)
        if isinstance(value, Located):
            form = frame_form(header, value.layout.transfer_syntax, encapsulated=True, single=False)
            async for part in self.frames.parts(value, _frames(value), form, location):
                yield part
            return
        _, kind = value_form(header, value.kinds, single=False)
        async for part in _alone(value, kind, location):
            yield part

    async def _value(self, row: InstanceRow, steps: Steps) -> Value | Located:
        """A value; compressed pixels as such."""
        if len(steps) > 1 or steps[0][0] not in PIXELS:
            return await self._found(row, steps)
        located = await self.locating.pixels_of(row)
        if located.layout.frames is not None:
            return located
        start = located.layout.pixels.value
        end = min(start + (located.layout.pixels.length or 0), located.source.size)
        return Value(located.source, Bulk(start, end), (OCTETS,))

    async def _found(self, row: InstanceRow, steps: Steps) -> Value:
        try:
            located = await self.locating.pixels_of(row)
            source, end = located.source, located.layout.pixels.start
        except NoPixels:
            source = await self.locating.source_of(row)
            end = source.size
        if end > LARGEST_HEAD:
            raise NotAcceptable("this value cannot be located")
        held = EXPLICIT_LITTLE if isinstance(source, HeldSource) else None
        head = await source.read(0, end)
        place = found(head, steps, held)
        kind = document_type(head, held) if steps == _DOCUMENT else None
        return Value(source, place, (kind, OCTETS) if kind in _SHOWN else (OCTETS,))


def _frames(pixels: Located) -> range:
    return range(1 if pixels.layout.video else pixels.layout.image.frames)


def _label(kind: str) -> str:
    return NATIVE_FRAME if kind == OCTETS else kind


async def _alone(value: Value, kind: str, location: str) -> AsyncIterator[Part]:
    yield Part({"Content-Type": _label(kind), "Content-Location": location}, value.chunks(0, value.size))
