"""How long to wait before the next try: exponential with full jitter, for ever."""

import random
from collections.abc import Iterator

FIRST_SECONDS = 0.2
LONGEST_SECONDS = 10.0


def delays(first: float = FIRST_SECONDS, longest: float = LONGEST_SECONDS) -> Iterator[float]:
    """Yield seconds: about 0.2, 0.4, … up to 10, each drawn from the upper half of its step."""
    step = first
    while True:
        yield step * random.uniform(0.5, 1.0)
        step = min(2 * step, longest)
