"""One child with OCR for all tests of this room: loading it takes longer than most tests."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from bildstrom.deid.pixels.eyes import Eyes, reading_child
from bildstrom.runtime.children.bounded import Bounds


@pytest.fixture(scope="session")
def eyes() -> Iterator[Eyes]:
    """What looks at pixels."""
    with closing(reading_child(Bounds())) as child:
        yield Eyes(child)
