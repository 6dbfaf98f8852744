"""The judge of the soak: each kind of broken promise is found, and nothing where all are kept."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from soak_history import Announced, Findings, History, Kept, Told, compare

from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.events.v1 import events_pb2 as pb

KEY = bytes(32)
STUDY = "1.2.3"
FIRST, SECOND = (pseudonymous_uid(KEY, f"{STUDY}.{number}") for number in (1, 2))
PSEUDONYM = pseudonymous_uid(KEY, STUDY)


@dataclass
class Place:
    """Two objects that were answered 0000, stored and announced."""

    folder: Path
    history: History = field(default_factory=History)
    announced: list[Announced] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.folder / "spool" / "worker-0").mkdir(parents=True)
        for number, instance in ((1, FIRST), (2, SECOND)):
            self.history.add(Told(STUDY, f"{STUDY}.{number}", 0))
            key = self.store(instance, b"object")
            identity = pb.InstanceIdentity(study_uid=PSEUDONYM, sop_instance_uid=instance)
            event = pb.InstanceReceived(instance=identity, object=pb.ObjectRef(key=key))
            self.announced.append(Announced(f"id of {instance}", event))

    def store(self, instance: str, data: bytes) -> str:
        key = f"raw/demo/{PSEUDONYM}/2.25.9/{instance}_{hashlib.sha256(data).hexdigest()}.dcm"
        path = self.folder / "objects" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return key

    def path(self, index: int) -> Path:
        return self.folder / "objects" / self.announced[index].event.object.key

    def findings(self) -> Findings:
        return compare(self.history, self.announced, Kept(KEY, self.folder / "objects", self.folder / "spool"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_kept_promises_are_no_finding(place: Place) -> None:
    place.history.add(Told(STUDY, f"{STUDY}.3", None))
    place.announced.append(place.announced[0])  # once more, under its id
    assert place.findings() == Findings()
    assert place.findings().none


BROKEN: dict[str, tuple[Callable[[Place], object], Findings]] = {
    "no event": (lambda place: place.announced.pop(), Findings(missing=[SECOND], disordered=[PSEUDONYM])),
    "no object": (lambda place: place.path(1).unlink(), Findings(missing=[SECOND, SECOND])),
    "two ids": (
        lambda place: place.announced.append(Announced("another id", place.announced[0].event)),
        Findings(twice=[FIRST]),
    ),
    "stored with other bytes too": (lambda place: place.store(FIRST, b"other"), Findings(twice=[FIRST])),
    "half an object": (lambda place: place.path(0).write_bytes(b"obj"), Findings(half=[FIRST])),
    "left in the spool": (
        lambda place: (place.folder / "spool" / "worker-0" / "1-1.entry").write_bytes(b"x"),
        Findings(leftover=["1-1.entry"]),
    ),
    "another order": (lambda place: place.announced.reverse(), Findings(disordered=[PSEUDONYM])),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_promise_is_found(place: Place, kind: str) -> None:
    breaks, expected = BROKEN[kind]
    breaks(place)
    assert place.findings() == expected
    assert not place.findings().none
