"""The demo, as a newcomer starts it: ends by itself, accounts for every object, finds the share that was built in."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_demo_accounts_for_every_object_and_leaves_nothing_running(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "bildstrom.demo", "--once", "--home", str(home), "--free-ports"]

    done = subprocess.run(command, capture_output=True, text=True, timeout=560, check=False)

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    for word in ("laa950", "quarantined", "/zipkin/traces/", "/viewer/demo/viewer?StudyInstanceUIDs=2.25."):
        assert word in done.stdout
    assert _processes_naming(home) == []


def _processes_naming(folder: Path) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if str(folder) in command:
            found.append(command)
    return found
