"""Takes what comes one by one in groups, so that a request asks for several."""

from collections.abc import AsyncIterator
from typing import TypeVar

T = TypeVar("T")


async def in_groups(items: AsyncIterator[T], first: int, most: int) -> AsyncIterator[list[T]]:
    """Groups of ``first``, twice as many and so on up to ``most``: little for an answer that needs little."""
    group: list[T] = []
    size = first
    async for item in items:
        group.append(item)
        if len(group) == size:
            yield group
            group, size = [], min(2 * size, most)
    if group:
        yield group
