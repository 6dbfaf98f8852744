"""The store is waited for at the start, and health follows it."""

import asyncio

import pytest
from polling import poll_until_async

from bildstrom.index.cassandra import reachability
from bildstrom.index.cassandra.reachability import opened, watched
from bildstrom.index.settings import IndexSettings, contact_points
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.settings import load


class Store:
    """A store that is down for its next few calls."""

    def __init__(self, failures: int) -> None:
        self.failures = failures

    async def open(self) -> None:
        await self.ping()

    async def ping(self) -> None:
        await asyncio.sleep(0)
        if self.failures:
            self.failures -= 1
            raise Unavailable("cassandra")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reachability, "delays", lambda: iter(lambda: 0.001, None))
    monkeypatch.setattr(reachability, "WATCH_SECONDS", 0.001)


async def test_a_store_that_is_down_is_waited_for() -> None:
    store = Store(failures=3)

    assert await opened(store, asyncio.Event())
    assert store.failures == 0


async def test_told_to_stop_it_waits_no_longer() -> None:
    stop = asyncio.Event()
    stop.set()

    assert not await opened(Store(failures=1), stop)


async def test_health_follows_the_store() -> None:
    said: list[bool] = []

    async def healthy(serving: bool) -> None:
        said.append(serving)

    watch = asyncio.create_task(watched(Store(failures=2), healthy))
    await poll_until_async(lambda: len(said) >= 4, "health was said four times")
    watch.cancel()

    assert said[:4] == [False, False, True, True]


def test_contact_points_are_hosts_with_ports() -> None:
    assert contact_points("127.0.0.1:19042, node-2.example:9042") == (("127.0.0.1", 19042), ("node-2.example", 9042))


@pytest.mark.parametrize("text", ["", "localhost", "localhost:", ":9042", "a:1,", "a:1;b:2"])
def test_contact_points_that_cannot_be_are_refused_at_the_start(text: str) -> None:
    with pytest.raises(SystemExit):
        load(IndexSettings, "index", ["--cassandra", text])
