"""WADO-RS (PS3.18 section 10.4): studies, series and instances as stored, and their metadata. Memory stays flat."""

import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb import accept, multipart
from bildstrom.index.dicomweb.begun import begun
from bildstrom.index.dicomweb.bulkdata import with_bulk_data
from bildstrom.index.dicomweb.members import members_of
from bildstrom.index.dicomweb.metadata import Metadata
from bildstrom.index.dicomweb.multipart import Part
from bildstrom.index.dicomweb.paths import Place, accept_of, place_of, study_url
from bildstrom.index.rows import InstanceRow
from bildstrom.runtime.objects import ObjectStore

CHUNK = 1024 * 1024  # bytes of an object in memory for each request


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Answers retrievals from the catalogue and the object store."""

    catalogue: Catalogue
    metadata: Metadata
    objects: ObjectStore

    async def objects_of(self, request: Request) -> Response:
        """The objects of a study, a series or an instance.

        Raises:
            NotFound: nothing of it is visible.
            NotAcceptable: not in the form that was asked for.
        """
        place = place_of(request)
        members = await members_of(self.catalogue, place)
        syntaxes = [row.transfer_syntax_uid for row in members]
        single = place.sop_uid is not None
        if accept.dicom_form(accept_of(request), syntaxes, single=single) == accept.DICOM:
            body, kind = self._chunks(members[0]), _dicom_type(members[0])
        else:
            boundary = uuid.uuid4().hex
            body, kind = multipart.encode(self._parts(members), boundary), multipart.media_type(accept.DICOM, boundary)
        return StreamingResponse(await begun(body), media_type=None, headers={"Content-Type": kind})

    async def metadata_of(self, request: Request) -> Response:
        """The DICOM JSON of a study, a series or an instance, with references to bulk data.

        Raises:
            NotFound: nothing of it is visible.
            NotAcceptable: not as JSON.
        """
        place = place_of(request)
        kind = accept.json_type(accept_of(request))
        members = await members_of(self.catalogue, place)
        body = await begun(self._array(place, members, study_url(request, place)))
        return StreamingResponse(body, media_type=None, headers={"Content-Type": kind})

    async def _array(self, place: Place, members: Sequence[InstanceRow], url: str) -> AsyncIterator[bytes]:
        opening = b"["
        async for row, text in self.metadata.texts(place.project, place.study_uid, members):
            yield opening + with_bulk_data(text, f"{url}/series/{row.series_uid}/instances/{row.sop_uid}")
            opening = b",\n"
        yield b"]" if opening != b"[" else b"[]"

    async def _parts(self, members: Sequence[InstanceRow]) -> AsyncIterator[Part]:
        for row in members:
            yield Part({"Content-Type": _dicom_type(row), "Content-Length": str(row.object_size)}, self._chunks(row))

    async def _chunks(self, row: InstanceRow) -> AsyncIterator[bytes]:
        for start in range(0, row.object_size, CHUNK):
            yield await self.objects.get(row.object_key, start, min(start + CHUNK, row.object_size))


def _dicom_type(row: InstanceRow) -> str:
    syntax = row.transfer_syntax_uid
    return f"{accept.DICOM}; transfer-syntax={syntax}" if syntax else accept.DICOM
