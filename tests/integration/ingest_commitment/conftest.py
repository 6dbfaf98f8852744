"""A scanner that can be called, and services that know where it is."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from integration.ingest.service import Service
from integration.ingest_commitment.requestor import Scanner

Start = Callable[..., Service]

PROJECTS = """
[projects.demo]
called_ae_titles = ["BILDSTROM"]
[projects.demo.commitment_peers.SCANNER1]
host = "127.0.0.1"
port = {port}
[projects.other]
called_ae_titles = ["OTHER"]
[projects.other.commitment_peers.SCANNER1]
host = "127.0.0.1"
port = {port}
"""


@pytest.fixture
def scanner() -> Iterator[Scanner]:
    """Listens during the test."""
    made = Scanner()
    with made.listening():
        yield made


@pytest.fixture
def start(tmp_path: Path, scanner: Scanner) -> Iterator[Start]:
    """Starts services over one spool, which are killed at the end."""
    started: list[Service] = []
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "other.key").write_text("01" * 32)
    (tmp_path / "projects.toml").write_text(PROJECTS.format(port=scanner.port))

    def service(*arguments: str) -> Service:
        started.append(Service(tmp_path, *arguments))
        return started[-1]

    yield service
    for one in started:
        one.kill()


@pytest.fixture
def service(start: Start) -> Service:
    """One whose broker is never there: what is stored stays in the spool."""
    return start()
