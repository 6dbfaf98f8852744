"""Starting, watching and ending single servers of one home."""

import os
import signal
import socket
import threading
from pathlib import Path

import pytest
from polling import poll_until
from unit.local.shell_server import ShellServer

from bildstrom.local.errors import StartFailed
from bildstrom.local.folders import Home
from bildstrom.local.identity import Identity, marked
from bildstrom.local.records import Record, Records
from bildstrom.local.supervisor import Supervisor

SERVES = 'trap "exit 0" TERM; touch "$1"; while :; do sleep 0.02; done'


def start(home: Home, script: str, ready_s: float = 10.0) -> tuple[Supervisor, ShellServer]:
    home.root.mkdir(exist_ok=True)
    supervisor, server = Supervisor(home), ShellServer(script, home.root / "ready", ready_s=ready_s)
    supervisor.start(server, threading.Event())
    return supervisor, server


def test_a_started_server_is_ready_and_seen_by_every_other_process(home: Home) -> None:
    _, server = start(home, SERVES)
    status = Supervisor(home).status(server)
    assert (home.root / "ready").exists()
    assert (status.name, status.state, status.exit_code) == ("shell", "running", None)
    assert status.pid in marked(f"{home.root}#shell")
    assert status.rss_bytes > 0


def test_starting_what_runs_keeps_it(home: Home) -> None:
    supervisor, server = start(home, SERVES)
    first = supervisor.status(server).pid
    supervisor.start(server, threading.Event())
    assert supervisor.status(server).pid == first


def test_stopping_ends_it_and_its_children_and_forgets_it(home: Home) -> None:
    supervisor, server = start(home, f"setsid sleep 60 & {SERVES}")
    assert supervisor.stop(server)
    assert marked(str(home.root)) == []
    assert supervisor.status(server).state == "stopped"
    assert list(Records(home.run)) == []


def test_a_server_that_ignores_sigterm_is_killed_and_that_is_told(home: Home) -> None:
    supervisor, server = start(home, 'trap "" TERM; touch "$1"; while :; do sleep 0.02; done')
    assert not supervisor.stop(server)
    assert marked(str(home.root)) == []


@pytest.mark.parametrize(("code", "clean"), [(0, True), (143, True), (1, False)])
def test_only_0_and_143_are_clean_exit_codes(home: Home, code: int, clean: bool) -> None:
    supervisor, server = start(home, f'trap "exit {code}" TERM; touch "$1"; while :; do sleep 0.02; done')
    assert supervisor.stop(server) is clean


def test_a_server_that_ends_before_it_is_ready_is_shown_with_its_last_lines(home: Home) -> None:
    with pytest.raises(StartFailed) as failed:
        start(home, 'for n in $(seq 100); do echo "line $n"; done; exit 7')
    assert str(failed.value) == "shell: ended with exit code 7 before it was ready"
    assert failed.value.log.splitlines() == [f"line {number}" for number in range(86, 101)]


def test_the_log_of_an_earlier_start_is_not_shown(home: Home) -> None:
    supervisor, server = start(home, f"echo earlier; {SERVES}")
    supervisor.stop(server)
    with pytest.raises(StartFailed) as failed:
        start(home, "echo now; exit 7")
    assert failed.value.log == "now"


def test_a_server_that_never_becomes_ready_is_ended_at_the_deadline(home: Home) -> None:
    with pytest.raises(StartFailed, match=r"shell: not ready after 0 s: no file yet"):
        start(home, "exec sleep 60", ready_s=0.3)
    assert marked(str(home.root)) == []


def test_a_start_that_is_called_off_leaves_nothing(home: Home) -> None:
    home.root.mkdir()
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(StartFailed, match="called off"):
        Supervisor(home).start(ShellServer("exec sleep 60", home.root / "ready"), cancelled)
    assert marked(str(home.root)) == []


def test_a_port_of_somebody_else_is_named_before_anything_starts(home: Home) -> None:
    home.root.mkdir()
    server = ShellServer(SERVES, home.root / "ready")
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        server.port = stranger.getsockname()[1]
        with pytest.raises(StartFailed, match=f"port {server.port} is taken"):
            Supervisor(home).start(server, threading.Event())
    assert not home.log("shell").exists()


def test_a_crash_is_seen_and_tidied_up_by_the_next_start(home: Home) -> None:
    supervisor, server = start(home, SERVES)
    first = supervisor.status(server)
    supervisor.kill(server)
    assert supervisor.status(server).state == "ended"
    assert supervisor.status(server).exit_code == 128 + signal.SIGKILL
    assert server.cleaned == 2  # before the start and after the kill
    supervisor.start(server, threading.Event())
    assert supervisor.status(server).state == "running"
    assert supervisor.status(server).pid != first.pid


def test_a_process_whose_record_was_lost_is_ended_before_a_new_one_starts(home: Home) -> None:
    supervisor, server = start(home, SERVES)
    lost = supervisor.status(server).pid
    Records(home.run).remove("shell")
    supervisor.start(server, threading.Event())
    running = marked(f"{home.root}#shell")
    assert supervisor.status(server).pid in running
    assert lost not in running


def test_a_record_whose_pid_belongs_to_somebody_else_now_does_no_harm(home: Home) -> None:
    myself = Identity(os.getpid(), 1, "another boot")
    Records(home.run).write(Record("shell", myself, 0))
    supervisor, server = Supervisor(home), ShellServer(SERVES, Path("/nonexistent"))
    assert supervisor.status(server).state == "ended"
    assert supervisor.stop(server)  # and this test still runs
    assert supervisor.status(server).state == "stopped"


def test_sweeping_ends_everything_of_a_home_and_nothing_of_another(home: Home, tmp_path: Path) -> None:
    supervisor, server = start(home, SERVES)
    other_home = Home(tmp_path / "home2")
    other, other_server = start(other_home, SERVES)
    pid = supervisor.status(server).pid
    assert pid in supervisor.sweep_all()
    assert not supervisor.anything_runs()
    assert other.status(other_server).state == "running"
    other.stop(other_server)


def test_the_last_lines_of_a_log_are_shown(home: Home) -> None:
    supervisor, _ = start(home, f"echo one; echo two; echo three; {SERVES}")
    poll_until(lambda: supervisor.log_tail("shell", 9) == "one\ntwo\nthree", "all lines are there")
    assert supervisor.log_tail("shell", 2) == "two\nthree"
    assert supervisor.log_tail("unknown", 2) == ""
