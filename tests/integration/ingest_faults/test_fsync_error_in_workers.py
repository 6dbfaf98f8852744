"""Worker processes on a disk that fails to sync, by a library that they preload."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.ingest.objects import data_set
from integration.ingest.requestor import Requestor
from integration.ingest.service import Service

GCC = shutil.which("gcc")
pytestmark = pytest.mark.skipif(GCC is None, reason="no gcc for the library that fails syncs")


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """While this file exists, no worker can sync an entry of a spool."""
    assert GCC is not None
    library, switch = tmp_path / "failing_fsync.so", tmp_path / "failing"
    source = Path(__file__).with_name("failing_fsync.c")
    subprocess.run([GCC, "-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    monkeypatch.setenv("LD_PRELOAD", str(library))
    monkeypatch.setenv("FAILING_FSYNC", str(switch))
    return switch


@pytest.fixture
def service(failing: Path) -> Iterator[Service]:
    running = Service(failing.parent / "service")
    yield running
    running.kill()


def test_a_worker_whose_disk_fails_promises_nothing_and_recovers_when_the_disk_does(
    service: Service, failing: Path
) -> None:
    def store(number: int) -> int:
        uid = f"1.2.3.{number}"
        return requestor.store(data_set(uid, "x" * 200_000 * (number % 2)), uid)  # large ones are written as they come

    with Requestor(service.port).associate() as requestor:
        healthy = [store(number) for number in (1, 2)]
        failing.touch()
        refused = [store(number) for number in (3, 4, 5, 6)]
        failing.unlink()
        again = [store(number) for number in (5, 6)]

    assert (healthy, refused, again) == ([0x0000] * 2, [0xA700] * 4, [0x0000] * 2)
    assert service.stop() == 0
    stored = [entry.path.read_bytes() for entry in service.entries()]
    assert [f"1.2.3.{number}".encode() in data for number, data in zip((1, 2, 5, 6), stored, strict=True)] == [True] * 4
