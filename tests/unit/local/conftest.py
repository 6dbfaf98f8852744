"""Processes of a test never outlive it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bildstrom.local.folders import Home
from bildstrom.local.process import kill_marked


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """An empty home; what still runs in it is ended after the test."""
    home = Home(tmp_path / "home")
    yield home
    kill_marked(str(home.root))
