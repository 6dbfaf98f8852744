"""The spool is the outbox: an entry exists whole or not at all, and outlives the process."""

import errno
import os
from pathlib import Path

import pytest

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.ingest.spool import Spool, SpoolFull

EVENT = pb.InstanceReceived(instance=pb.InstanceIdentity(project="demo", study_uid="2.25.1"), source="MODALITY1")


def test_an_entry_outlives_the_process_with_object_event_and_trace(tmp_path: Path) -> None:
    put = Spool(tmp_path, 0).put([b"head", b"body"], EVENT, "00-a-b-01")

    (found,) = Spool(tmp_path, 0).recover()

    assert found == put
    assert found.path.read_bytes() == b"headbody"
    assert (found.event, found.traceparent) == (EVENT, "00-a-b-01")


def test_entries_come_back_in_order_of_arrival(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 0)
    for number in range(20):
        spool.put([b"x"], pb.InstanceReceived(arrival_id=str(number)), None)
    assert [entry.event.arrival_id for entry in Spool(tmp_path, 0).recover()] == [str(n) for n in range(20)]


def test_a_retired_entry_is_gone_and_retiring_twice_is_fine(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 0)
    entry = spool.put([b"x"], EVENT, None)
    spool.retire([entry])
    spool.retire([entry])
    assert list(tmp_path.iterdir()) == []


def test_what_never_became_an_entry_is_removed_at_start(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 0)
    (tmp_path / "1-1.dcm").write_bytes(b"object without event: killed between the two renames")
    (tmp_path / "1-2.dcm.part").write_bytes(b"half an object")
    (tmp_path / "1-2.json.part").write_bytes(b"half an event")
    assert spool.recover() == []
    assert list(tmp_path.iterdir()) == []


def test_object_and_event_are_synced_before_their_names_and_the_folder_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path, 0)
    done: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def sync(descriptor: int) -> None:
        done.append(f"sync {Path(f'/proc/self/fd/{descriptor}').readlink().suffixes[:1]}")
        fsync(descriptor)

    def name(self: Path, target: Path) -> Path:
        done.append(f"name {target.suffix}")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "rename", name)
    spool.put([b"x"], EVENT, None)
    assert done == ["sync ['.dcm']", "name .dcm", "sync ['.json']", "name .json", "sync []"]


def test_below_the_reserve_nothing_is_taken(tmp_path: Path) -> None:
    spool = Spool(tmp_path, reserve_bytes=1 << 60)
    with pytest.raises(SpoolFull):
        spool.put([b"x"], EVENT, None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "error"), [(errno.ENOSPC, SpoolFull), (errno.EIO, OSError)])
def test_a_disk_that_fails_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception]
) -> None:
    spool = Spool(tmp_path, 0)

    def fail(_: int) -> None:
        raise OSError(number, "planted")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(error):
        spool.put([b"x"], EVENT, None)
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []
