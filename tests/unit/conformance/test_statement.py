"""The conformance statements say what the code does."""

import runpy
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "docs" / "conformance"
NAMES = ("ingest", "dicomweb")


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.syspath_prepend(str(FOLDER))
    return runpy.run_path(str(FOLDER / "generate.py"))


def text(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text()


def test_every_statement_is_one_of_these(generator: dict[str, Any]) -> None:
    assert sorted(generator["STATEMENTS"]) == sorted(NAMES) == sorted(path.stem for path in FOLDER.glob("*.md"))


@pytest.mark.parametrize("name", NAMES)
def test_every_table_is_as_the_code_has_it(generator: dict[str, Any], name: str) -> None:
    renewed = generator["renewed"](text(name), generator["STATEMENTS"][name])
    assert renewed == text(name), "renew it: python docs/conformance/generate.py"


@pytest.mark.parametrize("name", NAMES)
def test_every_table_that_there_is_stands_in_the_statement(generator: dict[str, Any], name: str) -> None:
    tables = generator["STATEMENTS"][name]
    assert [table for table in tables if text(name).count(f"<!-- table {table} -->") != 1] == []


def test_what_is_proposed_to_peers_is_served_to_them_too(generator: dict[str, Any]) -> None:
    tables = generator["STATEMENTS"]["ingest"]
    served = {line.split(" | ")[1] for line in tables["services"]()}
    (proposed,) = (line.split(" | ")[1] for line in tables["initiation"]()[2:])
    assert proposed in served


@pytest.mark.parametrize(
    ("name", "row", "other"),
    [("ingest", "| A700 |", "| A701 |"), ("dicomweb", "| UI | single value, list", "| UI | single value, range")],
)
def test_a_statement_that_has_drifted_is_noticed(generator: dict[str, Any], name: str, row: str, other: str) -> None:
    drifted = text(name).replace(row, other)
    assert drifted != text(name)
    assert generator["renewed"](drifted, generator["STATEMENTS"][name]) == text(name)
