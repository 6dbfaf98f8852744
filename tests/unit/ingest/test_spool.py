"""The spool is the outbox: an entry exists whole or not at all, and outlives the process."""

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from spooled import files, seal_of, sealed_bytes, spooled_object

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.ingest.spool.draft import SpoolFull
from bildstrom.ingest.spool.entry import Entry, entries
from bildstrom.ingest.spool.folder import Spool
from bildstrom.ingest.spool.key import SpoolKeyLost, key_of
from bildstrom.ingest.spool.outbox import Outbox
from bildstrom.ingest.spool.seal import Sealed, Seals, sealed


def event(data: bytes = b"x", seconds: int = 1) -> pb.InstanceReceived:
    """Of an object that arrived at a second of the epoch."""
    made = pb.InstanceReceived(
        instance=pb.InstanceIdentity(project="demo", study_uid="2.25.1"),
        object=pb.ObjectRef(size=len(data), sha256=hashlib.sha256(data).hexdigest()),
        source="MODALITY1",
    )
    made.received_at.FromSeconds(seconds)
    return made


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    opened = Outbox(tmp_path)
    yield opened
    opened.close()


def put(spool: Spool, data: bytes = b"x", seconds: int = 1, traceparent: str | None = None) -> str:
    with spool.begin() as draft:
        draft.write(data)
        return spool.commit(draft, event(data, seconds), traceparent)


def test_an_entry_outlives_the_process_with_object_event_and_trace(outbox: Outbox, tmp_path: Path) -> None:
    name = put(Spool(tmp_path / "a"), b"headbody", traceparent="00-a-b-01")

    (found,) = outbox.recover()

    assert found == name
    assert outbox.read(name) == Entry(name, tmp_path / f"{name}.entry", event(b"headbody"), "00-a-b-01")
    assert spooled_object(tmp_path / f"{name}.entry") == b"headbody"


def test_a_draft_knows_size_and_digest_and_shows_what_was_written(tmp_path: Path) -> None:
    with Spool(tmp_path / "a").begin() as draft:
        draft.write(b"head")
        draft.write(memoryview(b"body"))
        assert (draft.size, draft.sha256) == (8, hashlib.sha256(b"headbody").hexdigest())
        with draft.view(4) as view:
            assert bytes(view) == b"body"


def test_a_draft_that_is_not_committed_leaves_nothing(tmp_path: Path) -> None:
    with Spool(tmp_path / "a").begin() as draft:
        draft.write(b"x" * 100_000)
        path = draft.path
    assert not path.exists()
    assert files(tmp_path / "a") == []


def test_entries_of_all_folders_come_back_in_order_of_arrival(outbox: Outbox, tmp_path: Path) -> None:
    spools = [Spool(tmp_path / "a"), Spool(tmp_path / "b")]
    names = [put(spools[number % 2], seconds=number) for number in range(20)]
    assert outbox.recover() == names
    assert outbox.recover("b") == names[1::2]


def test_a_claimed_entry_is_its_bare_object_and_keeps_its_event(outbox: Outbox, tmp_path: Path) -> None:
    name = put(Spool(tmp_path / "a"), b"object", traceparent="00-a-b-01")
    (entry,) = outbox.claim([name])
    assert entry.path.read_bytes() == b"object"
    assert outbox.claim([name]) == [entry] == [Entry(name, entry.path, event(b"object"), "00-a-b-01")]


def test_what_is_claimed_is_claimed_by_the_next_process_before_what_waits(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "a")
    late, early = put(spool, b"late", 2), put(spool, b"early", 1)
    before = Outbox(tmp_path)
    before.claim([late])
    before.close()

    after = Outbox(tmp_path)
    assert after.recover() == [late, early]
    assert [entry.path.read_bytes() for entry in after.claim([late, early])] == [b"late", b"early"]
    after.close()


def test_a_retired_entry_is_gone_and_retiring_twice_is_fine(outbox: Outbox, tmp_path: Path) -> None:
    name = put(Spool(tmp_path / "a"))
    claimed = outbox.claim([name])
    outbox.retire(claimed)
    outbox.retire(claimed)
    assert files(tmp_path / "a") == []
    assert outbox.read(name) is None
    assert outbox.claim([name]) == []


def test_what_never_became_an_entry_is_removed_at_start_with_the_spares(outbox: Outbox, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    put(Spool(folder))
    (path,) = files(folder)
    whole = path.read_bytes()
    path.unlink()
    for cut in (1, 10, len(whole) - 1):
        (folder / f"cut-{cut}.entry").write_bytes(whole[:cut])
    (folder / "longer.entry").write_bytes(b"x" + whole)
    (folder / "damaged.entry").write_bytes(whole[:3] + b"?" + whole[4:])
    assert outbox.recover() == []
    assert list(folder.iterdir()) == []


def test_an_object_that_a_power_cut_left_half_is_dropped_although_its_seal_is_whole(
    outbox: Outbox, tmp_path: Path
) -> None:
    kept, torn = put(Spool(tmp_path / "a"), b"kept"), put(Spool(tmp_path / "b"), b"torn")
    path = tmp_path / f"{torn}.entry"
    path.write_bytes(bytes(4) + path.read_bytes()[4:])
    assert sorted(outbox.recover()) == [kept, torn]
    assert [entry.name for entry in outbox.claim([kept, torn])] == [kept]
    assert not path.exists()


def test_an_entry_that_cannot_be_read_is_put_aside_with_its_object(outbox: Outbox, tmp_path: Path) -> None:
    name = put(Spool(tmp_path / "a"), b"object")
    path = tmp_path / f"{name}.entry"
    path.write_bytes(b"object" + sealed_bytes(path, Sealed(6, b"\n\xff\xff\xff")))
    assert outbox.read(name) is None
    assert outbox.recover() == []
    assert path.with_suffix(".unreadable").read_bytes().startswith(b"object")


def test_a_seal_that_a_sender_writes_into_its_object_makes_no_entry_of_what_a_crash_cut_off(
    outbox: Outbox, tmp_path: Path
) -> None:
    """It is built as the service builds its own, but for the key, which the sender has not."""
    forged = Seals(bytes(32)).encoded(sealed(6, event(b"object"), None))
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "cut.entry").write_bytes(b"object" + forged)
    assert outbox.recover() == []
    assert list(entries(tmp_path)) == []
    assert not (folder / "cut.entry").exists()


