"""A child process that is kept warm, bounded in memory and time, killed when it exceeds them, and replaced."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from signal import SIGKILL, SIGXCPU
from typing import BinaryIO, cast

from bildstrom.runtime.children.messages import BrokenMessageError, Head, Payload, receive, send

_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")
_LOADING_S = 120.0  # of libraries and weights; OCR takes 2 s on an idle machine
_LEAVING_S = 5.0
_MOST_ASKED = 1000  # then a new child takes over: native libraries leak
_LARGEST_ANSWER = 1 << 31


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one request may take.

    Attributes:
        memory: bytes, beyond what the libraries take.
        cpu_s: seconds of CPU, which a busy machine does not change.
        wall_s: seconds until it counts as hanging.
    """

    memory: int = 2 << 30
    cpu_s: int = 120
    wall_s: float = 300.0


class ExhaustedError(Exception):
    """A request took more memory or time than it may."""


class CrashedError(Exception):
    """A request made the child end."""


class ChildUnusableError(Exception):
    """The child cannot be started or cannot load: a defect of the installation, whatever the request was."""


def python(module: str) -> tuple[str, ...]:
    """The command that runs a module in this interpreter, apart from the caller's environment and folder."""
    return sys.executable, "-I", "-m", module


class BoundedChild:
    """Asks one request at a time; safe to be shared by threads. The process starts with the first request.

    Args:
        bounds: of each request.
        command: starts the child, which calls :func:`bildstrom.runtime.children.answering.serve`.
        loading: the request that loads what takes long.
    """

    def __init__(self, bounds: Bounds, command: Sequence[str], loading: Head | None = None) -> None:
        self._bounds = bounds
        self._command = command
        self._loading = loading or {"ask": "load"}
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._loaded = False
        self._asked = 0

    def ask(self, head: Head, payload: Payload, *, loaded: bool = False) -> tuple[Head, bytearray]:
        """What the child answers.

        Args:
            head: the request.
            payload: its bytes, in parts.
            loaded: whether what takes long has to be loaded first.

        Raises:
            ExhaustedError: it ran out of memory or time; the next request has a new child.
            CrashedError: it ended the child in another way; so too.
            ChildUnusableError: there is no child.
        """
        with self._lock:
            if self._asked >= _MOST_ASKED:
                self._end()
            self._asked += 1
            if loaded and not self._loaded:
                self._load()
            head, answer = self._exchange(head, payload, self._bounds.wall_s)
        if head.get("answer") == "exhausted":
            raise ExhaustedError
        return head, answer

    def warm(self) -> None:
        """Start the child and load now.

        Raises:
            ChildUnusableError: there is no child.
        """
        with self._lock:
            if not self._loaded:
                self._load()

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            self._end()

    def _load(self) -> None:
        try:
            self._exchange(self._loading, (), _LOADING_S)
        except (ExhaustedError, CrashedError):
            raise ChildUnusableError from None
        self._loaded = True

    def _exchange(self, head: Head, payload: Payload, seconds: float) -> tuple[Head, bytearray]:
        process = self._process or self._started()
        watchdog = threading.Timer(seconds, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            send(cast(BinaryIO, process.stdin), head, payload)
            answer = receive(cast(BinaryIO, process.stdout), _LARGEST_ANSWER)
        except (OSError, BrokenMessageError):
            answer = None
        finally:
            watchdog.cancel()
        if answer is None:
            raise ExhaustedError if self._end() in (-SIGKILL, -SIGXCPU) else CrashedError
        return answer

    def _started(self) -> "subprocess.Popen[bytes]":
        bounds = (str(self._bounds.memory), str(self._bounds.cpu_s))
        command = [*self._command, *bounds]
        pipe, nobody = subprocess.PIPE, subprocess.DEVNULL  # what libraries print may quote values
        # No credentials of the service go to it, and no signal to the service's group: that would look like a crash.
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        try:
            self._process = subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=nobody, env=environment, start_new_session=True
            )
        except OSError as error:
            raise ChildUnusableError from error
        return self._process

    def _end(self) -> int | None:
        """End the child; gives how it ended."""
        process, self._process, self._loaded, self._asked = self._process, None, False, 0
        if process is None:
            return None
        with contextlib.suppress(BrokenPipeError):  # what could not be sent
            cast(BinaryIO, process.stdin).close()
        try:
            process.wait(_LEAVING_S)  # it ends with its input
        except subprocess.TimeoutExpired:
            process.kill()
        cast(BinaryIO, process.stdout).close()
        return process.wait()
