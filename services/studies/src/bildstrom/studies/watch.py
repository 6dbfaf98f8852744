"""Which studies are awake, and since when."""

import time
from collections.abc import Callable


class Watch:
    """Studies with news, in memory; rebuilt from the table whenever partitions move.

    Args:
        unsettled: reads the table: keys of studies with news, and when it came (ms).
        clock: seconds since the epoch.
    """

    def __init__(
        self, unsettled: Callable[[], dict[str, int]], quiet_seconds: float, clock: Callable[[], float] = time.time
    ) -> None:
        self._unsettled = unsettled
        self._quiet_ms = quiet_seconds * 1000
        self._clock = clock
        self._awake: dict[str, int] = {}

    def wake(self, key: str) -> None:
        """News of a study."""
        self._awake[key] = int(self._clock() * 1000)

    def rebuild(self) -> None:
        """Forget, and read the table again."""
        self._awake = self._unsettled()

    def forget(self) -> None:
        """The partitions are somebody else's for now."""
        self._awake = {}

    def take_due(self) -> list[str]:
        """The studies without news for the quiet period; each is awake again only with news, or put back."""
        limit = self._clock() * 1000 - self._quiet_ms
        due = [key for key, touched in self._awake.items() if touched <= limit]
        for key in due:
            del self._awake[key]
        return due
