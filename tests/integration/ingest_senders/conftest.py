"""The service that all senders send to, and what it received."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from integration.ingest.service import Service
from integration.ingest_senders.content import content
from integration.ingest_senders.files import Sample
from spooled import entries, spooled_object

Receipt = Callable[[], Counter[str]]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Runs with no broker: what it received stays in its spool."""
    running = Service(tmp_path_factory.mktemp("service"))
    yield running
    assert running.stop() == 0


@pytest.fixture
def received(service: Service) -> Receipt:
    """Gives the contents that have come in since the test began."""
    folder = service.folder / "spool"
    before = set(entries(folder))
    return lambda: Counter(content(spooled_object(path)) for path in set(entries(folder)) - before)


@pytest.fixture(scope="session")
def contents() -> Callable[[list[Sample]], Counter[str]]:
    """Gives the contents of samples; each file is read once."""
    known: dict[Path, str] = {}

    def of(samples: list[Sample]) -> Counter[str]:
        for sample in samples:
            if sample.path not in known:
                known[sample.path] = content(sample.path.read_bytes())
        return Counter(known[sample.path] for sample in samples)

    return of
