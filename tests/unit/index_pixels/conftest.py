"""A service with real children for all tests of this room: starting them takes longer than most tests."""

from collections.abc import AsyncIterator, Iterator
from contextlib import closing

import pytest
from unit.index_pixels.images import Images, opened

from bildstrom.index.dicomweb.pixels.children import Children, pixel_child
from bildstrom.runtime.children.bounded import BoundedChild, Bounds


@pytest.fixture(scope="session")
def child() -> Iterator[BoundedChild]:
    """What decodes and draws."""
    with closing(pixel_child(Bounds(memory=1 << 30, cpu_s=20, wall_s=60))) as started:
        yield started


@pytest.fixture
async def images(child: BoundedChild) -> AsyncIterator[Images]:
    """An empty service."""
    async with opened(Children([child])) as service:
        yield service
