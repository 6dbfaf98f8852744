"""Deliveries into the spool: durable together before anybody hears of it, and on a failing disk nothing is kept."""

import errno
import os
from pathlib import Path

import pytest
from pydicom.uid import generate_uid
from spooled import files, spooled_object
from unit.ingest_stow.bodies import instance

from bildstrom.dicom.projects_toml import parse_projects
from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.spool.folder import Spool
from bildstrom.ingest.spool.outbox import Outbox
from bildstrom.ingest.stow import spooling
from bildstrom.ingest.stow.intake import Verdict
from bildstrom.ingest.stow.spooling import SpoolDelivery, SpoolIntake

PROJECT = next(iter(parse_projects('[projects.demo]\ncalled_ae_titles = ["X"]\n', {"demo": bytes(32)})))


class Place:
    """A spool in a folder, and what was announced."""

    def __init__(self, folder: Path) -> None:
        self.announced: list[str] = []
        self.outbox = Outbox(folder)
        self.folder = self.outbox.folder("stow")
        self.spool = Spool(self.folder, 0)
        self.intake = SpoolIntake(self.spool, self.announced.append)

    def delivery(self, *objects: bytes) -> SpoolDelivery:
        """A delivery that has everything and is not committed."""
        delivery = self.intake.open(Arrival("client", PROJECT, "STOW-RS"), None)
        for data in objects:
            writer = delivery.begin()
            writer.write(data)
            writer.finish()
        return delivery

    def files(self) -> list[Path]:
        """What lies in the folder."""
        return files(self.folder)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def _verdicts(delivery: SpoolDelivery) -> list[Verdict]:
    return [outcome.verdict for outcome in delivery.commit()]


def test_a_committed_delivery_is_entries_in_order_that_outlive_the_process(place: Place) -> None:
    assert _verdicts(place.delivery(instance(1), instance(2))) == [Verdict.STORED] * 2
    assert place.outbox.recover("stow") == place.announced
    entries = [place.outbox.read(name) for name in place.announced]
    assert [spooled_object(entry.path) for entry in entries if entry] == [instance(1), instance(2)]
    assert [entry.event.source for entry in entries if entry] == ["client", "client"]


def test_what_is_not_synced_yet_would_not_outlive_the_process(place: Place) -> None:
    place.delivery(instance(1), instance(2))
    assert (place.outbox.recover("stow"), place.files(), place.announced) == ([], [], [])


def test_an_abandoned_delivery_leaves_nothing_and_a_committed_one_cannot_be_abandoned(place: Place) -> None:
    place.delivery(instance(1)).abandon()
    assert place.files() == []
    delivery = place.delivery(instance(1))
    delivery.commit()
    delivery.abandon()
    assert len(place.files()) == 1


def test_everything_is_synced_before_anything_is_announced(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    announced: list[int] = []
    fsync = os.fsync

    def sync(descriptor: int) -> None:
        announced.append(len(place.announced))
        fsync(descriptor)

    delivery = place.delivery(instance(1), instance(2))
    monkeypatch.setattr(os, "fsync", sync)
    delivery.commit()
    assert (announced, len(place.announced)) == ([0, 0], 2)


@pytest.mark.parametrize(("number", "reason"), [(errno.EIO, "disk_failed"), (errno.ENOSPC, "spool_full")])
@pytest.mark.parametrize("call", ["fsync", "writev"])
def test_a_disk_that_fails_is_never_stored_and_leaves_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch, call: str, number: int, reason: str
) -> None:
    def fail(*_: object) -> int:
        raise OSError(number, "planted")

    place.delivery().begin()
    if call == "writev":
        monkeypatch.setattr(os, call, fail)
    delivery = place.delivery(instance(1), instance(2))
    monkeypatch.setattr(os, call, fail)
    outcomes = delivery.commit()
    assert [(each.verdict, each.reason) for each in outcomes] == [(Verdict.OUT_OF_RESOURCES, reason)] * 2
    assert (place.files(), place.announced) == ([], [])


def test_what_is_not_moved_on_in_time_is_promised_to_nobody_and_stays(place: Place) -> None:
    place.intake = SpoolIntake(place.spool, place.announced.append, lambda names: list(names)[1:])
    delivery = place.delivery(instance(1), instance(2), instance(3))
    outcomes = delivery.commit()
    assert [(one.verdict, one.reason) for one in outcomes] == [
        (Verdict.STORED, "none"),
        (Verdict.OUT_OF_RESOURCES, "not_replicated"),
        (Verdict.OUT_OF_RESOURCES, "not_replicated"),
    ]
    assert all(one.sop_instance_uid for one in outcomes)
    assert len(place.files()) == 3


def test_an_object_that_is_refused_does_not_take_others_with_it(place: Place) -> None:
    other_study = instance(2, study=generate_uid())
    delivery = place.intake.open(Arrival("client", PROJECT, "STOW-RS"), "1.2.826.0.1.3680043.10.1")
    for data in (instance(1), other_study, b"none", instance(3)):
        writer = delivery.begin()
        for start in range(0, len(data), 7):
            writer.write(data[start : start + 7])
        writer.finish()
    assert _verdicts(delivery) == [
        Verdict.STORED, Verdict.MISMATCH, Verdict.CANNOT_UNDERSTAND, Verdict.STORED,
    ]  # fmt: skip
    assert len(place.announced) == 2


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_a_large_delivery_keeps_few_files_open(place: Place) -> None:
    before = _open_files()
    delivery = place.delivery(*(instance(number) for number in range(200)))
    assert _open_files() - before <= spooling.GROUP
    assert _verdicts(delivery) == [Verdict.STORED] * 200
    assert _open_files() == before
