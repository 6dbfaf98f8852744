"""Who may ask: a bearer token (RFC 6750) opens the projects that it names; without keys everybody may."""

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from bildstrom.index.dicomweb.errors import NotFound, Unauthenticated
from bildstrom.runtime.bearer.tokens import Tokens, Unauthorized


class Authentication:
    """Stands before the routes of a project, where the path parameter ``project`` is known.

    What it raises is answered by the application's exception handlers, like the problems of the routes.

    Args:
        tokens: verifies them.
    """

    def __init__(self, app: ASGIApp, tokens: Tokens) -> None:
        self._app = app
        self._tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may be asked.

        Raises:
            Unauthenticated: no token, or not a good one.
            NotFound: it does not name the project; an unknown one is answered in the same way.
            Unavailable: the keys cannot be had now.
        """
        authorization = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        try:
            client = await asyncio.to_thread(self._tokens.client, authorization)
        except Unauthorized as error:
            raise Unauthenticated(error.reason, error.challenge) from None
        if not client.opens(scope["path_params"]["project"]):
            raise NotFound("there is no such project")
        await self._app(scope, receive, send)
