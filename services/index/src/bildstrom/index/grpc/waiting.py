"""Waiting until what was sent can be read.

A study's journeys are read again only after something was written to it, which its mark tells by two small requests
(see :mod:`bildstrom.index.counts`); those of 5,000 instances cost 0.1 s of a core.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.index.counts import Mark
from bildstrom.index.progress import Steps, reached

FIRST_SECONDS, LONGEST_SECONDS = 0.05, 0.5
SHARE = 5  # times as long as reading took is the least that is waited
UNSEEN_SECONDS = 5.0  # after which they are read whatever the mark says: one replica may be behind another


def state(steps: Sequence[Steps], wanted: int) -> catalog.WaitUntilIndexedResponse:
    """How far a study is.

    Args:
        wanted: received objects that are to be readable; 0 for all that there are, of which there is at least one.
    """
    now = reached(steps)
    return catalog.WaitUntilIndexedResponse(
        complete=now.indexed >= wanted if wanted else 0 < now.received <= now.indexed,
        received=now.received,
        indexed=now.indexed,
        quarantined=now.quarantined,
    )


def ended(now: catalog.WaitUntilIndexedResponse, wanted: int) -> bool:
    """Whether waiting longer changes nothing: it is complete, or all has arrived, is settled and some is kept back."""
    settled = now.quarantined > 0 and now.indexed + now.quarantined >= now.received >= max(wanted, 1)
    return now.complete or settled


async def until_indexed(
    mark: Callable[[], Awaitable[Mark]],
    steps: Callable[[], Awaitable[Sequence[Steps]]],
    wanted: int,
    seconds: float,
) -> catalog.WaitUntilIndexedResponse:
    """Look again and again until it has ended, or for so long."""
    loop = asyncio.get_running_loop()
    deadline, step, due = loop.time() + seconds, FIRST_SECONDS, 0.0
    now = catalog.WaitUntilIndexedResponse()
    marks: list[Mark | None] = [None, None]
    while True:
        began = loop.time()
        marks = [*marks[-2:], await mark()]
        # at the look after a change too: a mark may be seen a moment before the rows that were written with it
        if marks.count(marks[-1]) < len(marks) or began >= due:
            now = state(await steps(), wanted)
            due = loop.time() + UNSEEN_SECONDS
        left = deadline - loop.time()
        if ended(now, wanted) or left <= 0:
            return now
        await asyncio.sleep(min(max(step, SHARE * (loop.time() - began)), left))
        step = min(2 * step, LONGEST_SECONDS)
