"""A short soak: ingest is killed at random moments under load, and keeps every promise that it gave."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Servers

SOAK = Path(__file__).parents[2] / "benchmarks" / "soak_ingest.py"
ROUNDS = 5


@pytest.fixture(autouse=True)
def everything_runs() -> None:
    """Only the broker is needed here, not the stack that the other tests of this folder share."""


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_what_was_answered_0000_is_there_exactly_once_whatever_is_killed(servers: Servers) -> None:
    done = subprocess.run(
        [sys.executable, SOAK, "--rounds", str(ROUNDS), "--kafka", servers.kafka(), "--json"],
        capture_output=True,
        text=True,
        timeout=450,
        check=False,
    )

    assert done.stdout, done.stderr
    soak = json.loads(done.stdout)
    assert soak["findings"] == {"missing": [], "twice": [], "half": [], "leftover": [], "disordered": []}
    assert sum(soak["kills"].values()) == ROUNDS
    assert soak["told"]["0000"] >= ROUNDS
    assert soak["events"] >= soak["acknowledged"] == soak["told"]["0000"]
