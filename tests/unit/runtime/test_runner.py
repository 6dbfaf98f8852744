"""The runner's promise: committed only after every output was acknowledged, dead letters included."""

import asyncio
from dataclasses import replace

import pytest
from builders import TRACEPARENT, indexed, received
from unit.runtime.running import IN, OUT, Flow, number_of, pass_on, uid

from bildstrom.runtime.bus import Record
from bildstrom.runtime.errors import Rejected
from bildstrom.runtime.events import Event
from bildstrom.runtime.runner import Limits


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
