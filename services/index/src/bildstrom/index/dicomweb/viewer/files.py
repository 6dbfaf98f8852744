"""OHIF's own files, compressed where the browser takes it."""

from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bildstrom.index.dicomweb.viewer.configuration import SignIn
from bildstrom.index.dicomweb.viewer.policy import headers

_MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml"}


class ViewerFiles(StaticFiles):
    """Serves a folder; beside ``NAME`` lies ``NAME.gz`` where that is smaller.

    Args:
        folder: OHIF's files.
        sign_in: see :func:`headers`.
    """

    def __init__(self, folder: Path, sign_in: SignIn | None) -> None:
        super().__init__(directory=folder)
        self._headers = {**headers(sign_in), "Vary": "Accept-Encoding", "Cache-Control": "no-cache"}

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file.

        Raises:
            HTTPException: there is none.
        """
        asked = Headers(scope=scope)
        response = await self._file(path, scope, compressed="gzip" in asked.get("accept-encoding", ""))
        response.headers.update(self._headers)
        return response

    async def _file(self, path: str, scope: Scope, *, compressed: bool) -> Response:
        media_type = _MEDIA_TYPES.get(Path(path).suffix)
        if not compressed or media_type is None:
            return await super().get_response(path, scope)
        try:
            response = await super().get_response(f"{path}.gz", scope)
        except HTTPException:
            return await super().get_response(path, scope)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Type"] = media_type
        return response
