"""A short visit to Kafka: one event loop, and every Kafka error as a problem with what to do."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from aiokafka.errors import KafkaError

from bildstrom.console.exits import Exit, Problem
from bildstrom.runtime.errors import Unavailable

T = TypeVar("T")
DEADLINE_S = 60.0


def visit(bootstrap: str, work: Coroutine[Any, Any, T]) -> T:
    """Run ``work`` to its end. Raises Problem when Kafka does not answer."""
    # It logs each failed connection on stderr; the problem says it once, and what to do.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    try:
        return asyncio.run(asyncio.wait_for(work, DEADLINE_S))
    except (KafkaError, Unavailable, TimeoutError) as error:
        raise Problem(
            f"Kafka at {bootstrap} does not answer ({type(error).__name__})",
            "see what is down by `bildstrom status`; start the stack by `make up`",
            Exit.DOWN,
        ) from error
