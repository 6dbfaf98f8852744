"""One service for all attacks of a file: each attack comes on top of those before it."""

from collections.abc import Iterator

import pytest
from integration.ingest_attacks.target import Target


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The service, warm: it has served each kind of request once."""
    running = Target(tmp_path_factory.mktemp("target"))
    for _ in range(8):
        running.stores_a_good_one()
    yield running
    assert running.stop() == 0
