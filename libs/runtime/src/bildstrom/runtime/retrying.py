"""Trying again while a dependency is unavailable."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bildstrom.runtime.backoff import delays
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.logs import log

T = TypeVar("T")


async def until_available(work: Callable[[], Awaitable[T]], failed: Callable[[], None] | None = None) -> T:
    """Do what is idempotent until it is done, for as long as it takes; whoever wants to give up cancels.

    Args:
        failed: told of each time that it could not be done.
    """
    for delay in delays():
        try:
            return await work()
        except Unavailable as error:
            log.warning("waiting", **{"bildstrom.dependency": error.dependency, "seconds": round(delay, 2)})
            if failed is not None:
                failed()
            await asyncio.sleep(delay)
    raise AssertionError("delays never end")
