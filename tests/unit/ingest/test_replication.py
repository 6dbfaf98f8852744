"""Success that waits for the relay: said when it has moved an entry on, refused for now when it has not."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from polling import poll_until, poll_until_async
from spooled import files
from unit.ingest.test_relay import Running
from unit.ingest.test_storing import Edge, encoded

from bildstrom.ingest.dimse import Status
from bildstrom.ingest.relay import Relay
from bildstrom.ingest.replication import NotReplicated, Replication


class Waiting:
    """Entries that are announced, and confirmed by nobody."""

    def __init__(self, seconds: float | None) -> None:
        self.announced: list[str] = []
        self.replication = Replication(self.announced.append, seconds)


def test_where_nobody_waits_nothing_is_waited_for() -> None:
    relay = Waiting(None)
    relay.replication.ensure("worker-0/1")
    assert relay.replication.missing(["worker-0/2"]) == set()
    assert relay.announced == ["worker-0/1"]


def test_what_is_not_confirmed_in_time_is_missing() -> None:
    relay = Waiting(0.01)
    with pytest.raises(NotReplicated):
        relay.replication.ensure("worker-0/1")
    assert relay.announced == ["worker-0/1"]


def test_one_that_waits_goes_on_as_soon_as_its_entry_is_confirmed() -> None:
    relay = Waiting(60)
    thread = threading.Thread(target=relay.replication.ensure, args=("worker-0/1",))
    thread.start()
    poll_until(lambda: relay.announced, "the announcement")
    relay.replication.confirm(["worker-0/2"])
    assert thread.is_alive()
    relay.replication.confirm(["worker-0/1", "worker-0/3"])
    thread.join(30)
    assert not thread.is_alive()


def test_a_confirmation_before_the_wait_counts() -> None:
    replication = Replication(lambda name: replication.confirm([name]), 60)
    replication.ensure("worker-0/1")


def test_of_many_those_that_are_missing_are_named_once() -> None:
    relay = Waiting(0.05)
    for name in ("a", "b", "c"):
        relay.replication.announce(name)
    relay.replication.confirm(["b"])
    assert relay.replication.missing(["a", "b", "c"]) == {"a", "c"}
    assert relay.replication.missing(["a", "b", "c"]) == set(), "nobody waits for them any more"


def test_an_object_that_is_not_replicated_in_time_is_refused_for_now_and_stays(tmp_path: Path) -> None:
    def announce(_: str) -> None:
        raise NotReplicated

    edge = Edge(tmp_path)
    edge.storage = replace(edge.storage, announce=announce)
    assert edge.store(encoded()) is Status.OUT_OF_RESOURCES
    assert len(files(edge.folder)) == 1


async def test_the_relay_confirms_what_was_written_down_and_published(tmp_path: Path) -> None:
    running = Running(tmp_path)
    steps: list[tuple[str, int]] = []
    running.relay = Relay(
        running.outbox,
        running.objects,
        running.broker,
        lambda batch: steps.append(("moved", len(running.published()))),
        lambda names: steps.append(("confirmed", len(running.published()))),
    )
    async with running:
        running.put(1)
        await poll_until_async(lambda: not files(tmp_path / "worker-0"), "an empty spool")
    assert steps == [("moved", 1), ("confirmed", 1)]
