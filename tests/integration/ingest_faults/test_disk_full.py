"""A disk that fills up, for real: a small file system of its own. Senders hear A700, and nothing half is left."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.ingest.edge import Edge
from integration.ingest.objects import data_set
from integration.ingest.requestor import Requestor
from spooled import files

MEGABYTE = 1 << 20
FITTING, SENT = 9, 20  # of objects of 3 MB on 32 MB: nine fit beside the folders, ten are 30 MB and may


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 32 MB."""
    if os.geteuid():
        pytest.skip("mounting a file system needs root")
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "bildstrom-test", place], check=True)
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.fixture
def edge(small_disk: Path) -> Iterator[Edge]:
    running = Edge(small_disk / "spool")
    yield running
    running.stop()
    running.spool.close()


def _object(number: int) -> tuple[bytes, str]:
    uid = f"1.2.3.{number}"
    return data_set(uid, "x" * 3 * MEGABYTE), uid


def _store(requestor: Requestor, first: int, count: int) -> list[int]:
    return [requestor.store(*_object(number)) for number in range(first, first + count)]


def test_a_full_disk_answers_a700_keeps_what_was_acknowledged_and_nothing_half(edge: Edge) -> None:
    with Requestor(edge.port).associate() as requestor:
        statuses = _store(requestor, 1, SENT)

    stored = statuses.count(0x0000)
    assert stored >= FITTING
    assert statuses == [0x0000] * stored + [0xA700] * (SENT - stored)
    assert edge.data_sets() == sorted(_object(number)[0] for number in range(1, stored + 1))
    assert files(edge.folder) == sorted(entry.path for entry in edge.announced)


def test_storing_goes_on_in_the_same_association_once_there_is_space(edge: Edge, small_disk: Path) -> None:
    with Requestor(edge.port).associate() as requestor:
        while requestor.store(*_object(1)) == 0x0000:
            pass
        subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)

        assert requestor.store(*_object(2)) == 0x0000
        assert requestor.echo() == 0x0000


def test_an_echo_is_answered_while_the_disk_is_full(edge: Edge) -> None:
    with Requestor(edge.port).associate() as requestor:
        while requestor.store(*_object(1)) == 0x0000:
            pass

        assert requestor.echo() == 0x0000
