"""gRPC ``bildstrom.catalog.v1.Catalog``: listing, one study, its exact membership."""

import asyncio

import grpc

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.index import membership, outlines
from bildstrom.index.groups import in_groups
from bildstrom.index.grpc import summary
from bildstrom.index.grpc.asking import Context, answering, check, size_of
from bildstrom.index.grpc.catalog_contents import ContentsService
from bildstrom.index.grpc.journeys import journey_page
from bildstrom.index.listing import Place, places, until
from bildstrom.index.rows import StudyRow

MAX_EXAMINED = 2000  # studies looked at for one page of those that fit
FEW, MANY = 16, 64  # of them at first, and at most, together

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
            found = await outlines.outlines(self._catalogue, request.project, page)
        studies = [
            summary.summary(request.project, study_uid, *outline)
            for study_uid, outline in zip(page, found, strict=True)
            if outline is not None
        ]
        return catalog.ListStudiesResponse(studies=studies, next_page_token=token)

    async def GetStudy(  # noqa: N802
        self, request: catalog.GetStudyRequest, context: Context
    ) -> catalog.GetStudyResponse:
        """One study with its instances' journeys and its results."""
        place = request.project, request.study_uid
        await check(context, request.project, study_uid=request.study_uid)
        size = await size_of(context, request.page_size)
        async with answering(context):
            (journeys, token), (outline,), results = await asyncio.gather(
                journey_page(self._catalogue, *place, size if request.page_size else None, request.page_token),
                outlines.outlines(self._catalogue, request.project, [request.study_uid]),
                self._catalogue.results(*place),
            )
            if not journeys and not request.page_token:
                await context.abort(grpc.StatusCode.NOT_FOUND, "nothing of this study was ever received")
            study, progress = outline or (NO_STUDY, await outlines.progress_of(self._catalogue, *place))
        return catalog.GetStudyResponse(
            summary=summary.summary(*place, study, progress),
            instances=[summary.journey(row) for row in journeys],
            results=[] if request.page_token else [summary.result(row) for row in results],
            next_page_token=token,
        )

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

    async def _page(self, request: catalog.ListStudiesRequest, size: int) -> tuple[list[str], str]:
        """A page of studies that fit, and the token of the next; empty on the last."""
        page: list[str] = []
        after, examined = _begin(request), 0
        walk = places(self._catalogue, request.project, after)
        first = request.received_from.ToMicroseconds() if request.HasField("received_from") else 0
        async for some in in_groups(walk, min(size + 1, FEW), MANY):
            for place, fits in zip(some, await self._fitting(request, some), strict=True):
                if place.last_received_us < first:
                    return page, ""  # the last received come first
                if len(page) == size or examined == MAX_EXAMINED:
                    return page, after.token() if after is not None else ""
                after, examined = place, examined + 1
                if fits:
                    page.append(place.study_uid)
        return page, ""

    async def _fitting(self, request: catalog.ListStudiesRequest, some: list[Place]) -> list[bool]:
        if not request.modality:
            return [True] * len(some)
        study_uids = [place.study_uid for place in some]
        found = await outlines.modalities(self._catalogue, request.project, study_uids)
        return [request.modality in each for each in found]


def _begin(request: catalog.ListStudiesRequest) -> Place | None:
    """Behind which place a listing begins."""
    places = [Place.from_token(request.page_token)] if request.page_token else []
    if request.HasField("received_until"):
        places.append(until(request.received_until.ToMicroseconds()))
    return max(places, key=lambda place: place.rank, default=None)
