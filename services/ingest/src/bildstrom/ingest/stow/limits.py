"""How much of what one request may bring."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request; sizes in bytes.

    Attributes:
        idle_seconds: without a byte, after which a request is given up.
        rate: bytes per second that a request has to reach on average once ``slow_seconds`` are over.
    """

    parts: int = 5000
    object_size: int = 4 * 1024**3
    body_size: int = 32 * 1024**3
    idle_seconds: float = 30
    slow_seconds: float = 60
    rate: int = 4096
