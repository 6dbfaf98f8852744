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
from bildstrom.index.dicomweb.paths import accept_of, instance_url, place_of
from bildstrom.index.dicomweb.pixels.locating import VIDEO, Located, Locating
from bildstrom.index.dicomweb.pixels.media import NATIVE_FRAME, OCTETS, labelled, media_type_of
from bildstrom.index.dicomweb.pixels.native import Decoding
from bildstrom.index.dicomweb.pixels.negotiation import Form, frame_form
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
        place = place_of(request)
        (row,) = await members_of(self.catalogue, place)
        located = await self.locating.pixels_of(row)
        numbers = frame_numbers(request.path_params["frames"], located.layout.image.frames)
        if located.layout.video:
            raise NotAcceptable(VIDEO)
        place_of_frame = f"{instance_url(request, place)}/frames/{{}}"
        return await self.answer(request, row, located, numbers, place_of_frame)

    async def answer(
        self, request: Request, row: InstanceRow, located: Located, numbers: Sequence[int], location: str
    ) -> Response:
        """These frames of an object.

        Args:
            location: see :meth:`parts`.

        Raises:
            NotAcceptable: not in the form that was asked for.
        """
        layout = located.layout
        encapsulated = layout.frames is not None
        form = frame_form(
            accept_of(request), layout.transfer_syntax, encapsulated=encapsulated, single=len(numbers) == 1
        )
        kind, label = _types(layout.transfer_syntax, stored=encapsulated and form.stored)
        if not form.multipart:
            tag = tag_of([row], "frames", label, *numbers)
            read = self._reading(located, form)
            return await answered(request, Answer(label, tag, lambda *_: read(located, numbers[0])))
        tag = tag_of([row], "frames", label, location, *numbers)
        parts = self.parts(located, numbers, form, location)
        return await answered(
            request, Answer(multipart.media_type(kind, tag), tag, lambda *_: multipart.encode(parts, tag))
        )

    async def parts(self, located: Located, numbers: Sequence[int], form: Form, location: str) -> AsyncIterator[Part]:
        """These frames, each as a part.

        Args:
            location: address of a frame, ``{}`` stands for its number.
        """
        layout, read = located.layout, self._reading(located, form)
        _, label = _types(layout.transfer_syntax, stored=layout.frames is not None and form.stored)
        for number in numbers:
            headers = {"Content-Type": label, "Content-Location": location.format(number + 1)}
            yield Part(headers, read(located, number))

    def _reading(self, located: Located, form: Form) -> Reading:
        return frame_chunks if located.layout.frames is None or form.stored else self._decoded

    async def _decoded(self, located: Located, number: int) -> AsyncIterator[bytes]:
        samples, _ = await self.decoding.native(located, number, located.layout.image.planar)
        yield bytes(samples)


def _types(transfer_syntax: str, *, stored: bool) -> tuple[str, str]:
    """The media type of the parts, and with its transfer syntax."""
    if not stored:
        return OCTETS, NATIVE_FRAME
    kind = media_type_of(transfer_syntax)
    return kind, labelled(kind, transfer_syntax)
