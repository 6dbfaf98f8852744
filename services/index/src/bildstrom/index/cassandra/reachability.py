"""Waits for the store at the start, and keeps the service's health in step with it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from bildstrom.runtime.backoff import delays
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.logs import log

WATCH_SECONDS = 5.0


class Reachable(Protocol):
    """A store that is elsewhere; both raise ``Unavailable`` when it does not answer."""

    async def open(self) -> None:
        """Connect."""

    async def ping(self) -> None:
        """Ask for nothing."""


async def opened(store: Reachable, stop: asyncio.Event) -> bool:
    """Open a store, trying again for as long as it takes; False when told to stop before."""
    for delay in delays():
        try:
            await store.open()
        except Unavailable as error:
            log.warning("waiting", **{"bildstrom.dependency": error.dependency, "seconds": round(delay, 2)})
        else:
            return True
        try:
            await asyncio.wait_for(stop.wait(), delay)
        except TimeoutError:
            continue
        return False
    raise AssertionError("delays never end")


async def watched(store: Reachable, healthy: Callable[[bool], Awaitable[None]]) -> None:
    """Report whether the store answers, until cancelled."""
    while True:
        try:
            await store.ping()
        except Unavailable:
            await healthy(False)
        else:
            await healthy(True)
        await asyncio.sleep(WATCH_SECONDS)
