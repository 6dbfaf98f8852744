"""Runs steps that need one another: each as soon as those it needs are done, all others at the same time."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

Step = Callable[[], None]


def run(steps: Mapping[str, Step], needs: Mapping[str, Sequence[str]], cancelled: threading.Event) -> None:
    """Run every step once; a need that is not among the steps counts as met.

    When one fails no further one begins, ``cancelled`` is set for those that run, and its error is raised when all
    have ended.

    Raises:
        ValueError: the needs go in a circle.
    """
    waiting = {name: {need for need in needs.get(name, ()) if need in steps} for name in steps}
    running: dict[Future[None], str] = {}
    failed: list[BaseException] = []
    with ThreadPoolExecutor(max_workers=max(1, len(steps))) as pool:
        try:
            while waiting or running:
                for name in [name for name, unmet in waiting.items() if not unmet]:
                    del waiting[name]
                    running[pool.submit(steps[name])] = name
                if not running:
                    raise ValueError(f"needs in a circle: {', '.join(sorted(waiting))}")
                failed += _finished(running, waiting)
                if failed:
                    cancelled.set()
                    waiting.clear()
        except BaseException:
            cancelled.set()  # Ctrl-C: what waits for a server stops waiting
            raise
    if failed:
        raise failed[0]


def _finished(running: dict[Future[None], str], waiting: Mapping[str, set[str]]) -> list[BaseException]:
    """Wait for the next step to end, and tell those that wait for it; the errors of those that failed."""
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for name in [running.pop(future) for future in done]:
        for unmet in waiting.values():
            unmet.discard(name)
    return [error for future in done if (error := future.exception()) is not None]


def reverse(needs: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The same edges the other way round: what is needed waits for those that need it."""
    reversed_needs: dict[str, list[str]] = {name: [] for name in needs}
    for name, needed in needs.items():
        for need in needed:
            reversed_needs.setdefault(need, []).append(name)
    return reversed_needs
