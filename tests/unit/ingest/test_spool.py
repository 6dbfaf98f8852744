"""The spool is the outbox: an entry exists whole or not at all, and outlives the process."""

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.ingest.outbox import Entry, Outbox
from bildstrom.ingest.spool import Spool, SpoolFull

EVENT = pb.InstanceReceived(instance=pb.InstanceIdentity(project="demo", study_uid="2.25.1"), source="MODALITY1")


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    opened = Outbox(tmp_path)
    yield opened
    opened.close()


def put(spool: Spool, data: bytes = b"x", event: pb.InstanceReceived = EVENT, traceparent: str | None = None) -> str:
    with spool.begin() as draft:
        draft.write(data)
        return spool.commit(draft, event, traceparent)


def test_an_entry_outlives_the_process_with_object_event_and_trace(outbox: Outbox, tmp_path: Path) -> None:
    name = put(Spool(tmp_path / "a"), b"headbody", EVENT, "00-a-b-01")

    (found,) = outbox.recover()

    assert found == name
    assert outbox.read(name) == Entry(name, tmp_path / f"{name}.dcm", EVENT, "00-a-b-01")
    assert (tmp_path / f"{name}.dcm").read_bytes() == b"headbody"


def test_a_draft_knows_size_and_digest_and_shows_what_was_written(tmp_path: Path) -> None:
    with Spool(tmp_path).begin() as draft:
        draft.write(b"head")
        draft.write(memoryview(b"body"))
        assert (draft.size, draft.sha256) == (8, hashlib.sha256(b"headbody").hexdigest())
        with draft.view(4) as view:
            assert bytes(view) == b"body"


def test_a_draft_that_is_not_committed_leaves_nothing(tmp_path: Path) -> None:
    with Spool(tmp_path).begin() as draft:
        draft.write(b"x" * 100_000)
    assert list(tmp_path.iterdir()) == []


def test_entries_of_all_folders_come_back_in_order_of_arrival(outbox: Outbox, tmp_path: Path) -> None:
    spools = [Spool(tmp_path / "a"), Spool(tmp_path / "b")]
    names = [put(spools[number % 2]) for number in range(20)]
    assert outbox.recover() == names
    assert outbox.recover("b") == names[1::2]


def test_a_retired_entry_is_gone_and_retiring_twice_is_fine(outbox: Outbox, tmp_path: Path) -> None:
    name = put(Spool(tmp_path / "a"))
    entry = outbox.read(name)
    assert entry is not None
    outbox.retire([entry])
    outbox.retire([entry])
    assert list((tmp_path / "a").iterdir()) == []
    assert outbox.read(name) is None


def test_what_never_became_an_entry_is_removed_at_start(outbox: Outbox, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    Spool(folder)
    (folder / "1-1.dcm").write_bytes(b"object without event: killed before the rename")
    (folder / "1-2.dcm").write_bytes(b"object with half an event")
    (folder / "1-2.event.part").write_bytes(b"half an event")
    assert outbox.recover() == []
    assert list(folder.iterdir()) == []


def test_an_entry_that_cannot_be_read_is_put_aside_with_its_object(outbox: Outbox, tmp_path: Path) -> None:
    name = put(Spool(tmp_path / "a"), b"object")
    (tmp_path / f"{name}.event").write_bytes(b"\n\xff\xff\xff")
    assert outbox.read(name) is None
    assert outbox.recover() == []
    assert (tmp_path / f"{name}.dcm").read_bytes() == b"object"


def test_object_and_event_are_synced_before_the_entry_has_its_name_and_the_folder_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path / "a")
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
    put(spool)
    assert done == ["sync ['.dcm']", "sync ['.event']", "name .event", "sync []"]


def test_below_the_reserve_nothing_is_taken(tmp_path: Path) -> None:
    spool = Spool(tmp_path, reserve_bytes=1 << 60)
    assert spool.full
    with pytest.raises(SpoolFull):
        spool.begin()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "error"), [(errno.ENOSPC, SpoolFull), (errno.EIO, OSError)])
@pytest.mark.parametrize("fails", [1, 2])
def test_a_disk_that_fails_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception], fails: int
) -> None:
    spool = Spool(tmp_path)
    calls = iter(range(1, 10))

    def fail(_: int) -> None:
        if next(calls) == fails:
            raise OSError(number, "planted")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(error):
        put(spool)
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []
