"""The child's side: answers one request after the other until its input ends, each within its bounds.

A request may take so many bytes more than the libraries do, and so many seconds of CPU; whoever takes more is killed by
the kernel, or runs out of memory here.
"""

import os
import resource
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from bildstrom.runtime.children.messages import Head, Payload, receive, send

_LARGEST_REQUEST = 1 << 40  # its own memory limit comes first

Answer = Callable[[Head, bytearray], tuple[Head, Payload]]


def serve(answer: Answer, arguments: Sequence[str]) -> None:
    """Serve standard input until it ends.

    Args:
        answer: gives a request's answer; it may lift its own bounds with :func:`unbounded`.
        arguments: bytes and seconds that a request may take.
    """
    memory, cpu = (int(argument) for argument in arguments)
    requests, answers = sys.stdin.buffer, _own_output()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold a patient's image
    while (message := receive(requests, _LARGEST_REQUEST)) is not None:
        bound(memory, cpu)
        try:
            head, payload = answer(*message)
            send(answers, head, payload)
        except MemoryError:
            send(answers, {"answer": "exhausted"})


def bound(memory: int, cpu: int) -> None:
    """Grant this process ``memory`` bytes and ``cpu`` seconds more than it has taken."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + memory, resource.RLIM_INFINITY))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + cpu + 1, resource.RLIM_INFINITY))


def unbounded() -> None:
    """Grant this process any memory until the next request: what is loaded once is no request's own."""
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _own_output() -> BinaryIO:
    """The stream of answers, which no library prints into."""
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "wb")
