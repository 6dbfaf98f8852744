"""The real Cassandra for the contract suite of the row stores."""

from collections.abc import Iterator

import pytest
from integration.index.real_cassandra import running_servers


@pytest.fixture(scope="session")
def cassandra_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a running Cassandra."""
    with running_servers(tmp_path_factory.mktemp("cassandra"), "cassandra") as stack:
        yield stack.ports.cassandra
