"""A model process that dies is noticed and brought back; a Triton that is down is waited for."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator

import numpy as np
import pytest
from integration.inference.running import Servers, children, stubs
from polling import poll_until_async
from unit.inference.studies import laa950, tensors

from bildstrom.inference.canary import Canary
from bildstrom.inference.triton import Triton
from bildstrom.inference.triton_errors import ModelDead
from bildstrom.local.stack import Stack
from bildstrom.runtime.errors import Unavailable

TENSORS = tensors(np.zeros((8, 16, 16), np.int16))


class Watch:
    """A canary at work.

    Attributes:
        health: everything that it has said.
    """

    def __init__(self, triton: Triton, every_s: float) -> None:
        self.health: list[bool] = []
        self.canary = Canary(triton, [laa950()], every_s, self._healthy)

    async def _healthy(self, serving: bool) -> None:
        self.health.append(serving)


@contextlib.asynccontextmanager
async def watching(triton: Triton, every_s: float) -> AsyncIterator[Watch]:
    """Runs a canary."""
    watch = Watch(triton, every_s)
    task = asyncio.create_task(watch.canary.run())
    try:
        await poll_until_async(lambda: watch.health, "the canary's first round")
        yield watch
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def stack(servers: Servers) -> Stack:
    """The processes that Triton is one of."""
    return servers.stack


def model_process(stack: Stack) -> int:
    """The process of laa950 in our Triton."""
    server = stack.process("triton").pid
    assert server is not None
    (process,) = children(server, stubs("laa950"))
    return process


async def answers(triton: Triton) -> bool:
    """Whether the model answers, with a refusal or not."""
    with contextlib.suppress(Unavailable):
        await Watch(triton, 1).canary.ask(laa950())
        return True
    return False


async def test_a_killed_model_process_is_noticed_and_brought_back(triton: Triton, stack: Stack) -> None:
    async with watching(triton, 0.3) as watch:
        assert watch.health == [True]
        killed = model_process(stack)
        os.kill(killed, signal.SIGKILL)
        await poll_until_async(lambda: False in watch.health, "the canary notices", 20)
        await poll_until_async(lambda: watch.health[-1], "the canary repairs", 30)
        assert await answers(triton)
        assert model_process(stack) != killed


async def test_a_request_that_finds_the_model_dead_starts_the_repair(triton: Triton, stack: Stack) -> None:
    async with watching(triton, 600) as watch:
        os.kill(model_process(stack), signal.SIGKILL)
        with pytest.raises(ModelDead):
            await triton.infer(laa950(), TENSORS, (8, 16, 16))
        assert watch.health == [True]
        watch.canary.wake()
        await poll_until_async(lambda: watch.health == [True, False, True], "the canary repairs", 30)
        assert await answers(triton)


async def test_a_model_that_is_not_loaded_is_loaded(triton: Triton, stack: Stack) -> None:
    await triton.client.unload_model("laa950")
    await poll_until_async(lambda: not children(stack.process("triton").pid or 0, stubs("laa950")), "it is unloaded")
    async with watching(triton, 0.3) as watch:
        await poll_until_async(lambda: watch.health[-1], "the canary loads it", 30)
    assert watch.health[0] is False


async def test_a_triton_that_is_down_is_waited_for(triton: Triton, stack: Stack) -> None:
    async with watching(triton, 0.3) as watch:
        await asyncio.to_thread(stack.kill, "triton")
        with pytest.raises(Unavailable):
            await triton.infer(laa950(), TENSORS, (8, 16, 16))
        await poll_until_async(lambda: not watch.health[-1], "the canary says so", 20)
        await asyncio.to_thread(stack.up, ["triton"])
        await poll_until_async(lambda: watch.health[-1], "the canary says so", 30)
        assert await answers(triton)
