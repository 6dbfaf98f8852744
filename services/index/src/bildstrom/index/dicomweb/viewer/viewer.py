"""OHIF under ``/viewer/{project}``: its files as they were fetched, its page and configuration made here."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bildstrom.index.dicomweb.errors import NotFound
from bildstrom.index.dicomweb.paths import project_of
from bildstrom.index.dicomweb.viewer.addresses import FILES, ROOT, root_of
from bildstrom.index.dicomweb.viewer.configuration import SignIn, configuration
from bildstrom.index.dicomweb.viewer.files import ViewerFiles
from bildstrom.index.dicomweb.viewer.pages import choice, entry_of, page
from bildstrom.index.dicomweb.viewer.policy import headers


class Viewer:
    """Serves it.

    Args:
        folder: OHIF's files.
        sign_in: where users sign in; None where DICOMweb asks for no token.

    Raises:
        FileNotFoundError: they are not there.
        ValueError: they are not OHIF's.
    """

    def __init__(self, folder: Path, sign_in: SignIn | None = None) -> None:
        self._script, self._style = entry_of(folder)
        self._files = ViewerFiles(folder, sign_in)
        self._sign_in = sign_in
        self._headers = {**headers(sign_in), "Cache-Control": "no-cache"}

    def routes(self) -> list[BaseRoute]:
        """The routes."""
        return [
            Route(ROOT, self._choose),
            Route(f"{ROOT}/", self._choose),
            Mount(FILES, self._files),
            Route(f"{ROOT}/{{project}}/app-config.js", self._configure),
            Route(f"{ROOT}/{{project}}", self._show),
            Route(f"{ROOT}/{{project}}/{{rest:path}}", self._show),
        ]

    async def _choose(self, request: Request) -> Response:
        chosen = request.query_params.get("project")
        if chosen is None:
            return HTMLResponse(choice(), headers=self._headers)
        request.path_params["project"] = chosen
        return RedirectResponse(root_of(project_of(request)), 303, headers=self._headers)

    async def _show(self, request: Request) -> Response:
        """The one page: what lies below its address is the viewer's own affair."""
        return HTMLResponse(page(project_of(request), self._script, self._style), headers=self._headers)

    async def _configure(self, request: Request) -> Response:
        script = configuration(project_of(request), self._sign_in)
        return Response(script, media_type="text/javascript", headers=self._headers)


def absent() -> list[BaseRoute]:
    """The routes where there is no viewer: links lead here."""

    async def tell(_: Request) -> Response:
        raise NotFound("the viewer is not installed here: install Node.js with npm, then make setup, then start again")

    return [Route(ROOT, tell), Route(f"{ROOT}/{{rest:path}}", tell)]