def test_an_object_that_ends_with_a_true_seal_is_announced_by_its_own(outbox: Outbox, tmp_path: Path) -> None:
    spool = Spool(tmp_path / "a")
    stolen = (tmp_path / f"{put(spool, b'other')}.entry").read_bytes()
    name = put(spool, stolen)
    (entry,) = outbox.claim([name])
    assert entry.path.read_bytes() == stolen
    for looked_up in (outbox.read(name), *(found for found in entries(tmp_path) if found.name == name)):
        assert looked_up == Entry(name, entry.path, event(stolen), None)


def test_a_spool_with_entries_and_without_its_key_is_not_opened(tmp_path: Path) -> None:
    name = put(Spool(tmp_path / "a"))
    (tmp_path / ".key").unlink()
    with pytest.raises(SpoolKeyLost):
        Outbox(tmp_path)
    assert (tmp_path / f"{name}.entry").exists()


def test_the_key_of_a_spool_is_its_owners_alone_and_stays(tmp_path: Path) -> None:
    first = key_of(tmp_path)
    assert (len(first), key_of(tmp_path), (tmp_path / ".key").stat().st_mode & 0o777) == (32, first, 0o600)
    assert key_of(tmp_path / "another") != first
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [".key"]


def test_an_object_is_synced_once_and_after_its_seal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path / "a")
    put(spool)  # the spares are there from now on
    synced: list[bool] = []
    fsync = os.fsync

    def sync(descriptor: int) -> None:
        seal = seal_of(Path(f"/proc/self/fd/{descriptor}").readlink())
        synced.append(seal is not None and seal.event == event(b"object"))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    put(spool, b"object")
    assert synced == [True]


def test_the_names_of_spares_are_durable_before_one_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path / "a")
    synced: list[tuple[Path, int]] = []
    fsync = os.fsync

    def sync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        synced.append((path, len(list((tmp_path / "a").iterdir()))))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    with spool.begin() as draft:
        assert synced == [(tmp_path / "a", 64)]
        assert draft.path.exists()


class PowerCut(BaseException):
    """Ends whatever is under way."""


CALLS = ("pwrite", "fsync", "ftruncate", "unlink")


@pytest.mark.parametrize("at", range(40))
def test_a_crash_before_any_step_loses_no_entry_and_spoils_no_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Entries are claimed, taken elsewhere and retired in batches; the process ends before its ``at``-th call."""
    spool = Spool(tmp_path / "a")
    names = [put(spool, str(number).encode(), number) for number in range(6)]
    taken: dict[str, bytes] = {}
    steps = iter(range(1000))

    def counted(call: str) -> None:
        original = getattr(os, call)

        def counting(*arguments: object, **named: object) -> object:
            if next(steps) == at:
                raise PowerCut
            return original(*arguments, **named)

        monkeypatch.setattr(os, call, counting)

    first = Outbox(tmp_path)
    first.recover()
    for call in CALLS:
        counted(call)
    with contextlib.suppress(PowerCut):
        for batch in (names[:2], names[2:4], names[4:]):
            claimed = first.claim(batch)
            taken |= {entry.name: entry.path.read_bytes() for entry in claimed}
            first.retire(claimed)
    monkeypatch.undo()
    first.close()

    second = Outbox(tmp_path)
    found = second.recover()
    again = {entry.name: entry.path.read_bytes() for entry in second.claim(found)}
    second.close()
    assert taken | again == {name: str(number).encode() for number, name in enumerate(names)}
    assert found == sorted(found), "claimed entries came first, and are the oldest"


def test_below_the_reserve_nothing_is_taken(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "a", reserve_bytes=1 << 60)
    assert spool.full
    with pytest.raises(SpoolFull):
        spool.begin()
    assert files(tmp_path / "a") == []


@pytest.mark.parametrize(("number", "error"), [(errno.ENOSPC, SpoolFull), (errno.EIO, OSError)])
@pytest.mark.parametrize("fails", ["file", "folder"])
def test_a_disk_that_fails_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception], fails: str
) -> None:
    spool = Spool(tmp_path / "a")
    if fails == "file":
        put(spool)
    before = files(tmp_path / "a")

    def fail(_: int) -> None:
        raise OSError(number, "planted")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(error):
        put(spool)
    monkeypatch.undo()
    assert files(tmp_path / "a") == before
