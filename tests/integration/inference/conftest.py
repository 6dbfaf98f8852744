"""The service's own connection to a real Triton, and a way to look at the same server from outside."""

from collections.abc import AsyncIterator, Callable

import pytest
from integration.inference.running import Servers
from tritonclient.grpc.aio import InferenceServerClient

from bildstrom.inference.triton import Triton


@pytest.fixture
async def triton(servers: Servers) -> AsyncIterator[Triton]:
    """The service's connection, tensors by shared memory."""
    connection = Triton(servers.triton(), shared_memory=True)
    yield connection
    await connection.close()


@pytest.fixture
async def server(servers: Servers) -> AsyncIterator[InferenceServerClient]:
    """A connection of the test's own."""
    client = InferenceServerClient(servers.triton())
    yield client
    await client.close()


@pytest.fixture
def count(server: InferenceServerClient) -> Callable[[], object]:
    """How many inferences of laa950 have succeeded."""

    async def counted() -> int:
        statistics = await server.get_inference_statistics("laa950", "1")
        return int(statistics.model_stats[0].inference_stats.success.count)

    return counted
