"""``python -m bildstrom.local`` as a person uses it, with the bridge as the server that is quick to start."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from polling import poll_until

from bildstrom.local.folders import Cache, Home, default_root
from bildstrom.local.identity import marked
from bildstrom.local.process import kill_marked
from bildstrom.local.setup import setup

ONLY = "otlp-bridge"
UP = ("up", "--free-ports", "--only", ONLY)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    setup(Cache(default_root()), print)
    home = Home((tmp_path / "home").resolve())
    yield home
    kill_marked(str(home.root))


def argv(home: Home, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "bildstrom.local", "--home", str(home.root), *arguments]


def local(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv(home, *arguments), capture_output=True, text=True, timeout=60, check=False)


def state(home: Home) -> dict[str, str]:
    return {item["name"]: item["state"] for item in json.loads(local(home, "status", "--json").stdout)}


def test_up_status_kill_restart_down_wipe(home: Home) -> None:
    up = local(home, *UP)
    assert up.returncode == 0, up.stderr
    assert f"{ONLY}: ready after" in up.stderr
    assert {name for name, found in state(home).items() if found == "running"} == {ONLY}

    assert local(home, "kill", ONLY).returncode == 0
    assert state(home)[ONLY] == "ended"
    assert local(home, "status").returncode == 1  # something crashed

    assert local(home, "restart", ONLY).returncode == 0
    assert local(home, "status").returncode == 0

    down = local(home, "down")
    assert (down.returncode, down.stderr) == (0, f"{ONLY}: ended\n")
    assert marked(str(home.root)) == []

    assert local(home, "wipe").returncode == 0
    assert [path.name for path in home.root.iterdir()] == ["lock"]


def test_free_ports_stay_with_their_home(home: Home) -> None:
    local(home, *UP)
    first = local(home, "ports").stdout
    local(home, "down")
    local(home, *UP)
    assert local(home, "ports").stdout == first


def test_a_server_that_cannot_start_is_named_with_its_log_and_nothing_stays(home: Home) -> None:
    local(home, *UP)
    port = json.loads(local(home, "ports").stdout)["otlp"]
    local(home, "down")
    with socket.create_server(("127.0.0.1", port)):
        failed = local(home, *UP)
    assert failed.returncode == 1
    assert f"{ONLY}: port {port} is taken" in failed.stderr
    assert marked(str(home.root)) == []


def test_an_unknown_name_is_answered_with_the_known_ones(home: Home) -> None:
    failed = local(home, "logs", "zookeeper")
    assert failed.returncode == 1
    assert "no server is called zookeeper; there are: kafka, cassandra" in " ".join(failed.stderr.split())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_in_the_foreground_it_stays_until_it_is_told_and_ends_everything(home: Home, number: signal.Signals) -> None:
    with subprocess.Popen(argv(home, *UP, "--foreground"), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "Ctrl-C ends everything" in line:
                break
        assert marked(str(home.root))
        process.send_signal(number)
        assert process.wait(30) == 0
        process.stderr.read()
    assert marked(str(home.root)) == []


def test_what_a_killed_start_leaves_is_ended_by_down(home: Home) -> None:
    with subprocess.Popen(argv(home, *UP), stderr=subprocess.DEVNULL) as process:
        poll_until(lambda: marked(str(home.root)), "a server was started")
        os.kill(process.pid, signal.SIGKILL)
    assert marked(str(home.root))
    for record in home.run.glob("*.process"):
        record.unlink()  # as if it had died before the record was written
    local(home, "down")
    assert marked(str(home.root)) == []


def test_a_second_set_up_takes_less_than_a_second_and_no_network(home: Home) -> None:
    began = time.monotonic()
    done = subprocess.run(
        [*argv(home, "setup")],
        env={"PATH": "/nonexistent"},  # no Maven, no Java, no uv
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert time.monotonic() - began < 5  # 0.4 s on an idle machine
