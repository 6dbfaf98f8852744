"""A service that the command line asks."""

import json
from collections.abc import Iterator

import pytest
from unit.console_deid.served import Served


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """One that runs, and that the console's settings name."""
    running = Served()
    running.start()
    monkeypatch.setenv("BILDSTROM_CONSOLE_SERVICES", json.dumps({"deid": running.address}))
    yield running
    running.stop()
