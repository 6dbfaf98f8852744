"""gRPC ``bildstrom.catalog.v1.Catalog``: listing, one study, its exact membership."""

import asyncio

import grpc

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index import membership, summary
from bildstrom.index.asking import Context, answering, check, size_of
from bildstrom.index.catalog_contents import ContentsService
from bildstrom.index.listing import Place, places
from bildstrom.index.rows import JourneyRow, StudyRow

MAX_EXAMINED = 2000  # studies looked at for one page of those that fit

NO_STUDY = StudyRow(None, None, None, None)


class CatalogService(ContentsService):
    """Answers from the catalogue.

    Status codes: INVALID_ARGUMENT for what cannot be a project, UID, page size or token; NOT_FOUND; UNAVAILABLE while
    Cassandra does not answer, to be tried again.
    """

    async def ListStudies(  # noqa: N802 - the name is the contract's
        self, request: catalog.ListStudiesRequest, context: Context
    ) -> catalog.ListStudiesResponse:
        """Studies of a project, the last received first."""
        await check(context, request.project)
        size = await size_of(context, request.page_size)
        async with answering(context):
            page, token = await self._page(request, size)
            studies = await asyncio.gather(*(self._summary(request.project, place.study_uid) for place in page))
        return catalog.ListStudiesResponse(studies=studies, next_page_token=token)

    async def GetStudy(  # noqa: N802
        self, request: catalog.GetStudyRequest, context: Context
    ) -> catalog.GetStudyResponse:
        """One study with its instances' journeys and its results."""
        await check(context, request.project, study_uid=request.study_uid)
        async with answering(context):
            journeys = await self._catalogue.journeys(request.project, request.study_uid)
            if not journeys:
                await context.abort(grpc.StatusCode.NOT_FOUND, "nothing of this study was ever received")
            return await self._study(request.project, request.study_uid, journeys)

    async def GetStudySnapshot(  # noqa: N802
        self, request: catalog.GetStudySnapshotRequest, context: Context
    ) -> catalog.GetStudySnapshotResponse:
        """The exact membership of a study now."""
        await check(context, request.project, study_uid=request.study_uid)
        async with answering(context):
            rows, series = await asyncio.gather(
                self._catalogue.instances(request.project, request.study_uid),
                self._catalogue.series(request.project, request.study_uid),
            )
            modalities = {row.series_uid: row.modality or "" for row in series}
            snapshot = membership.snapshot(request.project, request.study_uid, rows, modalities)
            if snapshot is None:
                await context.abort(grpc.StatusCode.NOT_FOUND, "nothing of this study is indexed")
            return catalog.GetStudySnapshotResponse(snapshot=snapshot)

    async def _page(self, request: catalog.ListStudiesRequest, size: int) -> tuple[list[Place], str]:
        """A page of places that fit, and the token of the next; empty on the last."""
        page: list[Place] = []
        after = Place.from_token(request.page_token) if request.page_token else None
        first = request.received_from.ToMicroseconds() if request.HasField("received_from") else 0
        examined = 0
        async for place in places(self._catalogue, request.project, after):
            if place.last_received_us < first:
                break  # the last received come first
            if len(page) == size or examined == MAX_EXAMINED:
                return page, after.token() if after is not None else ""
            after, examined = place, examined + 1
            if await self._fits(request, place):
                page.append(place)
        return page, ""

    async def _fits(self, request: catalog.ListStudiesRequest, place: Place) -> bool:
        if request.HasField("received_until") and place.last_received_us >= request.received_until.ToMicroseconds():
            return False
        if not request.modality:
            return True
        series = await self._catalogue.series(request.project, place.study_uid)
        return any(row.modality == request.modality for row in series)

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
