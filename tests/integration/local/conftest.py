"""A stack of the real servers that these tests may kill: its own home and ports, the checkout's downloads."""

from collections.abc import Iterator

import pytest

from bildstrom.local.folders import Cache, Home, default_root
from bildstrom.local.ports import free_ports
from bildstrom.local.setup import setup
from bildstrom.local.stack import Stack
from bildstrom.local.wiring import SERVERS, open_stack


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Kafka, Cassandra, Triton, Zipkin and the bridge."""
    cache = Cache(default_root())
    setup(cache, print)
    stack = open_stack(Home(tmp_path_factory.mktemp("killed").resolve()), cache, free_ports())
    try:
        stack.up(SERVERS, print)
        yield stack
    finally:
        stack.down(print)
