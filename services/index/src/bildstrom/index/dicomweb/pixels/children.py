"""Children that decode and draw, side by side; what becomes of a request that they cannot answer."""

import asyncio
from collections import deque
from collections.abc import Sequence

from bildstrom.index.dicomweb.errors import NotAcceptable
from bildstrom.runtime.children.bounded import (
    BoundedChild,
    Bounds,
    ChildUnusableError,
    CrashedError,
    ExhaustedError,
    python,
)
from bildstrom.runtime.children.messages import Head, Payload
from bildstrom.runtime.errors import Unavailable

CHILD = "bildstrom.index.dicomweb.pixels.child"

UNDECODABLE = "these pixels cannot be decoded; they are offered as they are stored"
EXHAUSTED = "these pixels take more memory or time than a request may have; they are offered as they are stored"


def pixel_child(bounds: Bounds) -> BoundedChild:
    """A child that decodes and draws; it starts with its first request."""
    return BoundedChild(bounds, python(CHILD))


class Children:
    """Hands each request to a child that has nothing to do; without children nothing can be decoded."""

    def __init__(self, children: Sequence[BoundedChild] = ()) -> None:
        self._children = tuple(children)
        self._idle = deque(self._children)
        self._free = asyncio.Semaphore(len(self._children))

    async def ask(self, head: Head, payload: Payload) -> tuple[Head, bytearray]:
        """What a child answers.

        Raises:
            NotAcceptable: the pixels cannot be decoded, or not within the child's bounds.
            Unavailable: there is no child.
        """
        if not self._children:
            raise NotAcceptable("pixels are not decoded here; they are offered as they are stored")
        async with self._free:
            child = self._idle.popleft()
            try:
                answer, data = await asyncio.to_thread(child.ask, head, payload)
            except ExhaustedError:
                raise NotAcceptable(EXHAUSTED) from None
            except CrashedError:
                raise NotAcceptable(UNDECODABLE) from None
            except ChildUnusableError as error:
                raise Unavailable("decoders") from error
            finally:
                self._idle.append(child)
        if answer.get("answer") == "undecodable":
            raise NotAcceptable(UNDECODABLE)
        return answer, data

    def close(self) -> None:
        """End them."""
        for child in self._children:
            child.close()
