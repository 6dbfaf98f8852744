"""Keys of epochs are files that processes share: made once, durable before use, and gone for good when destroyed."""

import hashlib
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bildstrom.runtime.epochs.epoch import Epoch, EpochDestroyed
from bildstrom.runtime.epochs.keyring import Keyring
from bildstrom.runtime.errors import Unavailable

START = datetime(2026, 3, 4, 23, 59, 58, tzinfo=UTC)
LENGTH = timedelta(days=30)


def naming(name: str) -> Callable[[bytes], str]:
    """What a newcomer is called under a key."""
    return lambda key: hashlib.sha256(key + name.encode()).hexdigest()


def epoch_of(keyring: Keyring, name: str, at: datetime) -> str:
    return keyring.of("lung", naming(name), at, LENGTH)[0]


def named(keyring: Keyring, name: str) -> Epoch:
    epoch = keyring.named("lung", name)
    assert epoch is not None
    return epoch


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path)


def test_an_epoch_begins_with_its_first_newcomer_and_the_next_one_after_its_length(keyring: Keyring) -> None:
    assert keyring.epochs("lung") == []
    assert epoch_of(keyring, "a", START) == "0001"
    assert epoch_of(keyring, "b", START + LENGTH - timedelta(seconds=1)) == "0001"
    assert epoch_of(keyring, "c", START + LENGTH) == "0002"
    assert [epoch.began for epoch in keyring.epochs("lung")] == [START + LENGTH, START]


def test_what_began_in_an_epoch_stays_in_it_until_it_is_closed(keyring: Keyring) -> None:
    late = START + 3 * LENGTH
    assert epoch_of(keyring, "straddling", START) == "0001"
    assert epoch_of(keyring, "new", START + LENGTH) == "0002"
    assert epoch_of(keyring, "straddling", late) == "0001"
    keyring.close("lung", named(keyring, "0001"), late)
    assert epoch_of(keyring, "straddling", START + LENGTH) == "0002"
    assert named(keyring, "0001").closed == late


def test_closing_the_running_epoch_lets_the_next_one_begin(keyring: Keyring) -> None:
    epoch_of(keyring, "a", START)
    keyring.close("lung", named(keyring, "0001"), START)
    assert (keyring.open("lung", "0001"), epoch_of(keyring, "a", START)) == (False, "0002")


def test_another_process_and_a_restart_find_the_same_keys(keyring: Keyring, tmp_path: Path) -> None:
    chosen = keyring.of("lung", naming("a"), START, LENGTH)
    again = Keyring(tmp_path)
    assert again.of("lung", naming("a"), START + 5 * LENGTH, LENGTH) == chosen
    assert again.key("lung", "0001") == chosen[1]
    assert again.holding("lung", naming("a")(chosen[1])) == "0001"
    assert len(chosen[1]) == 32


def test_what_is_only_asked_is_not_remembered(keyring: Keyring) -> None:
    assert keyring.of("lung", naming("a"), START, LENGTH, remember=False)[0] == "0001"
    assert named(keyring, "0001").members() == []
    assert epoch_of(keyring, "a", START + LENGTH) == "0002"


def test_owners_have_nothing_in_common(keyring: Keyring) -> None:
    _, lung = keyring.of("lung", naming("a"), START, LENGTH)
    _, liver = keyring.of("liver", naming("a"), START, LENGTH)
    assert lung != liver
    assert keyring.holding("liver", naming("a")(lung)) is None


def test_nobody_else_may_read_what_leads_back(keyring: Keyring, tmp_path: Path) -> None:
    epoch_of(keyring, "a", START)
    folder = tmp_path / "lung.epochs"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "0001" / "key").stat().st_mode) == 0o600


def test_a_destroyed_key_is_overwritten_and_gone_and_never_made_again(keyring: Keyring, tmp_path: Path) -> None:
    epoch_of(keyring, "a", START)
    path = tmp_path / "lung.epochs" / "0001" / "key"
    os.link(path, tmp_path / "the same file")
    epoch = named(keyring, "0001")
    keyring.close("lung", epoch, START)
    epoch.destroy(START)
    epoch.destroy(START + LENGTH)
    assert (path.exists(), (tmp_path / "the same file").read_bytes()) == (False, bytes(65))
    assert (epoch.destroyed, epoch.key_is_there) == (START, False)
    with pytest.raises(EpochDestroyed):
        keyring.key("lung", "0001")
    assert list(keyring.keys("lung")) == []
    assert epoch_of(keyring, "a", START) == "0002"


def test_destruction_that_was_interrupted_counts_at_once_and_is_finished_later(
    keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    epoch_of(keyring, "a", START)
    epoch = named(keyring, "0001")
    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", _fail)
        with pytest.raises(OSError, match="disk"):
            epoch.destroy(START)
    assert epoch.key_is_there
    with pytest.raises(EpochDestroyed):
        keyring.key("lung", "0001")
    epoch.destroy(START + LENGTH)
    assert (epoch.key_is_there, epoch.destroyed) == (False, START)


def test_a_key_that_should_be_there_and_is_not_is_waited_for(keyring: Keyring, tmp_path: Path) -> None:
    epoch_of(keyring, "a", START)
    (tmp_path / "lung.epochs" / "0001" / "key").unlink()
    for unknown in ("0001", "0002", "../demo", ""):
        with pytest.raises(Unavailable):
            keyring.key("lung", unknown)
    with pytest.raises(Unavailable):
        epoch_of(keyring, "a", START)


def test_an_epoch_that_a_crash_left_half_made_is_made_anew(keyring: Keyring, tmp_path: Path) -> None:
    prepared = tmp_path / "lung.epochs" / "prepared"
    prepared.mkdir(parents=True)
    (prepared / "key").write_text("half")
    assert epoch_of(keyring, "a", START) == "0001"
    assert not prepared.exists()


def test_a_folder_that_cannot_be_written_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable):
        epoch_of(Keyring(tmp_path / "file"), "a", START)


CHOOSING = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from bildstrom.runtime.epochs.keyring import Keyring
for name in "abc" * 5:
    epoch, key = Keyring(Path(sys.argv[1])).of(
        "lung", lambda key: key.hex() + name, datetime.fromisoformat(sys.argv[2]), timedelta(days=30)
    )
    print(name, epoch, key.hex())
"""


def test_processes_that_begin_an_epoch_at_once_agree(tmp_path: Path) -> None:
    times = [START, START, START + LENGTH, START + LENGTH]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CHOOSING, str(tmp_path), at.isoformat()], stdout=subprocess.PIPE, text=True
        )
        for at in times
    ]
    chosen = {line for process in processes for line in process.communicate(timeout=120)[0].splitlines()}
    assert sorted(line[0] for line in chosen) == ["a", "b", "c"]
    assert sum(len(epoch.members()) for epoch in Keyring(tmp_path).epochs("lung")) == 3


def _fail(*_: object, **__: object) -> None:
    raise OSError("disk")
