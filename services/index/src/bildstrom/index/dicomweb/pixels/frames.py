"""Frames (PS3.18 section 10.4.1.1.6): read by range, as they are stored or native."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb import multipart
from bildstrom.index.dicomweb.answering import Answer, answered, tag_of
from bildstrom.index.dicomweb.errors import NotAcceptable
from bildstrom.index.dicomweb.members import members_of
from bildstrom.index.dicomweb.multipart import Part
from bildstrom.index.dicomweb.paths import accept_of, place_of
from bildstrom.index.dicomweb.pixels.locating import VIDEO, Located, Locating
from bildstrom.index.dicomweb.pixels.media import NATIVE_FRAME, OCTETS, labelled, media_type_of
from bildstrom.index.dicomweb.pixels.native import Decoding
from bildstrom.index.dicomweb.pixels.negotiation import frame_form
from bildstrom.index.dicomweb.pixels.numbers import frame_numbers
from bildstrom.index.dicomweb.pixels.reading import frame_chunks
from bildstrom.index.rows import InstanceRow

Reading = Callable[[Located, int], AsyncIterator[bytes]]


@dataclass(frozen=True, slots=True)
class FrameRetrieval:
    """Answers with frames of an instance."""

    catalogue: Catalogue
    locating: Locating
    decoding: Decoding

    async def frames_of(self, request: Request) -> Response:
        """The frames of a list.

        Raises:
            BadRequest: it is no list of frames.
            NotFound: there is no such instance or frame.
            NotAcceptable: not in the form that was asked for.
        """
        (row,) = await members_of(self.catalogue, place_of(request))
        located = await self.locating.pixels_of(row)
        numbers = frame_numbers(request.path_params["frames"], located.layout.image.frames)
        if located.layout.video:
            raise NotAcceptable(VIDEO)
        return await self.answer(request, row, located, numbers)

    async def answer(self, request: Request, row: InstanceRow, located: Located, numbers: Sequence[int]) -> Response:
        """These frames of an object.

        Raises:
            NotAcceptable: not in the form that was asked for.
        """
        layout = located.layout
        encapsulated = layout.frames is not None
        form = frame_form(
            accept_of(request), layout.transfer_syntax, encapsulated=encapsulated, single=len(numbers) == 1
        )
        kind, label = _types(layout.transfer_syntax, stored=encapsulated and form.stored)
        read = self._decoded if encapsulated and not form.stored else frame_chunks
        tag = tag_of([row], "frames", label, form.multipart, *numbers)
        if not form.multipart:
            return await answered(request, Answer(label, tag, lambda *_: read(located, numbers[0])))
        parts = _parts(located, numbers, label, read)
        return await answered(
            request, Answer(multipart.media_type(kind, tag), tag, lambda *_: multipart.encode(parts, tag))
        )

    async def _decoded(self, located: Located, number: int) -> AsyncIterator[bytes]:
        samples, _ = await self.decoding.native(located, number, located.layout.image.planar)
        yield bytes(samples)


def _types(transfer_syntax: str, *, stored: bool) -> tuple[str, str]:
    """The media type of the parts, and with its transfer syntax."""
    if not stored:
        return OCTETS, NATIVE_FRAME
    kind = media_type_of(transfer_syntax)
    return kind, labelled(kind, transfer_syntax)


async def _parts(located: Located, numbers: Sequence[int], label: str, read: Reading) -> AsyncIterator[Part]:
    for number in numbers:
        yield Part({"Content-Type": label}, read(located, number))
