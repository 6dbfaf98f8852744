"""gRPC ``bildstrom.catalog.v1.Catalog``: listing, one study, its exact membership."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.catalog.v1 import catalog_pb2_grpc
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index import membership, summary
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.listing import BadToken, Place, places
from bildstrom.index.rows import JourneyRow, StudyRow
from bildstrom.runtime.errors import Unavailable

DEFAULT_PAGE = 100
MAX_PAGE = 1000

_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_UID = re.compile(r"[0-9.]{1,64}")

Context = grpc.aio.ServicerContext[object, object]
NO_STUDY = StudyRow(None, None, None, None)


class CatalogService(catalog_pb2_grpc.CatalogServicer):
    """Answers from the catalogue.

    Status codes: INVALID_ARGUMENT for what cannot be a project, UID, page size or token; NOT_FOUND; UNAVAILABLE while
    Cassandra does not answer, to be tried again.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def ListStudies(  # noqa: N802 - the name is the contract's
        self, request: catalog.ListStudiesRequest, context: Context
    ) -> catalog.ListStudiesResponse:
        """Studies of a project, the last received first."""
        await _check(context, request.project)
        if request.page_size > MAX_PAGE:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"page_size: at most {MAX_PAGE}")
        try:
            after = Place.from_token(request.page_token) if request.page_token else None
        except BadToken:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "page_token: use next_page_token as it was given")
        async with _answering(context):
            page, more = await self._page(request.project, after, request.page_size or DEFAULT_PAGE)
            studies = await asyncio.gather(*(self._summary(request.project, place.study_uid) for place in page))
        token = page[-1].token() if more else ""
        return catalog.ListStudiesResponse(studies=studies, next_page_token=token)

    async def GetStudy(  # noqa: N802
        self, request: catalog.GetStudyRequest, context: Context
    ) -> catalog.GetStudyResponse:
        """One study with its instances' journeys and its results."""
        await _check(context, request.project, request.study_uid)
        async with _answering(context):
            journeys = await self._catalogue.journeys(request.project, request.study_uid)
            if not journeys:
                await context.abort(grpc.StatusCode.NOT_FOUND, "nothing of this study was ever received")
            return await self._study(request.project, request.study_uid, journeys)

    async def GetStudySnapshot(  # noqa: N802
        self, request: catalog.GetStudySnapshotRequest, context: Context
    ) -> catalog.GetStudySnapshotResponse:
        """The exact membership of a study now."""
        await _check(context, request.project, request.study_uid)
        async with _answering(context):
            rows, series = await asyncio.gather(
                self._catalogue.instances(request.project, request.study_uid),
                self._catalogue.series(request.project, request.study_uid),
            )
            modalities = {row.series_uid: row.modality or "" for row in series}
            snapshot = membership.snapshot(request.project, request.study_uid, rows, modalities)
            if snapshot is None:
                await context.abort(grpc.StatusCode.NOT_FOUND, "nothing of this study is indexed")
            return catalog.GetStudySnapshotResponse(snapshot=snapshot)

    async def _page(self, project: str, after: Place | None, size: int) -> tuple[list[Place], bool]:
        """A page of places, and whether there is one after it."""
        page: list[Place] = []
        async for place in places(self._catalogue, project, after):
            if len(page) == size:
                return page, True
            page.append(place)
        return page, False

    async def _summary(self, project: str, study_uid: str) -> catalog.StudySummary:
        journeys = await self._catalogue.journeys(project, study_uid)
        return (await self._study(project, study_uid, journeys)).summary

    async def _study(self, project: str, study_uid: str, journeys: list[JourneyRow]) -> catalog.GetStudyResponse:
        study, series, revisions, rows = await asyncio.gather(
            self._catalogue.study(project, study_uid),
            self._catalogue.series(project, study_uid),
            self._catalogue.revisions(project, study_uid),
            self._catalogue.results(project, study_uid),
        )
        results: list[pb.ResultProduced] = [summary.result(row) for row in rows]
        brief = summary.summary(project, study_uid, study or NO_STUDY, series, journeys)
        return catalog.GetStudyResponse(
            summary=summary.with_outcome(brief, revisions, results),
            instances=[summary.journey(row) for row in journeys],
            results=results,
        )


async def _check(context: Context, project: str, study_uid: str = "0") -> None:
    if not _PROJECT.fullmatch(project):
        await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "project: letters, digits, '.', '_' and '-'")
    if not _UID.fullmatch(study_uid):
        await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "study_uid: digits and '.', at most 64")


@asynccontextmanager
async def _answering(context: Context) -> AsyncIterator[None]:
    """Turn a store that is down into UNAVAILABLE."""
    try:
        yield
    except Unavailable as error:
        await context.abort(grpc.StatusCode.UNAVAILABLE, f"{error.dependency} does not answer")
