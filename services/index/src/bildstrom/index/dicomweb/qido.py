"""QIDO-RS (PS3.18 section 10.6): searches for studies, series and instances."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import orjson
from starlette.requests import Request
from starlette.responses import Response

from bildstrom.index.attributes import DataSet
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb import accept, matching, query
from bildstrom.index.dicomweb.errors import TooMuch
from bildstrom.index.dicomweb.filters import Level
from bildstrom.index.dicomweb.metadata import Metadata
from bildstrom.index.dicomweb.paths import accept_of, base_url, project_of, uid_of
from bildstrom.index.dicomweb.search import Scope, Search, TooBroad

MORE = "there are additional results that can be requested"
TOO_BROAD = "the search was ended before all results were found; narrow it"


@dataclass(frozen=True, slots=True)
class Searching:
    """Answers searches from the catalogue."""

    catalogue: Catalogue
    metadata: Metadata
    clock: Callable[[], float]

    def at(self, level: Level) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of one level."""

        async def search(request: Request) -> Response:
            return await self._answer(request, level)

        return search

    async def _answer(self, request: Request, level: Level) -> Response:
        """200 with the matches, none included; ``Warning: 299`` where there are more than it holds.

        Raises:
            BadRequest: see :func:`bildstrom.index.dicomweb.query.parse`.
            TooMuch: see :func:`_page`.
            NotAcceptable: not as JSON.
        """
        kind = accept.json_type(accept_of(request))
        asked = query.parse(request.query_params.multi_items(), level)
        matching.check(asked.filters)
        project = project_of(request)
        url = f"{base_url(request)}/projects/{project}"
        scope = Scope(project, url, uid_of(request, "study"), uid_of(request, "series"))
        search = Search(self.catalogue, self.metadata, scope, asked, self.clock)
        page, warning = await _page(search.results(), asked.offset, asked.limit)
        response = Response(orjson.dumps(page), media_type=kind)
        for text in (*asked.warnings, *warning):
            response.headers.append("Warning", f'299 bildstrom "{text}"')
        return response


async def _page(results: AsyncIterator[DataSet], offset: int, limit: int) -> tuple[list[DataSet], list[str]]:
    """The results from offset on, at most as many as the limit, and what has to be said about them.

    Raises:
        TooMuch: the search was ended before it came to the first of them.
    """
    page: list[DataSet] = []
    position = 0
    try:
        async for result in results:
            position += 1
            if position <= offset:
                continue
            if len(page) == limit:
                return page, [MORE]
            page.append(result)
    except TooBroad:
        if not page:  # an empty answer would say that there is nothing, or nothing more
            raise TooMuch(TOO_BROAD) from None
        return page, [TOO_BROAD]
    return page, []
