"""Requests share the children: who waits for one holds nothing, and a child that fails fails one request only."""

import asyncio
import threading
from typing import Any

import pytest

from bildstrom.index.dicomweb.errors import NotAcceptable
from bildstrom.index.dicomweb.pixels.children import Children
from bildstrom.runtime.children.bounded import (
    BoundedChild,
    Bounds,
    ChildUnusableError,
    CrashedError,
    ExhaustedError,
    python,
)
from bildstrom.runtime.errors import Unavailable


class Held(BoundedChild):
    """Answers when it is let go."""

    def __init__(self) -> None:
        super().__init__(Bounds(), ())
        self.free = threading.Event()

    def ask(self, head: Any, payload: Any, *, loaded: bool = False) -> Any:
        assert self.free.wait(30)
        return {"answer": "worked"} | head, bytearray(b"".join(payload))


class Failing(BoundedChild):
    """Fails once."""

    def __init__(self, error: Exception) -> None:
        super().__init__(Bounds(), ())
        self._error: Exception | None = error

    def ask(self, head: Any, payload: Any, *, loaded: bool = False) -> Any:
        error, self._error = self._error, None
        if error is not None:
            raise error
        return {"answer": "worked"}, bytearray()


async def test_who_waits_for_a_child_holds_nothing() -> None:
    child, begun, reading = Held(), asyncio.Event(), list[int]()
    children = Children([child])

    async def read(number: int) -> bytes:
        reading.append(number)
        begun.set()
        return b"%d" % number

    async def ask(number: int) -> bytes:
        answer, data = await children.ask({}, lambda: read(number))
        assert answer == {"answer": "worked", "before": 1}
        return bytes(data)

    asked = [asyncio.create_task(ask(number)) for number in range(5)]
    await begun.wait()
    assert reading == [0]
    child.free.set()

    assert await asyncio.gather(*asked) == [b"0", b"1", b"2", b"3", b"4"]


@pytest.mark.parametrize(
    ("error", "becomes"),
    [(ExhaustedError(), NotAcceptable), (CrashedError(), NotAcceptable), (ChildUnusableError(), Unavailable)],
)
async def test_after_a_failure_the_next_request_is_answered(error: Exception, becomes: type[Exception]) -> None:
    children = Children([Failing(error)])

    async def nothing() -> bytes:
        return b""

    with pytest.raises(becomes):
        await children.ask({}, nothing)
    assert (await children.ask({}, nothing))[0] == {"answer": "worked"}


async def test_what_cannot_be_read_leaves_the_child_free() -> None:
    children = Children([Failing(CrashedError())])

    async def gone() -> bytes:
        raise Unavailable("objects")

    for _ in range(3):
        with pytest.raises(Unavailable):
            await children.ask({}, gone)


async def test_without_children_nothing_is_decoded() -> None:
    async def nothing() -> bytes:
        return b""

    with pytest.raises(NotAcceptable):
        await Children().ask({}, nothing)
    with pytest.raises(NotAcceptable):  # it ends at once
        await Children([BoundedChild(Bounds(), python("no_such_module"))]).ask({}, nothing)
