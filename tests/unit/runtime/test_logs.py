"""What a process writes to standard error: JSON lines of listed keys, whatever slips into logs or exceptions."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PHI = "DOE^JOHN"
PROGRAM = Path(__file__).parent / "talkative.py"


@pytest.fixture(scope="module")
def stderr() -> str:
    """What the talkative process has written."""
    done = subprocess.run([sys.executable, str(PROGRAM), PHI], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    return done.stderr


@pytest.fixture
def lines(stderr: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stderr.splitlines()]


def one(lines: list[dict[str, Any]], **wanted: str) -> dict[str, Any]:
    """The one line with these values, without its time."""
    found = [line for line in lines if wanted.items() <= line.items()]
    assert len(found) == 1, found
    return {key: value for key, value in found[0].items() if key != "timestamp"}


def test_no_patient_data_comes_out_in_any_way(stderr: str) -> None:
    assert PHI not in stderr
    assert "JOHN" not in stderr


def test_keys_that_are_not_listed_are_dropped(lines: list[dict[str, Any]]) -> None:
    assert one(lines, event="named") == {
        "event": "named",
        "level": "info",
        "service.name": "deid",
        "bildstrom.study_uid": "2.25.1",
    }


def test_values_that_are_no_text_or_number_are_named_by_their_type(lines: list[dict[str, Any]]) -> None:
    line = one(lines, event="typed")
    assert (line["bildstrom.reason"], line["count"]) == ("ValueError", 3)


def test_an_exception_that_is_logged_leaves_no_text(lines: list[dict[str, Any]]) -> None:
    assert one(lines, event="raised") == {"event": "raised", "level": "error", "service.name": "deid"}
    assert one(lines, event="ValueError") == {"event": "ValueError", "level": "error", "service.name": "deid"}


@pytest.mark.parametrize("logger", ["pydicom", "pynetdicom.acse", "grpcfriend", "py.warnings"])
def test_the_text_of_an_unknown_library_or_a_warning_is_withheld(lines: list[dict[str, Any]], logger: str) -> None:
    assert one(lines, logger=logger)["event"] == "library message withheld"


def test_the_class_of_a_librarys_exception_is_told(lines: list[dict[str, Any]]) -> None:
    assert one(lines, logger="pynetdicom.acse")["error.type"] == "ValueError"


def test_a_trusted_library_says_what_it_has_to_say(lines: list[dict[str, Any]]) -> None:
    assert one(lines, logger="aiokafka.cluster")["event"] == "Topic bildstrom.test.v1 is not available"


def test_a_trusted_library_does_not_quote_our_exceptions(lines: list[dict[str, Any]]) -> None:
    line = one(lines, logger="aiokafka.conn")
    assert (line["event"], line["error.type"]) == ("Close connection: %r", "ValueError")


def test_levels_are_kept(stderr: str) -> None:
    assert "below the level" not in stderr


def test_exceptions_that_nobody_catches_are_told_by_class_and_place(lines: list[dict[str, Any]]) -> None:
    raised = PROGRAM.read_text().splitlines().index('    raise ValueError(f"invalid name {PHI}")') + 1
    uncaught = [line for line in lines if line["event"] == "uncaught"]
    assert [line["error.type"] for line in uncaught] == [
        "ValueError"
    ] * 3  # in a thread, in __del__, in the main thread
    assert [line["where"].split(" < ")[0] for line in uncaught] == [f"talkative.py:{raised}"] * 3
