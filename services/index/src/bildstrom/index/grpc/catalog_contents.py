"""gRPC ``bildstrom.catalog.v1.Catalog``: what a study holds, where it comes from, and waiting for it."""

import asyncio
from functools import partial

import grpc

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.catalog.v1 import catalog_pb2_grpc
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.grpc import contents, summary
from bildstrom.index.grpc.asking import Context, answering, check, size_of
from bildstrom.index.grpc.provenance import Known, provenance
from bildstrom.index.grpc.waiting import until_indexed
from bildstrom.index.rows import InstanceRow

WAIT_SECONDS = 60.0  # where a call has no deadline, and at most
MARGIN_SECONDS = 0.5  # before a call's deadline: the answer has to travel


class ContentsService(catalog_pb2_grpc.CatalogServicer):
    """Answers about one study; status codes as of :class:`bildstrom.index.grpc.catalog.CatalogService`."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def ListSeries(  # noqa: N802 - the name is the contract's
        self, request: catalog.ListSeriesRequest, context: Context
    ) -> catalog.ListSeriesResponse:
        """The series of a study, page by page."""
        await check(context, request.project, study_uid=request.study_uid)
        size = await size_of(context, request.page_size)
        async with answering(context):
            rows = await self._instances(context, request.project, request.study_uid)
            known = await self._catalogue.series(request.project, request.study_uid)
            found = contents.series(rows, known, request.modality)
            page, token = contents.page(found, lambda item: item.series_uid, size, request.page_token)
            return catalog.ListSeriesResponse(series=page, next_page_token=token)

    async def ListInstances(  # noqa: N802
        self, request: catalog.ListInstancesRequest, context: Context
    ) -> catalog.ListInstancesResponse:
        """The visible instances of a study or series, page by page."""
        await check(context, request.project, study_uid=request.study_uid, series_uid=request.series_uid or "0")
        size = await size_of(context, request.page_size)
        async with answering(context):
            rows = await self._instances(context, request.project, request.study_uid)
            found = contents.instances(rows, request.series_uid, request.sop_class_uid)
            page, token = contents.page(found, lambda row: f"{row.series_uid} {row.sop_uid}", size, request.page_token)
            return catalog.ListInstancesResponse(
                instances=[contents.version(row) for row in page], next_page_token=token
            )

    async def ListConflicts(  # noqa: N802
        self, request: catalog.ListConflictsRequest, context: Context
    ) -> catalog.ListConflictsResponse:
        """SOP Instance UIDs under which several contents arrived."""
        await check(context, request.project, study_uid=request.study_uid)
        async with answering(context):
            rows = await self._instances(context, request.project, request.study_uid)
            return catalog.ListConflictsResponse(conflicts=contents.conflicts(rows))

    async def GetProvenance(  # noqa: N802
        self, request: catalog.GetProvenanceRequest, context: Context
    ) -> catalog.GetProvenanceResponse:
        """What instances were made of, and what was made of them."""
        await check(context, request.project, study_uid=request.study_uid, sop_uid=request.sop_instance_uid or "0")
        async with answering(context):
            known = await self._known(request.project, request.study_uid)
            answer = provenance(known, request.sop_instance_uid)
            if not answer.instances:
                await context.abort(grpc.StatusCode.NOT_FOUND, "nothing of this was ever received or produced")
            return answer

    async def WaitUntilIndexed(  # noqa: N802
        self, request: catalog.WaitUntilIndexedRequest, context: Context
    ) -> catalog.WaitUntilIndexedResponse:
        """Wait until what was sent of a study can be read."""
        await check(context, request.project, study_uid=request.study_uid)
        left = context.time_remaining()
        seconds = min(request.wait_ms / 1000 or WAIT_SECONDS, WAIT_SECONDS)
        if left is not None:
            seconds = max(min(seconds, left - MARGIN_SECONDS), 0)
        async with answering(context):
            place = request.project, request.study_uid
            return await until_indexed(
                partial(self._catalogue.mark, *place),
                partial(self._catalogue.steps, *place),
                request.instances,
                seconds,
            )

    async def _instances(self, context: Context, project: str, study_uid: str) -> list[InstanceRow]:
        rows = await self._catalogue.instances(project, study_uid)
        if not rows:
            await context.abort(grpc.StatusCode.NOT_FOUND, "nothing of this study is indexed")
        return rows

    async def _known(self, project: str, study_uid: str) -> Known:
        journeys, instances, revisions, results = await asyncio.gather(
            self._catalogue.journeys(project, study_uid),
            self._catalogue.instances(project, study_uid),
            self._catalogue.revisions(project, study_uid),
            self._catalogue.results(project, study_uid),
        )
        return Known(journeys, instances, revisions, [summary.result(row) for row in results])
