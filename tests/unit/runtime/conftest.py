"""Unit tests of the runtime do not wait: retries follow at once, and a batch is kept alive every 10 ms."""

import itertools
from collections.abc import Iterator

import pytest

from bildstrom.runtime import retrying, runner


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    def delays() -> Iterator[float]:
        return itertools.repeat(0.001)

    monkeypatch.setattr(retrying, "delays", delays)
    monkeypatch.setattr(runner, "KEEP_ALIVE_SECONDS", 0.01)
