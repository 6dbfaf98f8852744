"""Fetches what the servers need, once per digest; a second call finds everything and needs no network."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bildstrom.local import jars, triton_environment, viewer
from bildstrom.local.errors import Missing
from bildstrom.local.folders import Cache
from bildstrom.local.jars import Report


def setup(cache: Cache, report: Report) -> None:
    """Fetch the jars and the viewer and make Triton's environment, unless they are there.

    The chain runs without the viewer: where npm is missing, that is reported, and the rest is done.

    Raises:
        Missing: something has to be installed on this machine first.
        LocalError: a download failed or is not what its list says.
    """
    with _alone(cache.root / "setup.lock", report):
        jars.fetch(cache, report)
        triton_environment.make(cache, report)
        try:
            viewer.fetch(cache, report)
        except Missing as missing:
            report(f"the viewer is left out: {missing}; then: make setup")


@contextmanager
def _alone(path: Path, report: Report) -> Iterator[None]:
    """Two set-ups of one cache run one after the other; the second then finds everything."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("another set-up is running here: waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
