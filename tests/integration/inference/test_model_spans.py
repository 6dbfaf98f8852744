"""The model's own spans continue the trace of the caller, inside Triton."""

import httpx
import numpy as np
import pytest
from integration.inference.running import Servers
from polling import poll_until_async
from unit.inference.studies import laa950, tensors

from bildstrom.inference.engine import Refused
from bildstrom.inference.triton import Triton

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TENSORS = tensors(np.zeros((8, 16, 16), np.int16))


async def test_the_models_span_is_a_child_of_the_callers(servers: Servers, triton: Triton) -> None:
    url = servers.zipkin()
    servers.otlp()
    with pytest.raises(Refused, match="no_lungs"):
        await triton.infer(laa950(), TENSORS, (8, 16, 16), f"00-{TRACE}-{PARENT}-01")

    async def spans() -> list[dict[str, object]]:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"{url}/api/v2/trace/{TRACE}")
            return list(answer.json()) if answer.is_success else []

    (found,) = await poll_until_async(spans, "the model's span arrives", 30)
    assert found["parentId"] == PARENT
    assert found["name"] == "triton laa950"
    assert found["localEndpoint"] == {"serviceName": "triton"}
    tags = found["tags"]
    assert isinstance(tags, dict)
    assert tags["bildstrom.model"] == "laa950"
    assert tags["bildstrom.voxels"] == "2048"
