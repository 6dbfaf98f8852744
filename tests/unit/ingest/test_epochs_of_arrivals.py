"""A study's objects are named in the epoch that it began in, by whichever association and process they come."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from unit.ingest.test_storing import Edge, encoded

from bildstrom.dicom.projects import Project
from bildstrom.dicom.projects_toml import ProjectsError, parse_projects
from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.ingest import announcement
from bildstrom.ingest.dimse import Status
from bildstrom.runtime.epochs.keyring import Keyring

KEY = bytes(range(32))
TOML = '[projects.demo]\ncalled_ae_titles = ["X"]\nepoch_days = 30\n'
START = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = START

    def time_ns(self) -> int:
        """As of the module ``time``."""
        return int(self.now.timestamp()) * 1_000_000_000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(announcement, "time", made)
    return made


def project(keys: Path, toml: str = TOML) -> Project:
    return next(iter(parse_projects(toml, {"demo": KEY}, Keyring(keys))))


def sent(edge: Edge, study: str, instance: str) -> pb.InstanceReceived:
    """One object of a study in an association of its own: the event that is owed for it."""
    assert edge.store(encoded(StudyInstanceUID=study, SOPInstanceUID=instance), sop=instance) is Status.SUCCESS
    return edge.announced[-1].event


def test_a_study_that_straddles_the_end_of_an_epoch_is_one_study(tmp_path: Path, clock: Clock) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    edge, another = (Edge(tmp_path / name, project=project(keys)) for name in ("one", "two"))
    first = sent(edge, "1.2.3", "1.2.3.4")
    clock.now = START + timedelta(days=31)
    late, new = sent(another, "1.2.3", "1.2.3.5"), sent(another, "1.2.9", "1.2.9.1")
    assert (first.epoch, late.epoch, new.epoch) == ("0001", "0001", "0002")
    key = Keyring(keys).key("demo", "0001")
    assert first.instance.study_uid == late.instance.study_uid == pseudonymous_uid(key, "1.2.3")
    assert late.instance.sop_instance_uid == pseudonymous_uid(key, "1.2.3.5")


def test_an_association_leaves_an_epoch_that_is_closed_meanwhile(tmp_path: Path, clock: Clock) -> None:
    keyring = Keyring(tmp_path)
    arrival_project = project(tmp_path)
    edge = Edge(tmp_path / "spool", project=arrival_project)
    first = edge.begin()
    first.write(memoryview(encoded()))
    first.end()
    epoch = keyring.named("demo", "0001")
    assert epoch is not None
    keyring.close("demo", epoch, clock.now)
    assert [sent(edge, "1.2.3", "1.2.3.4").epoch, edge.announced[0].event.epoch] == ["0002", "0001"]


def test_without_epochs_everything_is_named_by_the_projects_own_key(tmp_path: Path) -> None:
    edge = Edge(tmp_path / "spool", project=project(tmp_path, TOML.replace("epoch_days = 30\n", "")))
    event = sent(edge, "1.2.3", "1.2.3.4")
    assert (event.epoch, event.instance.study_uid) == ("", pseudonymous_uid(KEY, "1.2.3"))
    assert not list(tmp_path.glob("*.epochs"))


def test_nothing_is_taken_while_the_keys_cannot_be_had(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    edge = Edge(tmp_path / "spool", project=project(tmp_path / "file"))
    assert edge.store(encoded()) is Status.OUT_OF_RESOURCES
    assert edge.announced == []


def test_epochs_need_pseudonyms() -> None:
    with pytest.raises(ProjectsError, match="epoch_days needs retain_uids = false"):
        parse_projects(TOML + "retain_uids = true\n", {"demo": KEY})
