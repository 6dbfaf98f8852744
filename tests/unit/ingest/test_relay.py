"""The relay: object stored, event published, entry retired, in that order, through outages."""

import asyncio
import hashlib
from pathlib import Path

from builders import TRACEPARENT, received
from fakes import FakeBroker, FakeObjectStore
from polling import poll_until_async
from spooled import files

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_RECEIVED
from bildstrom.ingest.relay import Relay
from bildstrom.ingest.spool.folder import Spool
from bildstrom.ingest.spool.outbox import Outbox
from bildstrom.runtime.events import decode

OBJECT = b"object"
TOPICS = {INSTANCE_RECEIVED.name: INSTANCE_RECEIVED}


def _message(number: int) -> pb.InstanceReceived:
    message = received(number).message
    assert isinstance(message, pb.InstanceReceived)
    message.object.MergeFrom(pb.ObjectRef(size=len(OBJECT), sha256=hashlib.sha256(OBJECT).hexdigest()))
    return message


class Running:
    """A relay over a spool, in the background."""

    def __init__(self, folder: Path) -> None:
        self.spool = Spool(folder / "worker-0")
        self.outbox = Outbox(folder)
        self.objects, self.broker = FakeObjectStore(), FakeBroker(partitions=1)
        self.relay = Relay(self.outbox, self.objects, self.broker)
        self._stop = asyncio.Event()

    async def __aenter__(self) -> "Running":
        self._task = asyncio.create_task(self.relay.run(self._stop))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop.set()
        await self._task
        self.outbox.close()

    def put(self, number: int) -> None:
        with self.spool.begin() as draft:
            draft.write(OBJECT)
            self.relay.add(self.spool.commit(draft, _message(number), TRACEPARENT))

    def published(self) -> list[pb.InstanceReceived]:
        events = [decode(record, TOPICS) for record in self.broker.records(INSTANCE_RECEIVED.name)]
        return [event.message for event in events if isinstance(event.message, pb.InstanceReceived)]


async def test_entries_are_announced_in_order_and_leave_the_spool(tmp_path: Path) -> None:
    async with Running(tmp_path) as running:
        for number in range(30):
            running.put(number)
        await poll_until_async(lambda: not files(tmp_path / "worker-0"), "an empty spool")

    assert running.published() == [_message(number) for number in range(30)]
    assert await running.objects.get(_message(7).object.key) == OBJECT


async def test_an_outage_delays_and_loses_nothing(tmp_path: Path) -> None:
    async with Running(tmp_path) as running:
        running.broker.failures = 2
        for number in range(4):
            running.put(number)
        await poll_until_async(lambda: not files(tmp_path / "worker-0"), "an empty spool")

    records = running.broker.records(INSTANCE_RECEIVED.name)
    ids = {dict(record.headers)["ce_id"] for record in records}
    assert len(ids) == 4
    assert len(records) > 4, "half of a failing publication was written, and came again"


async def test_what_is_left_when_the_process_stops_is_found_by_the_next(tmp_path: Path) -> None:
    async with Running(tmp_path) as running:
        running.broker.answering.clear()
        running.put(1)
        await poll_until_async(lambda: running.broker.records(INSTANCE_RECEIVED.name), "a publication under way")

    outbox = Outbox(tmp_path)
    (name,) = outbox.recover()
    entry = outbox.read(name)
    outbox.close()
    assert entry is not None
    assert entry.event == _message(1)


async def test_an_entry_that_is_told_of_twice_is_announced_once(tmp_path: Path) -> None:
    async with Running(tmp_path) as running:
        running.put(1)
        for name in running.outbox.recover():
            running.relay.add(name)
        await poll_until_async(lambda: not files(tmp_path / "worker-0"), "an empty spool")

    assert running.published() == [_message(1)]
