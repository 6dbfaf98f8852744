"""Waiting in tests: ask again until a deadline, and say at the end what the last answer was. Never a bare sleep."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

T = TypeVar("T")

EVERY_SECONDS = 0.02


def poll_until(condition: Callable[[], T], description: str, deadline: float = 10.0) -> T:
    """Call ``condition`` until it returns something true, and return that.

    Args:
        deadline: seconds from now.

    Raises:
        AssertionError: it did not in time; tells the last value, or the last error as its cause.
    """
    last = _Last(description, deadline)
    while True:
        try:
            value = condition()
        except Exception as error:  # noqa: BLE001 - told when the time is over
            last.failed(error)
        else:
            if last.returned(value):
                return value
        time.sleep(EVERY_SECONDS)


@overload
async def poll_until_async(condition: Callable[[], Awaitable[T]], description: str, deadline: float = ...) -> T: ...
@overload
async def poll_until_async(condition: Callable[[], T], description: str, deadline: float = ...) -> T: ...
async def poll_until_async(condition: Callable[[], Any], description: str, deadline: float = 10.0) -> Any:
    """The same for code that runs in the event loop; the condition may be a coroutine function."""
    last = _Last(description, deadline)
    while True:
        try:
            value = condition()
            if isinstance(value, Awaitable):
                value = await value
        except Exception as error:  # noqa: BLE001 - told when the time is over
            last.failed(error)
        else:
            if last.returned(value):
                return value
        await asyncio.sleep(EVERY_SECONDS)


class _Last:
    def __init__(self, description: str, deadline: float) -> None:
        self._description = description
        self._deadline = deadline
        self._ends = time.monotonic() + deadline

    def returned(self, value: object) -> bool:
        if not value and time.monotonic() > self._ends:
            raise AssertionError(f"{self._description}: not within {self._deadline:g} s; last value: {value!r}")
        return bool(value)

    def failed(self, error: Exception) -> None:
        if time.monotonic() > self._ends:
            told = f"{type(error).__name__}: {error}"
            raise AssertionError(f"{self._description}: not within {self._deadline:g} s; last error: {told}") from error
