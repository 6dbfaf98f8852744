"""A service in a process of its own that passes instances on; run by the tests with faults.

``passing_on.py SERVICE IN_TOPIC OUT_TOPIC HOLD [settings…]``: at instance HOLD it says ``holding`` and waits for a
file of that name to vanish; HOLD is a path whose name is the number.
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from builders import indexed
from polling import poll_until_async

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_INDEXED, INSTANCE_RECEIVED
from bildstrom.runtime.events import Event
from bildstrom.runtime.logs import log
from bildstrom.runtime.service import consume, running
from bildstrom.runtime.settings import ServiceSettings, load

SERVICE, IN_TOPIC, OUT_TOPIC, HOLD = sys.argv[1:5]


async def handle(event: Event) -> list[Event]:
    """Each instance that came is indexed; at one the process hangs for as long as the file exists."""
    assert isinstance(event.message, pb.InstanceReceived)
    number = int(event.message.instance.sop_instance_uid.rpartition(".")[2])
    hold = Path(HOLD)
    if str(number) == hold.name:
        log.info("holding", count=number)
        await poll_until_async(lambda: not hold.exists(), "the file vanishes", 300)
    return [replace(indexed(number), topic=replace(INSTANCE_INDEXED, name=OUT_TOPIC))]


async def main() -> None:
    """Run until told to stop."""
    async with running(SERVICE, load(ServiceSettings, SERVICE, sys.argv[5:])) as process:
        await consume(process, [replace(INSTANCE_RECEIVED, name=IN_TOPIC)], handle)


asyncio.run(main())
