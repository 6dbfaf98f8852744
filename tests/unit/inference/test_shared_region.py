"""Shared memory: arrays side by side, nothing left behind, what a dead process left is found."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bildstrom.inference.shared_region import Region, remove_abandoned

LEAVE_BEHIND = """
import os, sys
from pathlib import Path
from bildstrom.inference.shared_region import Region
print(Region([100], Path(sys.argv[1])).name, flush=True)
os._exit(9)
"""


def test_arrays_lie_one_after_the_other_and_are_read_where_they_are(tmp_path: Path) -> None:
    region = Region([100, 24], tmp_path)
    region.array(0, (50,), np.int16)[:] = np.arange(50)
    region.array(1, (2, 3), np.float32)[:] = 7.5
    data = (tmp_path / region.name).read_bytes()
    assert region.offsets == (0, 128)
    assert len(data) == region.size == 192
    assert data[:100] == np.arange(50, dtype=np.int16).tobytes()
    assert data[128:152] == np.full(6, 7.5, np.float32).tobytes()
    region.close()
    assert list(tmp_path.iterdir()) == []


def test_a_region_that_is_closed_keeps_the_memory_of_views(tmp_path: Path) -> None:
    region = Region([64], tmp_path)
    view = region.array(0, (64,), np.uint8)
    view[:] = 3
    region.close()
    assert view.tolist() == [3] * 64


def test_without_room_there_is_an_error_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"No space|too large"):
        Region([2**60], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_region_of_a_living_process_stays_and_that_of_a_dead_one_goes(tmp_path: Path) -> None:
    mine = Region([64], tmp_path)
    answer = subprocess.run(
        [sys.executable, "-c", LEAVE_BEHIND, str(tmp_path)], capture_output=True, text=True, check=False, env=os.environ
    )
    dead = answer.stdout.strip()
    assert dead
    assert {path.name for path in tmp_path.iterdir()} == {mine.name, dead}
    assert remove_abandoned(tmp_path) == [dead]
    assert [path.name for path in tmp_path.iterdir()] == [mine.name]
    mine.close()


def test_a_folder_whose_name_begins_like_a_regions_is_somebody_elses(tmp_path: Path) -> None:
    region = Region([1], tmp_path)
    folder = tmp_path / f"{region.name}-folder"
    folder.mkdir()
    region.close()
    assert remove_abandoned(tmp_path) == []
    assert folder.is_dir()
