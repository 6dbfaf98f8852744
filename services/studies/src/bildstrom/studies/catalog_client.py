"""The catalogue, asked by gRPC."""

import grpc

from bildstrom.catalog.v1 import catalog_pb2 as pb
from bildstrom.catalog.v1.catalog_pb2_grpc import CatalogStub
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.service import MAX_GRPC_BYTES

DEADLINE_SECONDS = 10.0


class CatalogClient:
    """One channel to the index service.

    Args:
        address: host:port.
    """

    def __init__(self, address: str) -> None:
        options = [("grpc.max_receive_message_length", MAX_GRPC_BYTES)]
        self._channel = grpc.aio.insecure_channel(address, options=options)
        self._stub = CatalogStub(self._channel)

    async def snapshot(self, project: str, study_uid: str) -> pb.StudySnapshot | None:
        """The study's exact membership; None when nothing of it is indexed.

        Raises:
            Unavailable: no answer within 10 s, or an error of the service.
        """
        request = pb.GetStudySnapshotRequest(project=project, study_uid=study_uid)
        try:
            answer = await self._stub.GetStudySnapshot(request, timeout=DEADLINE_SECONDS)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.NOT_FOUND:
                return None
            raise Unavailable("catalog") from error
        snapshot: pb.StudySnapshot = answer.snapshot
        return snapshot

    async def close(self) -> None:
        """Close the channel."""
        await self._channel.close()
