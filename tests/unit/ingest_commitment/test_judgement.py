"""Which instances are committed: those of the project that are durable, under the SOP class that they have."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from spooled import entries, sealed_bytes
from unit.ingest import wire
from unit.ingest_commitment.actions import MR, project, references

from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.ingest.commitment.action import Reference
from bildstrom.ingest.commitment.judgement import Judge, Judged, sources_of
from bildstrom.ingest.commitment.ledger import FILE, Ledger, LedgerWriter
from bildstrom.ingest.spool.entry import Entry
from bildstrom.ingest.spool.folder import Spool
from bildstrom.ingest.spool.outbox import Outbox
from bildstrom.ingest.spool.seal import Sealed
from bildstrom.runtime.epochs.keyring import Keyring

NO_SUCH_INSTANCE, CLASS_CONFLICT = 0x0112, 0x0119  # PS3.3 table C.14-1
NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


class Edge:
    """A spool of two processes, a ledger, and what is judged by them."""

    def __init__(self, root: Path) -> None:
        self.outbox = Outbox(root)
        self.ledger = LedgerWriter(root / FILE)
        self._spools = [Spool(root / f"worker-{index}", 0) for index in range(2)]
        self.judge = Judge(sources_of(root, Ledger(root / FILE)))
        self.judge_of_replicated = Judge(sources_of(root, Ledger(root / FILE), replicated=True))

    def spool(self, uid: str, worker: int = 0, sop_class: str = wire.CT, name: str = "demo", key: bytes = b"") -> Entry:
        """Make an object durable, as a worker does."""
        spool = self._spools[worker]
        pseudonym = pseudonymous_uid(key or project(name).key, uid)
        identity = pb.InstanceIdentity(project=name, sop_instance_uid=pseudonym, sop_class_uid=sop_class)
        with spool.begin() as draft:
            draft.write(b"object")
            entry = self.outbox.read(spool.commit(draft, pb.InstanceReceived(instance=identity), None))
        assert entry is not None
        return entry

    def relay(self, *entries: Entry) -> None:
        """Move entries on, as the relay does."""
        self.ledger.record(entries)
        self.outbox.retire(entries)

    def failures(self, *uids: str) -> list[int | None]:
        """Of CT instances."""
        return [one.failure for one in self.judge.judged(project(), references(*uids))]


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    opened = Edge(tmp_path)
    yield opened
    opened.ledger.close()
    opened.outbox.close()


def test_what_any_process_has_made_durable_is_committed_before_it_is_relayed_and_after(edge: Edge) -> None:
    edge.spool("1.2.1", worker=0)
    edge.relay(edge.spool("1.2.2", worker=1))
    edge.spool("1.2.3", worker=1)
    assert edge.failures("1.2.1", "1.2.2", "1.2.3", "1.2.4") == [None, None, None, NO_SUCH_INSTANCE]


def test_what_another_project_has_is_not_known(edge: Edge) -> None:
    edge.spool("1.2.1", name="other")
    edge.relay(edge.spool("1.2.2", name="other"))
    assert edge.failures("1.2.1", "1.2.2") == [NO_SUCH_INSTANCE, NO_SUCH_INSTANCE]


def test_an_instance_of_another_class_is_a_conflict(edge: Edge) -> None:
    edge.spool("1.2.1", sop_class=MR)
    edge.relay(edge.spool("1.2.2", sop_class=MR), edge.spool("1.2.3", sop_class=MR), edge.spool("1.2.3"))
    assert edge.failures("1.2.1", "1.2.2", "1.2.3") == [CLASS_CONFLICT, CLASS_CONFLICT, None]


def test_spellings_of_one_uid_are_one_instance_and_each_is_reported_as_it_was_written(edge: Edge) -> None:
    edge.spool("1.2.1")
    asked = [Reference(f"{wire.CT}", "1.02.1"), Reference(wire.CT.replace(".5.", ".05."), "1.2.01")]
    assert edge.judge.judged(project(), asked) == [Judged(one, None) for one in asked]


def test_what_is_in_the_spool_alone_is_not_replicated(edge: Edge) -> None:
    edge.spool("1.2.1")
    edge.relay(edge.spool("1.2.2"))
    judged = edge.judge_of_replicated.judged(project(), references("1.2.1", "1.2.2"))
    assert [one.failure for one in judged] == [NO_SUCH_INSTANCE, None]


def test_what_is_retired_while_it_is_looked_for_is_found(edge: Edge, tmp_path: Path) -> None:
    entry = edge.spool("1.2.1")
    first, spooled, last = sources_of(tmp_path, Ledger(tmp_path / FILE))

    def retired_before(name: str, uids: object) -> dict[str, frozenset[str]]:
        edge.relay(entry)
        return spooled(name, list(uids))  # type: ignore[call-overload]

    judged = Judge((first, retired_before, last)).judged(project(), references("1.2.1"))
    assert [one.failure for one in judged] == [None]


def test_what_the_relay_has_in_hand_is_durable(edge: Edge) -> None:
    edge.outbox.claim([edge.spool("1.2.1").name])
    assert edge.failures("1.2.1", "1.2.2") == [None, NO_SUCH_INSTANCE]


def test_an_entry_that_cannot_be_read_commits_nothing(edge: Edge, tmp_path: Path) -> None:
    edge.spool("1.2.1")
    (path,) = entries(tmp_path)
    path.write_bytes(b"object" + sealed_bytes(path, Sealed(6, b"\n\xff\xff\xff")))
    assert edge.failures("1.2.1") == [NO_SUCH_INSTANCE]


def test_an_instance_is_known_in_whichever_epoch_it_came(edge: Edge, tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "keys")
    (tmp_path / "keys").mkdir()
    lasting = project().model_copy(update={"epochs": keyring, "epoch_days": 30})
    in_first = lasting.of_study("1.2", NOW)
    in_second = lasting.of_study("1.3", NOW + timedelta(days=30))
    edge.spool("1.2.1", key=in_first.key)
    edge.relay(edge.spool("1.3.1", key=in_second.key))
    edge.spool("1.4.1")
    asked = references("1.2.1", "1.3.1", "1.4.1", "1.5.1")
    assert [one.failure for one in edge.judge.judged(lasting, asked)] == [None, None, None, NO_SUCH_INSTANCE]
