"""``bildstrom deid epochs`` against the service of deid in a thread of this process."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from unit.console_deid.served import Served
from unit.deid.objects import STUDY
from unit.deid_answers.answering import NOW
from unit.deid_epochs.epochs import Place

from bildstrom.console.__main__ import cli, main
from bildstrom.console.exits import Exit

WHY = ("--reason", "thirty days are over", "--by", "ada")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A project with one epoch, and a service that is asked about it."""
    made = Place(tmp_path)
    made.at(NOW)
    running = Served(made.projects, made.keyring)
    running.start()
    monkeypatch.setenv("BILDSTROM_CONSOLE_SERVICES", json.dumps({"deid": running.address}))
    yield made
    running.stop()


def listed(capsys: pytest.CaptureFixture[str]) -> Any:
    assert main(["deid", "epochs", "list", "--json"]) == Exit.OK
    return json.loads(capsys.readouterr().out)["epochs"]


def test_an_epoch_is_listed_closed_and_destroyed(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    opened = {
        "epoch": "0001",
        "state": "open",
        "began_at": "2026-03-04T05:06:07.000Z",
        "ends_at": "2026-04-03T05:06:07.000Z",
        "closed_at": None,
        "destroyed_at": None,
        "studies": 1,
        "originals": 0,
    }
    assert listed(capsys) == [opened]
    assert main(["deid", "epochs", "close", "0001", *WHY]) == Exit.OK
    assert main(["deid", "epochs", "destroy", "0001", "--yes", *WHY]) == Exit.OK
    assert capsys.readouterr().out.splitlines() == [
        "closed 0001",
        "destroyed 0001, 0 originals deleted; restart ingest and deid",
    ]
    times = {"ends_at": None, "closed_at": opened["began_at"], "destroyed_at": opened["began_at"]}
    assert listed(capsys) == [opened | {"state": "destroyed"} | times]
    assert main(["deid", "epochs", "list"]) == Exit.OK
    assert "destroyed" in capsys.readouterr().out
    assert not (place.folder / "0001" / "key").exists()


def test_an_open_epoch_is_not_destroyed(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deid", "epochs", "destroy", "0001", "--yes", *WHY]) == Exit.FAILED
    assert "close it first" in capsys.readouterr().err
    assert place.project.of_pseudonym(place.at(NOW).uid_of(STUDY)).epoch == "0001"


@pytest.mark.parametrize(("typed", "state"), [("0001", "destroyed"), ("yes", "closed"), ("", "closed")])
def test_only_who_types_the_epochs_name_destroys_it(
    place: Place, typed: str, state: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place.close("0001")
    CliRunner().invoke(cli, ["deid", "epochs", "destroy", "0001", *WHY], input=f"{typed}\n")
    assert [epoch["state"] for epoch in listed(capsys)] == [state]


@pytest.mark.usefixtures("served")
def test_a_project_without_epochs_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deid", "epochs", "list"]) == Exit.OK
    assert capsys.readouterr().out == "the project has no epochs\n"
    assert main(["deid", "epochs", "close", "0001", *WHY]) == Exit.NOT_FOUND
