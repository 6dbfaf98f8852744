"""The runner's promise: committed only after every output was acknowledged, dead letters included."""

import asyncio
from dataclasses import replace

import pytest
from bildstrom.runtime.bus import Record
from bildstrom.runtime.errors import Rejected, Unavailable
from bildstrom.runtime.events import Event, encode
from bildstrom.runtime.runner import Limits, TooManyBugs
from builders import TRACEPARENT, indexed, received
from fakes import FakeBroker
from unit.runtime.running import IN, OUT, SERVICE, Flow, number_of, pass_on, uid


async def test_events_in_events_out() -> None:
    flow = Flow(pass_on)
    await flow.publish([received(1), received(2)])
    async with flow.running():
        await flow.done()
    assert (flow.outputs, flow.dead) == ([uid(1), uid(2)], [])


async def test_nothing_is_committed_before_the_outputs_are_acknowledged() -> None:
    flow = Flow(pass_on)
    await flow.publish([received(1)])
    flow.broker.answering.clear()
    async with flow.running():
        await flow.until(lambda: flow.outputs == [uid(1)])
        assert flow.lag == 1
        flow.broker.answering.set()
        await flow.done()


async def test_nothing_is_committed_before_a_dead_letter_is_acknowledged() -> None:
    async def reject(_: Event) -> list[Event]:
        raise Rejected("unknown_project")

    flow = Flow(reject)
    await flow.publish([received(1)])
    flow.broker.answering.clear()
    async with flow.running():
        await flow.until(lambda: len(flow.dead) == 1)
        assert flow.lag == 1
        flow.broker.answering.set()
        await flow.done()


async def test_a_failed_publication_is_repeated_whole_and_says_the_same() -> None:
    flow = Flow(pass_on)
    await flow.publish([received(1), received(2)])
    flow.broker.failures = 2  # each writes the first of the two records
    async with flow.running():
        await flow.done()
    assert flow.outputs == [uid(1), uid(1), uid(1), uid(2)]
    assert len({dict(record.headers)["ce_id"] for record in flow.broker.records(OUT)}) == 2


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


async def test_outputs_follow_the_order_of_the_records_whoever_is_ready_first() -> None:
    ready = {number: asyncio.Event() for number in (1, 2, 3)}

    async def handle(event: Event) -> list[Event]:
        number = number_of(event)
        if number < 3:
            await ready[number + 1].wait()
        ready[number].set()
        return [*await pass_on(event), indexed(number * 1000)]

    flow = Flow(handle)
    await flow.publish([received(number) for number in (1, 2, 3)])
    async with flow.running():
        await flow.done()
    assert flow.outputs == [uid(number) for number in (1, 1000, 2, 2000, 3, 3000)]


async def test_no_more_handlers_run_at_once_than_allowed() -> None:
    running = highest = 0

    async def handle(event: Event) -> list[Event]:
        nonlocal running, highest
        running += 1
        highest = max(highest, running)
        await asyncio.sleep(0)
        running -= 1
        return await pass_on(event)

    flow = Flow(handle, Limits(concurrency=3))
    await flow.publish([received(number) for number in range(1, 21)])
    async with flow.running():
        await flow.done()
    assert (highest, len(flow.outputs)) == (3, 20)


async def test_bugs_in_a_row_stop_the_process_with_nothing_of_the_batch_committed_or_published() -> None:
    async def bad_release(event: Event) -> list[Event]:
        raise KeyError(event.key)

    flow = Flow(bad_release, Limits(bugs_in_a_row=3))
    await flow.publish([received(number) for number in range(1, 11)])
    with pytest.raises(TooManyBugs):
        await flow.run()
    assert (flow.lag, flow.dead, flow.outputs) == (10, [], [])


async def test_bugs_in_a_row_are_counted_over_batches() -> None:
    async def bad_release(event: Event) -> list[Event]:
        raise KeyError(event.key)

    flow = Flow(bad_release, Limits(bugs_in_a_row=3), max_records=1)
    await flow.publish([received(number) for number in range(1, 11)])
    with pytest.raises(TooManyBugs):
        await flow.run()
    assert (flow.lag, len(flow.dead)) == (8, 2)


@pytest.mark.parametrize("kind", ["handled", "rejected"])
async def test_bugs_between_other_events_become_dead_letters_and_do_not_stop(kind: str) -> None:
    async def handle(event: Event) -> list[Event]:
        if number_of(event) % 3:
            raise KeyError(event.key)
        if kind == "rejected":
            raise Rejected("unknown_project")
        return await pass_on(event)

    flow = Flow(handle, Limits(bugs_in_a_row=3))
    await flow.publish([received(number) for number in range(1, 13)])
    async with flow.running():
        await flow.done()
    bugs = [letter.reason for letter in flow.dead].count("bug")
    assert (bugs, len(flow.dead) + len(flow.outputs)) == (8, 12)


async def test_a_topic_that_was_not_declared_to_the_runner_is_a_bug_of_the_wiring() -> None:
    flow = Flow(pass_on, Limits(bugs_in_a_row=1))
    stray = encode(received(1), "ingest")
    flow.bus = flow.broker.member(SERVICE, ["stray"])
    flow.runner._bus = flow.bus
    await flow.broker.publish([replace(stray, topic="stray")])
    with pytest.raises(TooManyBugs):
        await flow.run()
    assert flow.broker.lag(SERVICE, "stray") == 1


@pytest.mark.usefixtures("spans")
async def test_an_output_is_published_under_the_trace_of_what_caused_it() -> None:
    own = "00-11111111111111111111111111111111-2222222222222222-01"

    async def handle(_: Event) -> list[Event]:
        return [indexed(1), replace(indexed(2), traceparent=own)]

    flow = Flow(handle)
    await flow.publish([received(1, traceparent=TRACEPARENT)])
    async with flow.running():
        await flow.done()
    first, second = [_traceparent(record) for record in flow.broker.records(OUT)]
    assert first.split("-")[1] == TRACEPARENT.split("-")[1]
    assert first != TRACEPARENT
    assert second == own


def _traceparent(record: Record) -> str:
    return dict(record.headers)["traceparent"].decode()


async def test_an_output_names_its_service_as_its_source() -> None:
    flow = Flow(pass_on)
    await flow.publish([received(1)])
    async with flow.running():
        await flow.done()
    assert [dict(r.headers)["ce_source"] for r in flow.broker.records(IN)] == [b"/bildstrom/ingest"]
    assert [dict(r.headers)["ce_source"] for r in flow.broker.records(OUT)] == [b"/bildstrom/index"]
