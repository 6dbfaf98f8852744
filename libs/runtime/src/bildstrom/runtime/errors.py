"""The two errors that carry a policy; everything else that a handler raises is a bug.

Exception
├── Rejected      this event can never succeed: it becomes a dead letter now
└── Unavailable   something this service needs is down: back off and try again, never a dead letter
"""

import re

_REASON = re.compile(r"[a-z][a-z0-9_]{0,63}")


class Rejected(Exception):
    """An event that can never succeed.

    Args:
        reason: a closed lower_snake_case word; it becomes a metric's label and part of the dead letter, so it never
            quotes a value.

    Raises:
        ValueError: the reason is not such a word.
    """

    def __init__(self, reason: str) -> None:
        if not _REASON.fullmatch(reason):
            raise ValueError("a reason is a lower_snake_case word of at most 64 characters")
        super().__init__(reason)
        self.reason = reason


class Unavailable(Exception):
    """A dependency that is down now and will come back.

    Args:
        dependency: its name, such as ``kafka``, ``cassandra``, ``objects``, ``triton``.
    """

    def __init__(self, dependency: str) -> None:
        if not _REASON.fullmatch(dependency):
            raise ValueError("a dependency is a lower_snake_case word of at most 64 characters")
        super().__init__(dependency)
        self.dependency = dependency
