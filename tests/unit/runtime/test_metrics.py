"""What the runner counts: every event once by its outcome, under labels that are listed and closed."""

from collections import Counter
from typing import Any

import pytest
from builders import received
from unit.runtime.running import IN, Flow, number_of, pass_on

from bildstrom.runtime import metrics
from bildstrom.runtime.allowlist import ATTRIBUTES
from bildstrom.runtime.errors import Rejected, Unavailable
from bildstrom.runtime.events import Event


class Counted:
    """Stands for the counter."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.added: Counter[tuple[tuple[str, Any], ...]] = Counter()

    def named(self, name: str, _: str) -> "Counted":
        """As ``metrics.counter``."""
        self.names.append(name)
        return self

    def add(self, amount: int, labels: dict[str, Any]) -> None:
        """As a counter's ``add``."""
        self.added[tuple(sorted(labels.items()))] += amount


async def test_every_event_is_counted_by_its_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, down = Counted(), 2
    monkeypatch.setattr(metrics, "counter", counted.named)

    async def handle(event: Event) -> list[Event]:
        nonlocal down
        if number_of(event) == 2:
            raise Rejected("unknown_project")
        if number_of(event) == 3 and down:
            down -= 1
            raise Unavailable("cassandra")
        if number_of(event) == 4:
            raise KeyError
        return await pass_on(event)

    flow = Flow(handle)
    await flow.publish([received(number) for number in (1, 2, 3, 4, 5)])
    async with flow.running():
        await flow.done()
    outcomes = {"handled": 3, "buried": 2, "retried": 2}
    assert counted.names == ["bildstrom.events.handled"]
    assert counted.added == {
        (("bildstrom.outcome", outcome), ("messaging.destination.name", IN)): count
        for outcome, count in outcomes.items()
    }
    assert {name for labels in counted.added for name, _ in labels} <= ATTRIBUTES
