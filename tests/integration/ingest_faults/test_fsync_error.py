"""A disk that fails to sync: what may be lost is never answered 0000."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.ingest.edge import Edge
from integration.ingest.edge import data_set as data_set_of
from integration.ingest.objects import data_set
from integration.ingest.requestor import Requestor

KINDS = (".dcm", ".event.part", "")  # object, its event, the folder that names both


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    running = Edge(tmp_path / "spool")
    yield running
    running.stop()


@pytest.mark.parametrize("kind", KINDS, ids=["object", "event", "folder"])
def test_an_object_that_could_not_be_synced_is_never_acknowledged(
    edge: Edge, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    healthy = os.fsync
    broken: list[str] = []

    def fsync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if "".join(path.suffixes) == kind and edge.folder in (path, path.parent):
            broken.append(path.name)
            raise OSError(errno.EIO, "input/output error")
        healthy(descriptor)

    with Requestor(edge.port).associate() as requestor:
        monkeypatch.setattr(os, "fsync", fsync)
        failed = requestor.store(data_set("1.2.3.1"), "1.2.3.1")
        monkeypatch.setattr(os, "fsync", healthy)
        again = requestor.store(data_set("1.2.3.1"), "1.2.3.1")

    assert len(broken) == 1
    assert (failed, again) == (0xA700, 0x0000)
    assert edge.data_sets() == [data_set("1.2.3.1")]
    # an entry whose folder alone was not synced is whole, and may be announced after a restart: it was not promised
    names = {path.name for path in edge.folder.iterdir()}
    assert names == {f"{name[:29]}{end}" for name in names for end in (".dcm", ".event")}
    assert {data_set_of(path.read_bytes()) for path in edge.folder.glob("*.dcm")} == {data_set("1.2.3.1")}
