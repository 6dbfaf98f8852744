"""A request's body on its way to a delivery: decoded, taken apart, counted against the limits."""

from typing import Protocol

from bildstrom.ingest.stow.content_coding import Decoder
from bildstrom.ingest.stow.intake import Delivery, Outcome, Writer
from bildstrom.ingest.stow.limits import Limits
from bildstrom.ingest.stow.media import DICOM, RELATED
from bildstrom.ingest.stow.multipart import Event, MultipartParser, PartBegun, PartData, PartEnded
from bildstrom.ingest.stow.problems import Problem
from bildstrom.runtime.http.media import MediaType, media_type

_PLAIN = (b"", b"binary", b"8bit", b"7bit")


class Form(Protocol):
    """Takes a body apart."""

    def feed(self, data: bytes) -> list[Event]:
        """What the next bytes bring."""
        ...

    def close(self) -> None:
        """Say that the body is at its end."""
        ...


class SinglePart:
    """A body that is one object itself."""

    def __init__(self) -> None:
        self._begun = False

    def feed(self, data: bytes) -> list[Event]:
        """See :class:`Form`."""
        begun: list[Event] = [] if self._begun else [PartBegun({"content-type": DICOM.encode()})]
        self._begun = True
        return [*begun, PartData(memoryview(data))]

    def close(self) -> None:
        """See :class:`Form`."""


def form_of(content_type: MediaType, limits: Limits) -> Form:
    """How a body of a media type is taken apart.

    Raises:
        Problem: 415 for a type that is not stored here, 400 for a boundary that is none.
    """
    if content_type.type == DICOM:
        return SinglePart()
    if content_type.type != RELATED:
        raise Problem(415, "media_type_unsupported")
    if content_type.parameters.get("type", DICOM).lower() != DICOM:
        raise Problem(415, "related_type_unsupported")
    if "boundary" not in content_type.parameters:
        raise Problem(400, "boundary_missing")
    return MultipartParser(content_type.parameters["boundary"], limits.parts)


class Body:
    """Takes one body in; blocking, called from threads, one call at a time."""

    def __init__(self, form: Form, decoder: Decoder, delivery: Delivery, limits: Limits) -> None:
        self._form = form
        self._decoder = decoder
        self._delivery = delivery
        self._limits = limits
        self._size = 0
        self._objects = 0
        self._object_size = 0
        self._writer: Writer | None = None

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the wire.

        Raises:
            Problem: the request cannot be understood, or is beyond a limit.
        """
        for piece in self._decoder.feed(data) if data else ():
            self._size += len(piece)
            if self._size > self._limits.body_size:
                raise Problem(413, "body_too_large")
            for event in self._form.feed(piece):
                self._take(event)

    def close(self, last: bytes = b"") -> list[Outcome]:
        """Take the last bytes, and make the objects durable.

        Raises:
            Problem: as in ``feed``, or the body is not complete.
        """
        self.feed(last)
        self._decoder.close()
        self._form.close()
        if self._writer is not None:
            self._end()
        if not self._objects:
            raise Problem(400, "no_parts")
        return self._delivery.commit()

    def _take(self, event: Event) -> None:
        if isinstance(event, PartBegun):
            _check_part(event)
            self._writer = self._delivery.begin()
            self._objects += 1
            self._object_size = 0
        elif isinstance(event, PartData):
            assert self._writer is not None
            self._object_size += len(event.data)
            if self._object_size > self._limits.object_size:
                raise Problem(413, "part_too_large")
            self._writer.write(event.data)
        else:
            assert isinstance(event, PartEnded)
            self._end()

    def _end(self) -> None:
        assert self._writer is not None
        self._writer.finish()
        self._writer = None


def _check_part(part: PartBegun) -> None:
    content_type = media_type(part.fields.get("content-type", b"").decode("latin-1"))
    if content_type.type.startswith("multipart/"):
        raise Problem(415, "nested_multipart")
    if content_type.type != DICOM:
        raise Problem(415, "part_type_unsupported")
    if part.fields.get("content-transfer-encoding", b"").lower() not in _PLAIN or "content-encoding" in part.fields:
        raise Problem(415, "part_encoding_unsupported")
