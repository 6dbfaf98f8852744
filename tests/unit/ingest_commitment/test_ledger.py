"""The ledger: what the relay has moved on is known, per project, to every process, until its retention is over."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from unit.ingest_commitment.actions import ALL_PROJECTS, MR, project

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.ingest.commitment.ledger import DAY_SECONDS, FILE, LOOKED_AT_ONCE, Ledger, LedgerWriter
from bildstrom.ingest.spool.entry import Entry

CT = "1.2.840.10008.5.1.4.1.1.2"
NOW = 1_800_000_000


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[LedgerWriter]:
    opened = LedgerWriter(tmp_path / FILE)
    yield opened
    opened.close()


def _entry(uid: str, sop_class: str = CT, name: str = "demo", received: int = NOW) -> Entry:
    event = pb.InstanceReceived(
        instance=pb.InstanceIdentity(project=name, sop_instance_uid=uid, sop_class_uid=sop_class)
    )
    event.received_at.FromSeconds(received)
    return Entry(uid, Path(uid), event, None)


def test_what_was_recorded_is_known_in_its_project_alone(tmp_path: Path, writer: LedgerWriter) -> None:
    writer.record([_entry("2.25.1"), _entry("2.25.1"), _entry("2.25.1", MR), _entry("2.25.2", name="other")])
    ledger = Ledger(tmp_path / FILE)
    assert ledger.classes("demo", ["2.25.1", "2.25.2", "2.25.3"]) == {"2.25.1": frozenset({CT, MR})}
    assert ledger.classes("other", ["2.25.1", "2.25.2"]) == {"2.25.2": frozenset({CT})}


def test_ten_thousand_are_asked_for_at_once(tmp_path: Path, writer: LedgerWriter) -> None:
    uids = [f"2.25.{number}" for number in range(10_000)]
    writer.record([_entry(uid) for uid in uids])
    assert Ledger(tmp_path / FILE).classes("demo", uids) == {uid: frozenset({CT}) for uid in uids}


def test_what_a_project_no_longer_keeps_is_forgotten(tmp_path: Path, writer: LedgerWriter) -> None:
    kept = NOW - project().retention_days * DAY_SECONDS
    old = [_entry(f"2.25.9{number}", received=kept - 1) for number in range(LOOKED_AT_ONCE + 1)]
    writer.record([_entry("2.25.1", received=kept), *old, _entry("2.25.2", name="gone", received=0)])
    writer.prune(ALL_PROJECTS, NOW)
    ledger = Ledger(tmp_path / FILE)
    assert ledger.classes("demo", ["2.25.1", *(entry.name for entry in old)]) == {"2.25.1": frozenset({CT})}
    assert ledger.classes("gone", ["2.25.2"]) == {"2.25.2": frozenset({CT})}, "whose project is not told of stays"


def test_what_is_known_keeps_its_time(tmp_path: Path, writer: LedgerWriter) -> None:
    writer.record([_entry("2.25.1", received=0)])
    writer.record([_entry("2.25.1", received=NOW)])
    writer.prune(ALL_PROJECTS, NOW)
    assert Ledger(tmp_path / FILE).classes("demo", ["2.25.1"]) == {}


def test_what_cannot_be_written_down_is_said_to_be_unknown(tmp_path: Path, writer: LedgerWriter) -> None:
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("DROP TABLE durable")
        other.execute("CREATE TABLE durable (project, sop_instance_uid, sop_class_uid)")
    other.close()
    writer.record([_entry("2.25.1")])
    assert Ledger(tmp_path / FILE).classes("demo", ["2.25.1"]) == {}


def test_readers_and_the_writer_do_not_wait_for_each_other(tmp_path: Path, writer: LedgerWriter) -> None:
    ledger, seen, done = Ledger(tmp_path / FILE), [0], threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(len(ledger.classes("demo", [f"2.25.{number}" for number in range(200)])))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(200):
        writer.record([_entry(f"2.25.{number}")])
    done.set()
    reader.join()
    assert seen == sorted(seen)
    assert len(ledger.classes("demo", [f"2.25.{number}" for number in range(200)])) == 200


def test_a_file_that_is_no_ledger_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"something else" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        LedgerWriter(tmp_path / FILE)
    assert (tmp_path / FILE).read_bytes() == b"something else" * 100
