"""Rendered resources and thumbnails (PS3.18 sections 10.4.1.1.3 and 10.4.1.1.5): pictures as JPEG or PNG."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb import multipart
from bildstrom.index.dicomweb.answering import Answer, answered, tag_of
from bildstrom.index.dicomweb.errors import NotAcceptable, NotFound
from bildstrom.index.dicomweb.members import members_of
from bildstrom.index.dicomweb.multipart import Part
from bildstrom.index.dicomweb.paths import accept_of, place_of
from bildstrom.index.dicomweb.pixels.locating import Located, Locating
from bildstrom.index.dicomweb.pixels.native import Pictures
from bildstrom.index.dicomweb.pixels.numbers import frame_numbers
from bildstrom.index.dicomweb.pixels.parameters import Drawing, drawing_of
from bildstrom.index.rows import InstanceRow

_TRIED = 8  # instances that are tried for a thumbnail

NO_IMAGES = "there is no image here; the instances are offered as application/dicom"

Subject = tuple[Located, int]  # and the number of a frame


@dataclass(frozen=True, slots=True)
class RenderedRetrieval:
    """Answers with pictures."""

    catalogue: Catalogue
    locating: Locating
    pictures: Pictures

    async def images_of(self, request: Request) -> Response:
        """The pictures of a study's or series' images, or of an instance's frames; without parts the first frame.

        Raises:
            BadRequest, NotFound, NotAcceptable: see the parameters; or nothing of it is an image.
        """
        place = place_of(request)
        members = await members_of(self.catalogue, place)
        drawing = drawing_of(accept_of(request), request.query_params, single=place.sop_uid is not None)
        subjects = self._subjects(members, all_frames=len(members) == 1 and drawing.multipart)
        return await self._answer(request, tag_of(members, "rendered", drawing), subjects, drawing)

    async def frames_of(self, request: Request) -> Response:
        """The pictures of a list of frames.

        Raises:
            BadRequest, NotFound, NotAcceptable: see the parameters and :func:`frame_numbers`.
        """
        (row,) = await members_of(self.catalogue, place_of(request))
        located = await self.locating.pixels_of(row)
        numbers = frame_numbers(request.path_params["frames"], located.layout.image.frames)
        drawing = drawing_of(accept_of(request), request.query_params, single=len(numbers) == 1)
        tag = tag_of([row], "rendered", numbers, drawing)
        return await self._answer(request, tag, _listed(located, numbers), drawing)

    def thumbnail(self, *, frames: bool = False) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of a small picture of an image in the middle; or of the frames that the path names."""

        async def answer(request: Request) -> Response:
            members = await members_of(self.catalogue, place_of(request))
            drawing = drawing_of(accept_of(request), request.query_params, single=True, thumbnail=True)
            located = await self._representative(members)
            count = located.layout.image.frames
            number = frame_numbers(request.path_params["frames"], count)[0] if frames else count // 2
            tag = tag_of(members, "thumbnail", number, drawing)
            return await self._answer(request, tag, _listed(located, [number]), drawing)

        return answer

    async def _representative(self, members: Sequence[InstanceRow]) -> Located:
        middle = len(members) // 2
        for row in [*members[middle:], *members[:middle]][:_TRIED]:
            try:
                return await self.locating.pixels_of(row)
            except (NotFound, NotAcceptable):
                continue
        raise NotFound(NO_IMAGES)

    async def _subjects(self, members: Sequence[InstanceRow], *, all_frames: bool) -> AsyncIterator[Subject]:
        for row in members:
            try:
                located = await self.locating.pixels_of(row)
            except NotFound:
                continue
            for number in range(located.layout.image.frames if all_frames else 1):
                yield located, number

    async def _answer(self, request: Request, tag: str, subjects: AsyncIterator[Subject], drawing: Drawing) -> Response:
        if not drawing.multipart:
            return await answered(request, Answer(drawing.media_type, tag, lambda *_: self._first(subjects, drawing)))
        kind, parts = multipart.media_type(drawing.media_type, tag), self._parts(subjects, drawing)
        return await answered(request, Answer(kind, tag, lambda *_: multipart.encode(parts, tag)))

    async def _first(self, subjects: AsyncIterator[Subject], drawing: Drawing) -> AsyncIterator[bytes]:
        async for located, number in subjects:
            yield await self.pictures.drawn(located, number, drawing)
            return
        raise NotAcceptable(NO_IMAGES)

    async def _parts(self, subjects: AsyncIterator[Subject], drawing: Drawing) -> AsyncIterator[Part]:
        empty = True
        async for located, number in subjects:
            empty = False
            yield Part({"Content-Type": drawing.media_type}, self._picture(located, number, drawing))
        if empty:
            raise NotAcceptable(NO_IMAGES)

    async def _picture(self, located: Located, number: int, drawing: Drawing) -> AsyncIterator[bytes]:
        yield await self.pictures.drawn(located, number, drawing)


async def _listed(located: Located, numbers: Sequence[int]) -> AsyncIterator[Subject]:
    for number in numbers:
        yield located, number
