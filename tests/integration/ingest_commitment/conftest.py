"""A scanner that can be called, and services that know where it is."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from integration.ingest.service import Service
from integration.ingest_commitment.requestor import Scanner
from polling import poll_until

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


@pytest.fixture(scope="module")
def scanner() -> Iterator[Scanner]:
    """Listens during the tests of a file."""
    made = Scanner()
    with made.listening():
        yield made


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, scanner: Scanner) -> Iterator[Service]:
    """One for the tests of a file; its broker is never there, and what is stored stays in the spool."""
    running = Service(_prepared(tmp_path_factory.mktemp("service"), scanner))
    yield running
    poll_until(lambda: running.owed() == [], "nothing to be owed any more", 60)
    assert scanner.reports() == 0
    assert running.stop() == 0


@pytest.fixture
def start(tmp_path: Path, scanner: Scanner) -> Iterator[Start]:
    """Starts services of this test alone over one spool, which are killed at the end."""
    started: list[Service] = []
    _prepared(tmp_path, scanner)

    def service(*arguments: str) -> Service:
        started.append(Service(tmp_path, *arguments))
        return started[-1]

    yield service
    for one in started:
        one.kill()


def _prepared(folder: Path, scanner: Scanner) -> Path:
    (folder / "keys").mkdir()
    (folder / "keys" / "other.key").write_text("01" * 32)
    (folder / "projects.toml").write_text(PROJECTS.format(port=scanner.port))
    return folder
