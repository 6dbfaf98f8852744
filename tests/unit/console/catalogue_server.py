"""A catalogue in this process that tells of the studies it is given."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc

from bildstrom.catalog.v1 import catalog_pb2 as pb
from bildstrom.catalog.v1 import catalog_pb2_grpc


class _Servicer(catalog_pb2_grpc.CatalogServicer):
    def __init__(self, studies: Sequence[pb.GetStudyResponse], digests: dict[str, str]) -> None:
        self._studies = {study.summary.study_uid: study for study in studies}
        self._digests = digests

    def ListStudies(self, request: pb.ListStudiesRequest, context: Any) -> pb.ListStudiesResponse:  # noqa: N802
        """One study a page."""
        uids = list(self._studies)
        position = int(request.page_token or 0)
        following = str(position + 1) if position + 1 < len(uids) else ""
        page = [self._studies[uid].summary for uid in uids[position : position + 1]]
        return pb.ListStudiesResponse(studies=page, next_page_token=following)

    def GetStudy(self, request: pb.GetStudyRequest, context: Any) -> pb.GetStudyResponse:  # noqa: N802
        """The study, or NOT_FOUND."""
        if request.study_uid not in self._studies:
            context.abort(grpc.StatusCode.NOT_FOUND, "study_unknown")
        return self._studies[request.study_uid]

    def WaitUntilIndexed(  # noqa: N802
        self, request: pb.WaitUntilIndexedRequest, context: Any
    ) -> pb.WaitUntilIndexedResponse:
        """Complete once all is indexed, of a known study; nobody waits here."""
        found = self._studies.get(request.study_uid, pb.GetStudyResponse()).summary
        return pb.WaitUntilIndexedResponse(
            complete=found.indexed >= max(request.instances, 1),
            received=found.received,
            indexed=found.indexed,
            quarantined=found.quarantined,
        )

    def GetStudySnapshot(  # noqa: N802
        self, request: pb.GetStudySnapshotRequest, context: Any
    ) -> pb.GetStudySnapshotResponse:
        """The digest, or NOT_FOUND."""
        if request.study_uid not in self._digests:
            context.abort(grpc.StatusCode.NOT_FOUND, "study_unknown")
        digest = self._digests[request.study_uid]
        return pb.GetStudySnapshotResponse(snapshot=pb.StudySnapshot(content_digest=digest))


@contextmanager
def catalogue_of(studies: Sequence[pb.GetStudyResponse], digests: dict[str, str]) -> Iterator[str]:
    """Serve these studies; yields host:port."""
    servicer = _Servicer(studies, digests)  # type: ignore[abstract]  # the console asks nothing else
    server = grpc.server(ThreadPoolExecutor(2))
    catalog_pb2_grpc.add_CatalogServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()
