"""Starting and ending one process."""

import os
import signal
from pathlib import Path

import pytest
from polling import poll_until
from unit.local.shell_server import shell

from bildstrom.local.folders import Home
from bildstrom.local.identity import is_running
from bildstrom.local.process import LOG_LIMIT, Command, exit_code, kill_marked, reap, spawn, stop


def ended(home: Home, script: str) -> int | None:
    identity = spawn(shell(script), home.log("a"), str(home.root))
    poll_until(lambda: not is_running(identity), "the process ended")
    code = exit_code(identity)
    reap(identity)
    return code


def test_both_outputs_are_in_the_log_behind_what_was_there(home: Home) -> None:
    assert ended(home, "echo first") == 0
    assert ended(home, "echo out; echo err >&2") == 0
    assert home.log("a").read_text() == "first\nout\nerr\n"


def test_a_long_log_is_set_aside_once(home: Home) -> None:
    home.logs.mkdir(parents=True)
    home.log("a").write_bytes(b"x" * (LOG_LIMIT + 1))
    assert ended(home, "echo new") == 0
    assert home.log("a").read_text() == "new\n"
    assert (home.logs / "a.log.1").stat().st_size == LOG_LIMIT + 1


@pytest.mark.parametrize(
    ("script", "code"), [("exit 0", 0), ("exit 3", 3), ("kill -TERM $$", 143), ("kill -9 $$", 137)]
)
def test_an_exit_code_is_the_shells(home: Home, script: str, code: int) -> None:
    assert ended(home, script) == code


def test_the_exit_code_of_a_stranger_is_unknown(home: Home) -> None:
    identity = spawn(shell("exit 3"), home.log("a"), str(home.root))
    poll_until(lambda: exit_code(identity) == 3, "it ended")
    reap(identity)
    assert exit_code(identity) is None


def test_a_process_has_a_session_of_its_own_and_default_signals(home: Home) -> None:
    identity = spawn(shell("exec sleep 60"), home.log("a"), str(home.root))
    assert os.getsid(identity.pid) == identity.pid
    poll_until(lambda: _ignored(identity.pid) == set(), "no signal is ignored")


def _ignored(pid: int) -> set[signal.Signals]:
    """proc(5): SigIgn is a mask, bit n - 1 for signal n; 32 and 33 belong to the C library."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    mask = int(next(line for line in status if line.startswith("SigIgn:")).split()[1], 16)
    return {number for number in signal.Signals if mask >> (number - 1) & 1}


def test_variables_are_added_and_dropped(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNWANTED", "1")
    command = Command(("sh", "-c", 'echo "$WANTED-$UNWANTED-$BILDSTROM_LOCAL"'), {"WANTED": "2"}, drop=("UNWANTED",))
    identity = spawn(command, home.log("a"), f"{home.root}#a")
    poll_until(lambda: not is_running(identity), "it ended")
    reap(identity)
    assert home.log("a").read_text() == f"2--{home.root}#a\n"


def test_stop_waits_for_what_sigterm_starts(home: Home) -> None:
    script = "trap 'echo drained; exit 0' TERM; echo up; while :; do sleep 0.05; done"
    identity = spawn(shell(script), home.log("a"), str(home.root))
    poll_until(lambda: home.log("a").read_text() == "up\n", "it is up")
    assert stop(identity, 10)
    assert home.log("a").read_text() == "up\ndrained\n"
    assert exit_code(identity) == 0
    reap(identity)


def test_stop_tells_when_a_process_does_not_end(home: Home) -> None:
    identity = spawn(shell("trap '' TERM; echo up; while :; do sleep 0.05; done"), home.log("a"), str(home.root))
    poll_until(lambda: home.log("a").read_text() == "up\n", "it is up")
    assert not stop(identity, 0.2)
    assert is_running(identity)
    kill_marked(str(home.root))
    assert exit_code(identity) == 128 + signal.SIGKILL
    reap(identity)


def test_a_program_that_does_not_exist_is_an_error_at_once(home: Home) -> None:
    with pytest.raises(FileNotFoundError):
        spawn(Command(("no-such-program-here",)), home.log("a"), str(home.root))
