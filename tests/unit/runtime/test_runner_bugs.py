"""Bugs in a row stop a process before it empties a topic into the dead letters; single ones do not."""

from dataclasses import replace

import pytest
from builders import received
from unit.runtime.running import SERVICE, Flow, number_of, pass_on

from bildstrom.runtime.errors import Rejected
from bildstrom.runtime.events import Event, encode
from bildstrom.runtime.runner import Limits, TooManyBugs


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
