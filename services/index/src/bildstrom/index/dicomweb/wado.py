"""WADO-RS (PS3.18 section 10.4): studies, series and instances, and their metadata. Memory stays flat.

Objects are answered as they are stored or, where that is asked for, in explicit VR little endian. Of several, one whose
pixels cannot be decoded is answered as it is stored, and its part says so.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from bildstrom.dicom.encoding import EXPLICIT_LITTLE
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb import accept, multipart
from bildstrom.index.dicomweb.accept import RELATED, DicomForm
from bildstrom.index.dicomweb.ahead import read_ahead
from bildstrom.index.dicomweb.answering import Answer, Pieces, answered, tag_of
from bildstrom.index.dicomweb.begun import begun
from bildstrom.index.dicomweb.bulkdata import with_bulk_data
from bildstrom.index.dicomweb.compression import GZIP, gzipped, takes_gzip
from bildstrom.index.dicomweb.errors import NotAcceptable
from bildstrom.index.dicomweb.files.outflow import Stretch
from bildstrom.index.dicomweb.gathering import gathered
from bildstrom.index.dicomweb.members import members_of
from bildstrom.index.dicomweb.metadata import Metadata
from bildstrom.index.dicomweb.multipart import Part
from bildstrom.index.dicomweb.paths import Place, accept_of, place_of, study_url
from bildstrom.index.dicomweb.pixels.collected import CollectedRetrieval
from bildstrom.index.dicomweb.pixels.transcoding import Transcoding
from bildstrom.index.rows import InstanceRow
from bildstrom.runtime.objects import Filed, ObjectStore

CHUNK = 1024 * 1024  # bytes of an object in memory for each request

_EXPLICIT = f"{accept.DICOM}; transfer-syntax={EXPLICIT_LITTLE}"


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Answers retrievals from the catalogue and the object store.

    Attributes:
        files: the object store, if it keeps objects as files.
    """

    catalogue: Catalogue
    metadata: Metadata
    objects: ObjectStore
    files: Filed | None
    transcoding: Transcoding
    collected: CollectedRetrieval

    async def objects_of(self, request: Request) -> Response:
        """The objects of a study, a series or an instance; as octets their bulk data (section 10.4.4).

        Raises:
            NotFound: nothing of it is visible.
            NotAcceptable: not in the form that was asked for.
        """
        place = place_of(request)
        members = await members_of(self.catalogue, place)
        syntaxes = [row.transfer_syntax_uid for row in members]
        header = accept_of(request)
        if accept.wants_octets(header):
            return await self.collected.values_of(request)
        form = accept.dicom_form(header, syntaxes, single=place.sop_uid is not None)
        if form.multipart:
            tag = tag_of(members, RELATED, *sorted(form.syntaxes))
            kind, length = multipart.media_type(accept.DICOM, tag), _length(members, form, tag)
            body = gathered(multipart.encode(self._parts(members, form), tag))
            pieces = None if length is None else self._message(members, tag)
            return await answered(request, Answer(kind, tag, lambda *_: read_ahead(body), length=length, pieces=pieces))
        (row,) = members
        if form.takes(row.transfer_syntax_uid):
            body_of, size = partial(self._chunks, row), row.object_size
            answer = Answer(_dicom_type(row), row.sha256, body_of, size, pieces=self._stretch(row))
            return await answered(request, answer)
        tag = tag_of(members, accept.DICOM, EXPLICIT_LITTLE)
        return await answered(request, Answer(_EXPLICIT, tag, lambda *_: self.transcoding.explicit(row)))

    async def metadata_of(self, request: Request) -> Response:
        """The DICOM JSON of a study, a series or an instance, with references to bulk data.

        Raises:
            NotFound: nothing of it is visible.
            NotAcceptable: not as JSON.
        """
        place = place_of(request)
        kind = accept.json_type(accept_of(request))
        members = await members_of(self.catalogue, place)
        url = study_url(request, place)
        encoding = GZIP if takes_gzip(request.headers.getlist("accept-encoding")) else ""
        body = gathered(self._array(place, members, url))
        sent = gzipped(body) if encoding else body
        return await answered(
            request, Answer(kind, tag_of(members, kind, url, encoding), lambda *_: sent, encoding=encoding)
        )

    async def _array(self, place: Place, members: Sequence[InstanceRow], url: str) -> AsyncIterator[bytes]:
        opening = b"["
        async for row, text in self.metadata.texts(place.project, place.study_uid, members):
            yield opening + with_bulk_data(text, f"{url}/series/{row.series_uid}/instances/{row.sop_uid}")
            opening = b",\n"
        yield b"]" if opening != b"[" else b"[]"

    async def _parts(self, members: Sequence[InstanceRow], form: DicomForm) -> AsyncIterator[Part]:
        for row in members:
            if not form.takes(row.transfer_syntax_uid):
                try:
                    content = await begun(self.transcoding.explicit(row))
                except NotAcceptable:
                    if len(members) == 1:
                        raise
                else:
                    yield Part({"Content-Type": _EXPLICIT}, content)
                    continue
            yield Part(_headers(row), self._chunks(row, 0, row.object_size))

    def _message(self, members: Sequence[InstanceRow], boundary: str) -> Pieces | None:
        files = self.files
        if files is None:
            return None
        parts = ((_headers(row), Stretch(files.file(row.object_key), 0, row.object_size)) for row in members)
        return lambda *_: multipart.framed(parts, boundary)

    def _stretch(self, row: InstanceRow) -> Pieces | None:
        files = self.files
        return None if files is None else lambda start, end: [Stretch(files.file(row.object_key), start, end)]

    async def _chunks(self, row: InstanceRow, start: int, end: int) -> AsyncIterator[bytes]:
        for at in range(start, end, CHUNK):
            yield await self.objects.get(row.object_key, at, min(at + CHUNK, end))


def _length(members: Sequence[InstanceRow], form: DicomForm, boundary: str) -> int | None:
    """Bytes of a message of these objects; None where some are not answered as they are stored."""
    if not all(form.takes(row.transfer_syntax_uid) for row in members):
        return None
    return multipart.size_of(((_headers(row), row.object_size) for row in members), boundary)


def _headers(row: InstanceRow) -> dict[str, str]:
    return {"Content-Type": _dicom_type(row), "Content-Length": str(row.object_size)}


def _dicom_type(row: InstanceRow) -> str:
    syntax = row.transfer_syntax_uid
    return f"{accept.DICOM}; transfer-syntax={syntax}" if syntax else accept.DICOM
