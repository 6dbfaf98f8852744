"""A stack of several servers."""

from pathlib import Path

import pytest
from unit.local.shell_server import ShellServer

from bildstrom.local.errors import StartFailed
from bildstrom.local.folders import Home
from bildstrom.local.identity import marked
from bildstrom.local.ports import Ports
from bildstrom.local.stack import Stack, Task


def serving(name: str, order: Path, needs: tuple[str, ...] = (), before: str = "") -> ShellServer:
    script = (
        f'trap "echo -{name} >>{order}; exit 0" TERM; {before} echo +{name} >>{order}; touch "$1"; '
        "while :; do sleep 0.02; done"
    )
    return ShellServer(script, order.with_name(f"{name}.ready"), name=name, needs=needs)


def stack(home: Home, order: Path, *servers: ShellServer) -> Stack:
    def apply() -> None:
        with order.open("a") as file:
            file.write("+topics\n")

    tasks = {"topics": Task(("broker",), apply)}
    return Stack(home, Ports(), servers, tasks, lambda: home.root.mkdir(exist_ok=True))


def test_servers_start_after_and_end_before_what_they_need(home: Home, tmp_path: Path) -> None:
    order = tmp_path / "order"
    servers = serving("service", order, ("topics", "database")), serving("broker", order), serving("database", order)
    whole = stack(home, order, *servers)
    whole.up()
    assert [status.state for status in whole.status()] == ["running"] * 3
    assert whole.down()
    steps = order.read_text().split()
    assert sorted(steps[:3]) == ["+broker", "+database", "+topics"]
    assert steps.index("+broker") < steps.index("+topics")
    assert steps[3:5] == ["+service", "-service"]
    assert sorted(steps[5:]) == ["-broker", "-database"]


def test_a_task_is_done_only_for_a_chosen_server_that_needs_it(home: Home, tmp_path: Path) -> None:
    order = tmp_path / "order"
    whole = stack(home, order, serving("broker", order), serving("service", order, ("topics",)))
    whole.up(["broker"])
    assert order.read_text().split() == ["+broker"]
    whole.up(["service"])
    assert order.read_text().split() == ["+broker", "+topics", "+service"]


def test_a_failed_start_ends_what_it_has_started_and_keeps_what_ran_before(home: Home, tmp_path: Path) -> None:
    order = tmp_path / "order"
    servers = (
        serving("broker", order),
        serving("viewer", order),
        ShellServer("exit 1", tmp_path / "never", name="broken"),
    )
    whole = stack(home, order, *servers)
    whole.up(["broker"])
    with pytest.raises(StartFailed, match="broken"):
        whole.up()
    assert {status.name: status.state for status in whole.status()} == {
        "broker": "running",
        "viewer": "stopped",
        "broken": "stopped",
    }


def test_another_stack_over_the_same_home_ends_everything(home: Home, tmp_path: Path) -> None:
    order = tmp_path / "order"
    stack(home, order, serving("broker", order)).up()
    reports: list[str] = []
    assert stack(home, order, serving("broker", order)).down(reports.append)
    assert reports == ["broker: ended"]
    assert marked(str(home.root)) == []


def test_down_ends_processes_that_no_record_tells_of(home: Home, tmp_path: Path) -> None:
    order = tmp_path / "order"
    whole = stack(home, order, serving("broker", order))
    whole.up()
    for record in home.run.glob("*.process"):
        record.unlink()
    reports: list[str] = []
    whole.down(reports.append)
    assert marked(str(home.root)) == []


def test_down_of_a_home_that_never_ran_is_clean(home: Home, tmp_path: Path) -> None:
    assert stack(home, tmp_path / "order", serving("broker", tmp_path / "order")).down()


def test_one_server_is_killed_and_started_again(home: Home, tmp_path: Path) -> None:
    order = tmp_path / "order"
    whole = stack(home, order, serving("broker", order))
    whole.up()
    first = whole.process("broker").pid
    whole.kill("broker")
    assert whole.process("broker").state == "ended"
    whole.start("broker")
    assert whole.process("broker").state == "running"
    assert whole.process("broker").pid != first
    whole.restart("broker")
    assert order.read_text().split() == ["+broker", "+broker", "-broker", "+broker"]


def test_progress_is_reported(home: Home, tmp_path: Path) -> None:
    order = tmp_path / "order"
    whole = stack(home, order, serving("broker", order))
    reports: list[str] = []
    whole.up(report=reports.append)
    whole.up(report=reports.append)
    assert reports[0].startswith("broker: ready after ")
    assert reports[1] == "broker: runs already"
