"""Sending to a real receiver: pynetdicom's, in this process."""

import threading
from collections import Counter
from pathlib import Path

import pydicom
import pytest
from pydicom.data import get_testdata_file
from unit.console.receiver import receiving

from bildstrom.console.send.association import AssociationRefused
from bildstrom.console.send.files import StoredFile, find
from bildstrom.console.send.part10 import FileMeta
from bildstrom.console.send.transfer import Transfer, by_contexts

FAST = (0.01, 0.01, 0.01)
NAMES = ("CT_small.dcm", "MR_small.dcm", "MR_small_RLE.dcm", "rtplan.dcm")


def stored_files(*names: str) -> list[StoredFile]:
    paths = [get_testdata_file(name) for name in names]
    return find([Path(path) for path in paths if isinstance(path, str)]).files


def data_set(file: StoredFile) -> bytes:
    return file.path.read_bytes()[file.meta.offset :]


class Outcomes(list[tuple[str, str]]):
    """Collects (file name, outcome)."""

    def add(self, file: StoredFile, outcome: str) -> None:
        self.append((file.path.name, outcome))


def test_data_sets_arrive_byte_for_byte_in_their_own_transfer_syntax() -> None:
    files = stored_files(*NAMES)
    outcomes = Outcomes()
    with receiving([file.context for file in files]) as receiver:
        Transfer(receiver.peer, outcomes.add, FAST).send(files, 1)

    assert sorted(outcomes) == [(name, "0000") for name in sorted(NAMES)]
    assert sorted(receiver.stored) == sorted((file.meta.sop_instance, data_set(file)) for file in files)


def test_several_associations_share_the_work() -> None:
    files = stored_files("CT_small.dcm") * 40
    outcomes = Outcomes()
    with receiving([files[0].context]) as receiver:
        Transfer(receiver.peer, outcomes.add, FAST).send(files, 3)

    assert outcomes == [("CT_small.dcm", "0000")] * 40
    assert receiver.associations == 3


def test_out_of_resources_is_tried_again_and_then_reported() -> None:
    files = stored_files("CT_small.dcm", "MR_small.dcm")
    answers = {1: 0xA700, 2: 0xA700, 3: 0x0000}
    outcomes = Outcomes()
    with receiving([f.context for f in files], lambda number: answers.get(number, 0xA700)) as receiver:
        Transfer(receiver.peer, outcomes.add, FAST).send(files, 1)

    assert outcomes == [("CT_small.dcm", "0000"), ("MR_small.dcm", "A700")]
    assert len(receiver.stored) == 3 + 4


def test_a_refusal_for_good_is_not_repeated() -> None:
    files = stored_files("CT_small.dcm")
    outcomes = Outcomes()
    with receiving([files[0].context], lambda _: 0xC000) as receiver:
        Transfer(receiver.peer, outcomes.add, FAST).send(files, 1)

    assert outcomes == [("CT_small.dcm", "C000")]
    assert len(receiver.stored) == 1


def test_what_the_receiver_does_not_take_is_reported_and_the_rest_goes_on() -> None:
    files = stored_files("MR_small_RLE.dcm", "CT_small.dcm")
    outcomes = Outcomes()
    with receiving([files[1].context]) as receiver:
        Transfer(receiver.peer, outcomes.add, FAST).send(files, 1)

    assert sorted(outcomes) == [("CT_small.dcm", "0000"), ("MR_small_RLE.dcm", "no_context")]


def test_a_refused_association_is_an_error_with_its_reason() -> None:
    files = stored_files("CT_small.dcm")
    with receiving([files[0].context], called="SOMEBODY") as receiver, pytest.raises(AssociationRefused) as caught:
        Transfer(receiver.peer, Outcomes().add, FAST).send(files, 2)

    assert (caught.value.rejected.source, caught.value.rejected.reason) == (1, 7)


def test_nobody_listening_is_an_error_at_once() -> None:
    files = stored_files("CT_small.dcm")
    with receiving([files[0].context]) as receiver:
        peer = receiver.peer
    with pytest.raises(ConnectionRefusedError):
        Transfer(peer, Outcomes().add, (60.0,)).send(files, 1)


def test_stopping_ends_after_the_object_in_hand() -> None:
    files = stored_files("CT_small.dcm") * 5
    stop = threading.Event()
    outcomes = Outcomes()

    def stop_after_two(file: StoredFile, outcome: str) -> None:
        outcomes.add(file, outcome)
        if len(outcomes) == 2:
            stop.set()

    with receiving([files[0].context]) as receiver:
        Transfer(receiver.peer, stop_after_two, FAST, stop).send(files, 1)

    assert len(outcomes) == len(receiver.stored) == 2


def test_more_than_128_contexts_go_by_several_associations() -> None:
    files = [
        StoredFile(Path(f"{i}.dcm"), FileMeta(f"1.2.{i % 300}", "1.2.3", "1.2.840.10008.1.2", 200), 0)
        for i in range(600)
    ]

    groups = by_contexts(files)

    assert [len(contexts) for contexts, _ in groups] == [128, 128, 44]
    assert Counter(file for _, members in groups for file in members) == Counter(files)
    assert all({file.context for file in members} == set(contexts) for contexts, members in groups)


def test_other_files_are_counted_and_left_out(tmp_path: Path) -> None:
    for name in ("b.dcm", "a/c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        data = pydicom.dcmread(stored_files("CT_small.dcm")[0].path)
        data.save_as(tmp_path / name)
    (tmp_path / "notes.txt").write_text("nothing")
    (tmp_path / "empty").touch()

    selection = find([tmp_path])

    assert [file.path.relative_to(tmp_path).as_posix() for file in selection.files] == ["a/c", "b.dcm"]
    assert selection.others == 2
