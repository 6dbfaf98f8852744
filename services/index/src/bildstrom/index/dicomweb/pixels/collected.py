"""All bulk data, or all pixels, of a study, a series or an instance (PS3.18 sections 10.4.1.1.5 and 10.4.3.3.5)."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb import multipart
from bildstrom.index.dicomweb.answering import Answer, answered, tag_of
from bildstrom.index.dicomweb.begun import begun
from bildstrom.index.dicomweb.bulkdata import addresses, with_bulk_data
from bildstrom.index.dicomweb.errors import NotAcceptable, NotFound, Problem
from bildstrom.index.dicomweb.members import members_of
from bildstrom.index.dicomweb.metadata import Metadata
from bildstrom.index.dicomweb.multipart import Part
from bildstrom.index.dicomweb.paths import Place, accept_of, place_of, study_url
from bildstrom.index.dicomweb.pixels.bulk import PIXELS, BulkRetrieval
from bildstrom.index.dicomweb.pixels.elements import Steps, steps_of
from bildstrom.index.dicomweb.pixels.negotiation import part_type
from bildstrom.index.rows import InstanceRow

Found = AsyncIterator[tuple[InstanceRow, Steps, str]]  # a value, and its address


@dataclass(frozen=True, slots=True)
class CollectedRetrieval:
    """Answers with the values of many instances, each with its address.

    What cannot be answered in the form that was asked for is left out; the addresses say what is there.
    """

    catalogue: Catalogue
    metadata: Metadata
    bulk: BulkRetrieval

    async def values_of(self, request: Request) -> Response:
        """All that the metadata only refer to.

        Raises:
            NotFound: nothing of it is visible, or has bulk data.
            NotAcceptable: none of it in the form that was asked for.
        """
        return await self._answer(request, pixels=False)

    async def pixels_of(self, request: Request) -> Response:
        """The pixels alone; those of icons and private elements are none.

        Raises:
            NotFound, NotAcceptable: see :meth:`values_of`.
        """
        return await self._answer(request, pixels=True)

    async def _answer(self, request: Request, *, pixels: bool) -> Response:
        place, header = place_of(request), accept_of(request)
        kind = part_type(header)
        members = await members_of(self.catalogue, place)
        url = study_url(request, place)
        tag = tag_of(members, "collected", pixels, header, url)
        parts = self._parts(self._found(place, members, url), header, pixels=pixels)
        body = multipart.encode(parts, tag)
        return await answered(request, Answer(multipart.media_type(kind, tag), tag, lambda *_: body))

    async def _found(self, place: Place, members: Sequence[InstanceRow], url: str) -> Found:
        async for row, text in self.metadata.texts(place.project, place.study_uid, members):
            instance = f"{url}/series/{row.series_uid}/instances/{row.sop_uid}"
            for address in addresses(with_bulk_data(text, instance)):
                yield row, steps_of(address.removeprefix(f"{instance}/bulkdata/")), address

    async def _parts(self, values: Found, header: str, *, pixels: bool) -> AsyncIterator[Part]:
        sent = False
        refused: Problem = NotFound("there is no such bulk data")
        async for row, steps, address in values:
            if pixels and (len(steps) > 1 or steps[0][0] not in PIXELS):
                continue
            try:
                async for part in self.bulk.parts(row, steps, header, address):
                    yield Part(part.headers, await begun(part.chunks))
                    sent = True
            except (NotAcceptable, NotFound) as error:
                refused = error
        if not sent:
            raise refused
