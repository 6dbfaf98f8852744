"""A runner on the in-memory bus: what the tests of the runner start and look at."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from builders import identity, indexed
from fakes import FakeBroker, FakeBus
from polling import poll_until_async

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_INDEXED, INSTANCE_RECEIVED, deadletter
from bildstrom.runtime.events import Event, encode
from bildstrom.runtime.handling import Handle
from bildstrom.runtime.runner import Limits, Runner

SERVICE = "index"
DEAD = deadletter(SERVICE).name
OUT = INSTANCE_INDEXED.name
IN = INSTANCE_RECEIVED.name


class Flow:
    """A runner that reads ``instance.received`` and what surrounds it; one partition, unless told otherwise."""

    def __init__(
        self, handle: Handle, limits: Limits | None = None, broker: FakeBroker | None = None, max_records: int = 200
    ) -> None:
        self.broker = broker or FakeBroker(partitions=1)
        self.bus: FakeBus = self.broker.member(SERVICE, [IN], max_records)
        self.runner = Runner(SERVICE, self.bus, {IN: INSTANCE_RECEIVED}, handle, limits)
        self.stop = asyncio.Event()

    async def publish(self, events: Sequence[Event]) -> None:
        """Publish as the edge does."""
        await self.broker.publish([encode(event, "ingest") for event in events])

    async def run(self) -> None:
        """Run until it ends by itself or :attr:`stop` is set."""
        await self.runner.run(self.stop)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run in the background; at the end stop and hand on what it raised."""
        task = asyncio.create_task(self.run())
        try:
            yield
        finally:
            self.stop.set()
            await task

    async def until(self, condition: Callable[[], object], what: str = "the runner came there") -> None:
        """Wait for something the runner does."""
        await poll_until_async(condition, what, deadline=5)

    async def done(self) -> None:
        """Wait until everything published is committed."""
        await self.until(lambda: self.lag == 0, "everything is committed")

    @property
    def lag(self) -> int:
        """Records that are not committed."""
        return self.broker.lag(SERVICE, IN)

    @property
    def outputs(self) -> list[str]:
        """SOP Instance UIDs of the published events, in order."""
        return [pb.InstanceIndexed.FromString(r.value).instance.sop_instance_uid for r in self.broker.records(OUT)]

    @property
    def dead(self) -> list[pb.DeadLetter]:
        """The dead letters, in order."""
        return [pb.DeadLetter.FromString(record.value) for record in self.broker.records(DEAD)]


def uid(number: int) -> str:
    """SOP Instance UID of instance ``number``."""
    return identity(number).sop_instance_uid


def number_of(event: Event) -> int:
    """The number of a received instance."""
    assert isinstance(event.message, pb.InstanceReceived)
    return int(event.message.instance.sop_instance_uid.rpartition(".")[2])


async def pass_on(event: Event) -> list[Event]:
    """The plainest handler: an instance that came is indexed."""
    return [indexed(number_of(event))]
