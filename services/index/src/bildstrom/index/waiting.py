"""Waiting until what was sent can be read."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.index.rows import JourneyRow

FIRST_SECONDS, LONGEST_SECONDS = 0.05, 0.5


def state(journeys: Sequence[JourneyRow], wanted: int) -> catalog.WaitUntilIndexedResponse:
    """How far a study is.

    Args:
        wanted: received objects that are to be readable; 0 for all that there are, of which there is at least one.
    """
    received = sum(row.received_us is not None for row in journeys)
    indexed = sum(row.indexed_us is not None for row in journeys)
    quarantined = sum(row.quarantined_us is not None and row.deidentified_us is None for row in journeys)
    return catalog.WaitUntilIndexedResponse(
        complete=indexed >= wanted if wanted else 0 < received <= indexed,
        received=received,
        indexed=indexed,
        quarantined=quarantined,
    )


def ended(now: catalog.WaitUntilIndexedResponse, wanted: int) -> bool:
    """Whether waiting longer changes nothing: it is complete, or all has arrived, is settled and some is kept back."""
    settled = now.quarantined > 0 and now.indexed + now.quarantined >= now.received >= max(wanted, 1)
    return now.complete or settled


async def until_indexed(
    journeys: Callable[[], Awaitable[Sequence[JourneyRow]]], wanted: int, seconds: float
) -> catalog.WaitUntilIndexedResponse:
    """Look again and again until it has ended, or for so long."""
    loop = asyncio.get_running_loop()
    deadline, step = loop.time() + seconds, FIRST_SECONDS
    while True:
        now = state(await journeys(), wanted)
        left = deadline - loop.time()
        if ended(now, wanted) or left <= 0:
            return now
        await asyncio.sleep(min(step, left))
        step = min(2 * step, LONGEST_SECONDS)
