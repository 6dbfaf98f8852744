"""Bulk data (PS3.18 section 10.4.1.1.4): the values that ``BulkDataURI`` of the metadata names."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

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
from bildstrom.index.dicomweb.paths import accept_of, place_of
from bildstrom.index.dicomweb.pixels.elements import Bulk, Steps, found, steps_of
from bildstrom.index.dicomweb.pixels.frames import FrameRetrieval
from bildstrom.index.dicomweb.pixels.locating import LARGEST_HEAD, Locating, NoPixels
from bildstrom.index.dicomweb.pixels.media import NATIVE_FRAME, OCTETS
from bildstrom.index.dicomweb.pixels.negotiation import frame_form
from bildstrom.index.dicomweb.pixels.scan import DOUBLE_PIXELS, FLOAT_PIXELS
from bildstrom.index.dicomweb.pixels.source import HeldSource, Source, streamed
from bildstrom.index.rows import InstanceRow

_PIXELS = (PIXEL_DATA, FLOAT_PIXELS, DOUBLE_PIXELS)


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
        steps = steps_of(request.path_params["path"])
        (row,) = await members_of(self.catalogue, place_of(request))
        if len(steps) == 1 and steps[0][0] in _PIXELS:
            located = await self.locating.pixels_of(row)
            layout = located.layout
            if layout.frames is not None:
                return await self.frames.answer(
                    request, row, located, range(1 if layout.video else layout.image.frames)
                )
            start = layout.pixels.value
            bulk = Bulk(start, min(start + (layout.pixels.length or 0), located.source.size))
            return await _answer(request, row, steps, located.source, bulk)
        source, bulk = await self._found(row, steps)
        return await _answer(request, row, steps, source, bulk)

    async def _found(self, row: InstanceRow, steps: Steps) -> tuple[Source, Bulk]:
        try:
            located = await self.locating.pixels_of(row)
            source, end = located.source, located.layout.pixels.start
        except NoPixels:
            source = await self.locating.source_of(row)
            end = source.size
        if end > LARGEST_HEAD:
            raise NotAcceptable("this value cannot be located")
        held = EXPLICIT_LITTLE if isinstance(source, HeldSource) else None
        return source, found(await source.read(0, end), steps, held)


async def _answer(request: Request, row: InstanceRow, steps: Steps, source: Source, bulk: Bulk) -> Response:
    form = frame_form(accept_of(request), EXPLICIT_LITTLE, encapsulated=False, single=True)
    tag = tag_of([row], "bulk", steps, form.multipart)

    def body(start: int, end: int) -> AsyncIterator[bytes]:
        return streamed(source, bulk.value + start, bulk.value + end)

    size = bulk.end - bulk.value
    if not form.multipart:
        return await answered(request, Answer(NATIVE_FRAME, tag, body, size))

    async def parts() -> AsyncIterator[Part]:
        yield Part({"Content-Type": NATIVE_FRAME}, body(0, size))

    kind = multipart.media_type(OCTETS, tag)
    return await answered(request, Answer(kind, tag, lambda *_: multipart.encode(parts(), tag)))
