"""A service in a process of its own, as every ``__main__`` wires it, without a bus. Run by test_service."""

import asyncio
import sys

from bildstrom.runtime import metrics
from bildstrom.runtime.logs import log
from bildstrom.runtime.service import running
from bildstrom.runtime.settings import ServiceSettings, load


async def main() -> None:
    """Serve until told to stop; ``work`` seconds of work are then still in hand."""
    settings = load(ServiceSettings, "deid", sys.argv[2:])
    how = sys.argv[1]
    async with running("deid", settings) as process:
        handled = metrics.counter("bildstrom.events.handled", "Events handled, by topic and outcome")
        handled.add(3, {"bildstrom.outcome": "handled", "patient.name": "DOE^JOHN"})
        if how == "sick":
            await process.healthy(False)
        if how == "failing":
            raise ValueError("no patient DOE^JOHN")
        await process.stop.wait()
        await asyncio.sleep(0.3)
        log.info("finished")


asyncio.run(main())
