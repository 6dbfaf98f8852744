"""One real stack for all system tests: every server and service, on free ports, with a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from system.chain import Chain

from bildstrom.local.folders import Cache, Home, default_root
from bildstrom.local.ports import free_ports
from bildstrom.local.wiring import open_stack


def rest_soon(patch: pytest.MonkeyPatch) -> None:
    """Services started now let a study rest sooner than in production, but not between objects of one association."""
    patch.setenv("BILDSTROM_STUDIES_QUIET_SECONDS", "2")


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """The running chain; a server that does not start fails the test, and its log is shown."""
    home: Path = tmp_path_factory.mktemp("stack").resolve()
    stack = open_stack(Home(home), Cache(default_root()), free_ports())
    try:
        with pytest.MonkeyPatch.context() as patch:
            rest_soon(patch)
            stack.up(report=print)
        yield Chain(stack)
    finally:
        stack.down(report=print)


@pytest.fixture(autouse=True)
def everything_runs(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that kills something leaves it running again, or the next one starts it."""
    rest_soon(monkeypatch)
    for name in chain.stack.names:
        if chain.stack.process(name).state != "running":
            chain.stack.start(name)
