"""One real stack for all system tests: every server and service, on free ports, with a folder of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from system.chain import Chain

from bildstrom.local.folders import Cache, Home, default_root
from bildstrom.local.ports import free_ports
from bildstrom.local.wiring import open_stack


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """The running chain; a server that does not start fails the test, and its log is shown."""
    home: Path = tmp_path_factory.mktemp("stack").resolve()
    # a study comes to rest sooner than in production, but not between two objects of one association
    os.environ["BILDSTROM_STUDIES_QUIET_SECONDS"] = "2"
    stack = open_stack(Home(home), Cache(default_root()), free_ports())
    try:
        stack.up(report=print)
        yield Chain(stack)
    finally:
        stack.down(report=print)
        del os.environ["BILDSTROM_STUDIES_QUIET_SECONDS"]


@pytest.fixture(autouse=True)
def everything_runs(chain: Chain) -> None:
    """A test that kills something leaves it running again, or the next one starts it."""
    for name in chain.stack.names:
        if chain.stack.process(name).state != "running":
            chain.stack.start(name)
