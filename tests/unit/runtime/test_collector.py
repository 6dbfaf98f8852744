"""The garbage collector is told what lasts."""

import gc
from collections.abc import Iterator

import pytest

from bildstrom.runtime.collector import YOUNG, settle


@pytest.fixture
def restored() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("restored")
def test_what_is_there_is_not_looked_at_again() -> None:
    lasting = [object(), []]
    settle()

    assert not any(found is lasting for found in gc.get_objects())
    assert gc.get_threshold()[0] == YOUNG
