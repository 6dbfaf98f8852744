"""A Cassandra of its own for a test session, on free ports, ended with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bildstrom.local.folders import Cache, Home, default_root
from bildstrom.local.ports import free_ports
from bildstrom.local.stack import Stack
from bildstrom.local.wiring import open_stack


@contextmanager
def running_servers(folder: Path, *names: str) -> Iterator[Stack]:
    """Start the named servers in a folder; raises StartFailed, which says what is missing."""
    stack = open_stack(Home(folder.resolve()), Cache(default_root()), free_ports())
    try:
        stack.up(names)
        yield stack
    finally:
        stack.down()
