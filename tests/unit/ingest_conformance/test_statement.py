"""The conformance statement says what the code does."""

import runpy
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).parents[3]
STATEMENT = CHECKOUT / "docs" / "conformance.md"
GENERATOR = CHECKOUT / "services" / "ingest" / "generate_conformance.py"


@pytest.fixture(scope="module")
def generator() -> dict[str, Any]:
    return runpy.run_path(str(GENERATOR))


def test_every_table_is_as_the_code_has_it(generator: dict[str, Any]) -> None:
    text = STATEMENT.read_text()
    assert generator["renewed"](text) == text, f"renew it: python {GENERATOR.relative_to(CHECKOUT)}"


def test_every_table_that_there_is_stands_in_the_statement(generator: dict[str, Any]) -> None:
    text = STATEMENT.read_text()
    assert [name for name in generator["TABLES"] if text.count(f"<!-- table {name} -->") != 1] == []


def test_what_is_proposed_to_peers_is_served_to_them_too(generator: dict[str, Any]) -> None:
    served = {line.split(" | ")[1] for line in generator["services"]()}
    (proposed,) = (line.split(" | ")[1] for line in generator["initiation"]()[2:])
    assert proposed in served


def test_a_statement_that_has_drifted_is_noticed(generator: dict[str, Any]) -> None:
    text = STATEMENT.read_text()
    drifted = text.replace("| A700 |", "| A701 |")
    assert drifted != text
    assert generator["renewed"](drifted) == text
