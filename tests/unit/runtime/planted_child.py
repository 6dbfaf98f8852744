"""A child process that does what it is asked: works, or misbehaves in one of the ways that native code can."""

import ctypes
import os
import sys
import time
from collections.abc import Callable
from typing import BinaryIO

from bildstrom.runtime.children.answering import bound
from bildstrom.runtime.children.messages import receive, send


def main() -> None:
    """Serve standard input until it ends."""
    memory, cpu = int(sys.argv[1]), int(sys.argv[2])
    answers = sys.stdout.buffer
    while (message := receive(sys.stdin.buffer, 1 << 20)) is not None:
        head, payload = message
        bound(memory, cpu)
        if head["ask"] in DEEDS:
            DEEDS[head["ask"]](answers)
        else:
            send(answers, {"answer": "worked", "pid": os.getpid()}, [payload])


def eat_memory(answers: BinaryIO) -> None:
    """As the real child does when Python runs out of memory."""
    try:
        bytearray(1 << 30)
    except MemoryError:
        send(answers, {"answer": "exhausted"})


def burn_time(_: BinaryIO) -> None:
    """For ever."""
    while True:
        pass


def answer_half(answers: BinaryIO) -> None:
    """Die within an answer."""
    answers.write(b"\x01\x00\x00")
    answers.flush()
    os._exit(0)


def babble(answers: BinaryIO) -> None:
    """Say something that is no message."""
    answers.write(b"\xff" * 64)
    answers.flush()


DEEDS: dict[str, Callable[[BinaryIO], object]] = {
    "eat memory": eat_memory,
    "burn time": burn_time,
    "hang": lambda _: time.sleep(3600),
    "crash": lambda _: ctypes.string_at(0),
    "leave": lambda _: sys.exit(0),
    "babble": babble,
    "answer half": answer_half,
}


if __name__ == "__main__":
    main()
