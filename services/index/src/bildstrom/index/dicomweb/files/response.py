"""A response whose body is pieces of files, over a connection that sends them itself."""

from collections.abc import Iterable, Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bildstrom.index.dicomweb.files.connection import SendPieces
from bildstrom.index.dicomweb.files.outflow import Piece


class PiecesResponse(Response):
    """Its headers say the length.

    Args:
        send_pieces: of the request's connection.
        size: bytes of the pieces together.
    """

    def __init__(
        self, pieces: Iterable[Piece], size: int, send_pieces: SendPieces, status_code: int, headers: Mapping[str, str]
    ) -> None:
        super().__init__(None, status_code, headers)
        self._pieces, self._size = pieces, size
        self._send_pieces = send_pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; a client that goes away is no error."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if await self._send_pieces(self._pieces, self._size):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        else:
            while (await receive())["type"] != "http.disconnect":
                pass
