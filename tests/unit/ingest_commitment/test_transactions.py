"""Transactions: durable, one for a request that comes again, bounded, and readable by another process."""

import json
from pathlib import Path

import pytest
from unit.ingest_commitment.actions import project, transaction

from bildstrom.ingest.commitment import transactions as module
from bildstrom.ingest.commitment.action import Refused
from bildstrom.ingest.commitment.transactions import Transactions


def test_a_transaction_is_read_by_another_process_as_it_was_kept(tmp_path: Path) -> None:
    name = Transactions(tmp_path).keep(transaction(), project(), "worker-0")
    following = Transactions(tmp_path)
    assert following.names() == [name]
    assert following.read(name) == transaction()
    following.forget(name)
    following.forget(name)
    assert (following.names(), following.read(name)) == ([], None)


def test_what_is_asked_again_is_one_transaction_whoever_takes_it(tmp_path: Path) -> None:
    kept = Transactions(tmp_path)
    first = kept.keep(transaction("1.2.9", "1.2.3", "1.2.4"), project(), "worker-0")
    again = transaction("1.02.9", "1.2.4", "1.2.3", requested=2e9)
    assert Transactions(tmp_path).keep(again, project(), "worker-1") == first
    assert kept.names() == [first]


def test_one_transaction_uid_stands_for_the_same_instances_as_long_as_its_report_is_owed(tmp_path: Path) -> None:
    kept = Transactions(tmp_path)
    name = kept.keep(transaction("1.2.9", "1.2.3"), project(), "worker-0")
    with pytest.raises(Refused, match="transaction_in_use"):
        kept.keep(transaction("1.2.9", "1.2.4"), project(), "worker-0")
    kept.forget(name)
    assert kept.keep(transaction("1.2.9", "1.2.4"), project(), "worker-0") == name


def test_peers_may_use_the_same_transaction_uid(tmp_path: Path) -> None:
    kept = Transactions(tmp_path)
    kept.keep(transaction("1.2.9", "1.2.3"), project(), "worker-0")
    kept.keep(transaction("1.2.9", "1.2.4", peer="SCANNER2"), project(), "worker-0")
    assert len(kept.names()) == 2


def test_what_a_process_left_behind_is_told_apart(tmp_path: Path) -> None:
    kept = Transactions(tmp_path)
    names = [kept.keep(transaction(f"1.2.{number}"), project(), f"worker-{number}") for number in range(2)]
    assert [kept.names(f"worker-{number}") for number in range(2)] == [[names[0]], [names[1]]]


def test_more_than_can_be_reported_on_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PENDING", 2)
    kept = Transactions(tmp_path)
    for number in range(2):
        kept.keep(transaction(f"1.2.{number}"), project(), "worker-0")
    with pytest.raises(Refused, match="too_many_transactions"):
        kept.keep(transaction("1.2.3"), project(), "worker-0")
    kept.keep(transaction("1.2.1"), project(), "worker-0")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"{}", json.dumps({"action": {"references": [1]}}).encode()]
)
def test_what_cannot_be_read_is_put_aside(tmp_path: Path, content: bytes) -> None:
    kept = Transactions(tmp_path)
    name = kept.keep(transaction(), project(), "worker-0")
    (path,) = tmp_path.rglob("*.json")
    path.write_bytes(content)
    assert kept.read(name) is None
    assert kept.names() == []
    assert path.with_suffix(".unreadable").read_bytes() == content


def test_what_never_became_a_transaction_is_removed(tmp_path: Path) -> None:
    kept = Transactions(tmp_path)
    name = kept.keep(transaction(), project(), "worker-0")
    (path,) = tmp_path.rglob("*.json")
    path.with_suffix(".part").write_bytes(b"half")
    kept.tidy()
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert kept.names() == [name]


def test_its_files_name_tells_no_uid(tmp_path: Path) -> None:
    Transactions(tmp_path).keep(transaction("1.2.31415926535"), project(), "worker-0")
    assert not [path for path in tmp_path.rglob("*") if "31415926535" in path.name]
