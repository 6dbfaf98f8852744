"""What a runner does when it has to wait: for a stop, for its partitions, for something that is down."""

import asyncio

from builders import received
from fakes import FakeBroker
from unit.runtime.running import Flow, number_of, pass_on, uid

from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.events import Event
from bildstrom.runtime.runner import Limits


async def test_what_a_stopped_process_did_not_commit_comes_again() -> None:
    calls: list[int] = []

    async def never(event: Event) -> list[Event]:
        calls.append(number_of(event))
        await asyncio.Event().wait()
        raise AssertionError

    broker = FakeBroker(partitions=1)
    first = Flow(never, Limits(drain_seconds=0.03), broker)
    await first.publish([received(1), received(2)])
    async with first.running():
        await first.until(lambda: calls == [1, 2])
    assert (first.lag, first.outputs, first.dead) == (2, [], [])
    second = Flow(pass_on, broker=broker)
    async with second.running():
        await second.done()
    assert second.outputs == [uid(1), uid(2)]


async def test_a_stopped_process_finishes_the_batch_in_hand_and_takes_no_other() -> None:
    begun, finish = asyncio.Event(), asyncio.Event()

    async def slow(event: Event) -> list[Event]:
        begun.set()
        await finish.wait()
        return await pass_on(event)

    flow = Flow(slow, max_records=2)
    await flow.publish([received(number) for number in (1, 2, 3)])
    async with flow.running():
        await begun.wait()
        flow.stop.set()
        await flow.until(lambda: flow.bus.kept_alive > 1)
        finish.set()
    assert (flow.outputs, flow.lag) == ([uid(1), uid(2)], 1)


async def test_a_stop_does_not_wait_for_a_broker_that_does_not_acknowledge() -> None:
    flow = Flow(pass_on, Limits(drain_seconds=0.03))
    await flow.publish([received(1)])
    flow.broker.answering.clear()
    async with flow.running():
        await flow.until(lambda: flow.outputs == [uid(1)])
    assert flow.lag == 1


async def test_an_idle_process_stops_at_once() -> None:
    flow = Flow(pass_on)
    async with asyncio.timeout(1), flow.running():
        pass


async def test_a_lost_batch_is_neither_published_nor_committed_and_comes_again() -> None:
    calls: list[int] = []
    finish = asyncio.Event()

    async def handle(event: Event) -> list[Event]:
        calls.append(number_of(event))
        if len(calls) == 1:
            await finish.wait()
        return await pass_on(event)

    flow = Flow(handle)
    await flow.publish([received(1)])
    async with flow.running():
        await flow.until(lambda: calls == [1])
        flow.bus.lose()
        await flow.done()
    assert (calls, flow.outputs) == ([1, 1], [uid(1)])


async def test_a_long_batch_keeps_its_membership() -> None:
    finish = asyncio.Event()

    async def slow(event: Event) -> list[Event]:
        await finish.wait()
        return await pass_on(event)

    flow = Flow(slow)
    await flow.publish([received(1)])
    async with flow.running():
        await flow.until(lambda: flow.bus.kept_alive >= 3)
        finish.set()
        await flow.done()


async def test_what_is_down_is_waited_for_and_never_a_dead_letter() -> None:
    down = 5

    async def handle(event: Event) -> list[Event]:
        nonlocal down
        if down:
            down -= 1
            raise Unavailable("cassandra")
        return await pass_on(event)

    flow = Flow(handle)
    await flow.publish([received(1), received(2)])
    async with flow.running():
        await flow.done()
    assert (down, flow.outputs, flow.dead) == (0, [uid(1), uid(2)], [])


async def test_membership_is_kept_while_something_is_down() -> None:
    flow: Flow

    async def handle(event: Event) -> list[Event]:
        if flow.bus.kept_alive < 3:
            raise Unavailable("triton")
        return await pass_on(event)

    flow = Flow(handle)
    await flow.publish([received(1)])
    async with flow.running():
        await flow.done()
    assert flow.outputs == [uid(1)]
