"""A disk that fails to sync: what may be lost is never answered 0000."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.ingest.edge import Edge
from integration.ingest.objects import data_set
from integration.ingest.requestor import Requestor
from spooled import files


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    running = Edge(tmp_path / "spool")
    yield running
    running.stop()


@pytest.mark.parametrize("fails", ["object", "folder"])
def test_an_object_that_could_not_be_synced_is_never_acknowledged(
    edge: Edge, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    healthy = os.fsync
    broken: list[str] = []

    def fsync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if edge.folder == (path if fails == "folder" else path.parent):
            broken.append(path.name)
            raise OSError(errno.EIO, "input/output error")
        healthy(descriptor)

    with Requestor(edge.port).associate() as requestor:
        if fails == "object":
            assert requestor.store(data_set("1.2.3.2"), "1.2.3.2") == 0x0000  # the spares are there from now on
        monkeypatch.setattr(os, "fsync", fsync)
        failed = requestor.store(data_set("1.2.3.1"), "1.2.3.1")
        assert files(edge.folder) == [entry.path for entry in edge.announced]
        monkeypatch.setattr(os, "fsync", healthy)
        again = requestor.store(data_set("1.2.3.1"), "1.2.3.1")

    assert len(broken) == 1
    assert (failed, again) == (0xA700, 0x0000)
    assert data_set("1.2.3.1") in edge.data_sets()
