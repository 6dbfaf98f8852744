"""Who a process is."""

import os
from dataclasses import replace

from polling import poll_until
from unit.local.shell_server import shell

from bildstrom.local.folders import Home
from bildstrom.local.identity import identify, is_running, marked, resident_bytes
from bildstrom.local.process import kill_marked, reap, spawn, stop


def test_a_running_process_is_recognised(home: Home) -> None:
    identity = spawn(shell("exec sleep 60"), home.log("a"), str(home.root))
    assert identify(identity.pid) == identity
    assert is_running(identity)


def test_another_process_with_the_same_pid_is_not_it() -> None:
    myself = identify(os.getpid())
    assert myself is not None
    assert is_running(myself)
    assert not is_running(replace(myself, started=myself.started - 1))
    assert not is_running(replace(myself, boot="another boot"))


def test_an_ended_child_is_not_running_although_its_pid_is_still_taken(home: Home) -> None:
    identity = spawn(shell("exec sleep 60"), home.log("a"), str(home.root))
    stop(identity, 5)
    os.kill(identity.pid, 0)  # a zombie: the pid exists
    assert not is_running(identity)
    reap(identity)


def test_the_start_time_is_read_behind_a_name_with_spaces_and_parentheses(home: Home) -> None:
    home.root.mkdir()
    odd = home.root / "a) (b c"
    odd.symlink_to("/bin/sleep")
    identity = spawn(shell('exec "$1" 60', str(odd)), home.log("a"), str(home.root))
    poll_until(lambda: resident_bytes(identity.pid) > 0, "the program runs")
    assert is_running(identity)


def test_children_in_other_sessions_are_found_by_the_mark(home: Home) -> None:
    script = 'setsid sleep 60 & echo $! >"$1"; exec sleep 60'
    home.root.mkdir()
    written = home.root / "child"
    parent = spawn(shell(script, str(written)), home.log("a"), f"{home.root}#a")
    child = int(poll_until(lambda: written.exists() and written.read_text(), "the child runs"))
    poll_until(lambda: sorted(marked(str(home.root))) == sorted([parent.pid, child]), "both carry the mark")
    assert sorted(marked(f"{home.root}#a")) == sorted([parent.pid, child])


def test_a_mark_is_not_found_by_its_beginning(home: Home) -> None:
    spawn(shell("exec sleep 60"), home.log("ab"), f"{home.root}#ab")
    assert marked(f"{home.root}#a") == []
    assert marked(str(home.root)[:-1]) == []


def test_a_process_without_the_mark_is_left_alone(home: Home) -> None:
    other = spawn(shell("exec sleep 60"), home.log("other"), f"{home.root}#other")
    mine = spawn(shell("exec sleep 60"), home.log("mine"), f"{home.root}#mine")
    # while the shell becomes sleep, its environment cannot be read
    poll_until(lambda: marked(f"{home.root}#mine") == [mine.pid], "it carries the mark")
    assert kill_marked(f"{home.root}#mine") == [mine.pid]
    assert is_running(other)
    assert not is_running(mine)
