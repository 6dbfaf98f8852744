"""Answers that clients can keep: entity tags, conditional and range requests, HEAD (RFC 9110 sections 8.8, 13 and 14).

An object never changes under its digest, so neither does an answer that is made of the same objects in the same form.
"""

import hashlib
import re
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bildstrom.index.dicomweb.begun import begun, opening
from bildstrom.index.dicomweb.files.connection import offered
from bildstrom.index.dicomweb.files.outflow import Piece
from bildstrom.index.dicomweb.files.response import PiecesResponse
from bildstrom.index.rows import InstanceRow

_FORMAT = "1"  # to be counted up when the same objects begin to be answered in other bytes
_RANGE = re.compile(r"bytes\s*=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})", re.IGNORECASE)

Pieces = Callable[[int, int], Iterable[Piece]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered.

    Attributes:
        tag: names the bytes, without quotes; a multipart message is bounded by it.
        body: the bytes, from an offset up to another.
        size: how many they are, where ranges are offered; else None, and the body is asked for whole.
        length: how many they are where ranges are not offered, if that is known.
        pieces: the same bytes as pieces of files; None where they do not lie in files as they are. A length is known.
    """

    kind: str
    tag: str
    body: Callable[[int, int], AsyncIterator[bytes]]
    size: int | None = None
    length: int | None = None
    pieces: Pieces | None = None


def tag_of(members: Iterable[InstanceRow], *form: object) -> str:
    """A name of what these objects are in this form; no object can hold it, as it depends on their digests."""
    digest = hashlib.sha256("\n".join([_FORMAT, *map(str, form)]).encode())
    for row in members:
        digest.update(f"\n{row.sop_uid} {row.sha256}".encode())
    return digest.hexdigest()[:32]


async def answered(request: Request, answer: Answer) -> Response:
    """The response: 200, 206 for one range, 304 for what the client has, 416 for a range outside.

    Its first piece is read before the status is sent.
    """
    headers = {"Content-Type": answer.kind, "ETag": f'"{answer.tag}"', "Vary": "Accept"}
    headers["Cache-Control"] = "private, no-cache"  # a study grows, and is shown to who may see it
    headers["X-Content-Type-Options"] = "nosniff"  # what senders wrote is no page of this service
    if _listed(request.headers.getlist("if-none-match"), answer.tag):
        return Response(status_code=304, headers={name: headers[name] for name in ("ETag", "Vary", "Cache-Control")})
    start, end, status = 0, 0, 200
    if answer.size is not None:
        headers["Accept-Ranges"], end = "bytes", answer.size
        asked = _range(request, answer)
        if asked is not None:
            (start, end), status = asked, 206
            if start >= end:
                return Response(status_code=416, headers={"Content-Range": f"bytes */{answer.size}"})
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{answer.size}"
        headers["Content-Length"] = str(end - start)
    elif answer.length is not None:
        headers["Content-Length"] = str(answer.length)
    if request.method == "HEAD":
        return _Bodiless(status_code=status, headers=headers)
    send_pieces = offered(request.scope)
    if answer.pieces is not None and send_pieces is not None:
        pieces = await opening(answer.pieces(start, end))
        return PiecesResponse(pieces, int(headers["Content-Length"]), send_pieces, status, headers)
    body = await begun(answer.body(start, end))
    return StreamingResponse(body, status_code=status, media_type=None, headers=headers)


class _Bodiless(Response):
    """The head of an answer: without a length where that is unknown."""

    def init_headers(self, headers: "dict[str, str] | None" = None) -> None:  # type: ignore[override]
        self.raw_headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in (headers or {}).items()]


def _listed(values: Iterable[str], tag: str) -> bool:
    """Weak comparison, as If-None-Match has it."""
    tags = [each.strip().removeprefix("W/") for value in values for each in value.split(",")]
    return "*" in tags or f'"{tag}"' in tags


def _range(request: Request, answer: Answer) -> tuple[int, int] | None:
    """The one range that is asked for; None if there is none, several, or one of what the client's copy is not."""
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    condition = request.headers.get("if-range")
    if found is None or answer.size is None or (condition is not None and condition.strip() != f'"{answer.tag}"'):
        return None
    first, last = found.groups()
    if not first:
        return (max(answer.size - int(last), 0), answer.size) if last else None
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, answer.size) if last else answer.size
